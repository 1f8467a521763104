"""The platform's generated types: the checksum of the release that was pulled, and the files of the releases that are known.

Source: `.checksums.json`, which `edgespark pull types` writes beside the files; its value is the server's own and cannot be computed from them. The known
releases were read from the platform's public templates and from public projects, in which one checksum always stands beside the same files.
"""

import re

_KNOWN = {
    "sha256-712d78141c948d0f44934a725d9a04246677eded79353bfd986c74764d418c31": {
        "server-types.d.ts": "5ac60977c5d7aeed3dc9fd300d027cb6b6130c2a308841b3daa7ea6df3feeea9",
        "edgespark.d.ts": "ea646b6a8f7b5d2c747c67f79d707bb3956ca9941b73f9329f4d5419c27aac95",
    },
}

_BOM = b"\xef\xbb\xbf"
_STUB_BYTES = 2_000  # the real files hold more than their first comment by then
_NOTHING = rb"(?>\s+|//[^\n]*|/\*(?:(?!\*/).)*\*/|export\s*\{\s*\}\s*;?)*+"


def is_stub(content: bytes) -> bool:
    """Whether a generated file declares nothing yet: the stub of the CLI's own template is a comment and `export {};`."""
    return len(content) < _STUB_BYTES and re.fullmatch(_NOTHING, content.removeprefix(_BOM), re.DOTALL) is not None


def checksum(content: bytes | None) -> str | None:
    """The checksum in `.checksums.json`; None where there is none."""
    found = re.search(rb'"server_types"\s*:\s*"([^"]*)"', content or b"")
    return found.group(1).decode("utf-8", "replace") if found else None


def is_released(release: str, name: str, content: bytes) -> bool | None:
    """Whether the file `name` is as that release has it, whatever its line endings; None for a release or a file that is not known."""
    known = _KNOWN.get(release, {}).get(name)
    if known is None:
        return None
    from hashlib import sha256

    return sha256(content.replace(b"\r\n", b"\n")).hexdigest() == known
