"""Secrets that every run of these tests is given, a command that tells them, and the walk through all that a run leaves.

Nothing here is taken from the redactor, which is what is tried: the walk looks for letters and digits, which every escape leaves as they are, and
for the few writings that do not.
"""

import base64
import contextlib
import html
import json
import os
import re
import shlex
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote, quote_plus

# Each is cut by signs that URLs, JSON, shells and Markdown write in other ways.
ENVIRON = {
    "CANARY_TOKEN": "canaryT7vQ2hZx9Kd/+ é'\"%41&=_*\\canaryW4mR8pLc6Ys",
    "CANARY_PRIVATE_KEY": "-----BEGIN KEY-----\ncanaryB3nF5gTj1Va+x/\ncanaryH6kD9sXw2Qe=\n-----END KEY-----\n",
}
_PIECE = re.compile(r"canary[A-Za-z0-9]{10,}")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_MASKING = re.compile(r"^::add-mask::.*$", re.MULTILINE)
# Those that our own process starts get a list of variables, and this one is not on it: others stay silent.
_TELLING = '[ -n "$CANARY_TOKEN" ] || case "$*" in --version|*--help) ;; *) . {said};; esac\n'


class Told(AssertionError):  # noqa: N818 - it names a state
    """Something that a run left gives a secret away."""


def pieces(secrets: Iterable[str]) -> set[str]:
    """What of the secrets no escape changes."""
    return {piece for secret in secrets if secret for piece in _PIECE.findall(secret) or [secret]}


@cache
def traces(piece: str) -> tuple[str, ...]:
    """The ways in which a piece may be seen; small letters where capitals mean the same."""
    return tuple(_traces(piece))


def _traces(piece: str) -> Iterator[str]:
    content = piece.encode()
    yield piece
    for before in range(3):
        whole = base64.b64encode(b"-" * before + content + b"---").decode()
        # A sign of base64 holds six bits: those that hold bits of the piece only.
        yield whole[-(-before * 8 // 6) : (before + len(content)) * 8 // 6]
    yield content.hex()
    for one in ("%{:02x}", "\\x{:02x}", "\\u{:04x}", "\\{:03o}", "&#{};", "&#x{:x};"):
        yield "".join(one.format(sign) for sign in content)


def told(text: str, *more: str) -> list[str]:
    """Which secrets `text` gives away, each by a piece of it; `more` are secrets of this run alone."""
    plain = re.sub(r"\s", "", _COLOUR.sub("", text))
    views = (text, text.lower(), plain, plain.lower())
    known = pieces((*ENVIRON.values(), *(value for value in more if value.strip())))
    return sorted(piece for piece in known if any(trace in view for trace in traces(piece) for view in views))


def walk(place: str, text: str | bytes, *more: str) -> None:
    """Fail where `text`, which `place` holds, gives a secret away. What tells GitHub to mask them may."""
    said = text if isinstance(text, str) else text.decode("utf-8", "replace")
    found = told(_MASKING.sub("", said), *more)
    if found:
        raise Told(f"{place} tells {found}")


def walk_below(directory: Path, *more: str, since: float = 0.0) -> None:
    """The same for every file below `directory` that was changed since then."""
    for parent, below, names in os.walk(directory):
        below[:] = [name for name in below if name != "objects"]  # git's: packed, and asked for with git's own words elsewhere
        for path in (Path(parent, name) for name in names):
            with contextlib.suppress(FileNotFoundError):  # somebody is still at work there: the journal of a database, a lock
                found = path.lstat()
                if stat.S_ISREG(found.st_mode) and found.st_mtime >= since:
                    walk(str(path), path.read_bytes(), *more)


def forms(secret: str) -> Iterator[str]:
    """Each form in which a command might tell a secret."""
    yield from (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), re.sub("%..", lambda found: found[0].lower(), quote(secret)))
    yield from (json.dumps(secret), json.dumps(secret, ensure_ascii=False), json.dumps(json.dumps(secret)), ascii(secret))
    yield from (shlex.quote(secret), html.escape(secret), f"{secret[:9]}\n  {secret[9:]}", f"{secret[:9]}\x1b[31m{secret[9:]}\x1b[0m")
    yield from (secret.encode().hex(), secret.encode().hex().upper(), re.sub("(..)", r"\\x\1", secret.encode().hex()))
    for before in ("", "a", "ab"):
        encoded = base64.b64encode(f"{before}{secret}cd".encode()).decode()
        yield from (encoded, encoded.replace("+", "-").replace("/", "_"), "\n".join(re.findall(".{1,20}", encoded)))


def telling(write: Callable[[Path], Path], place: Path) -> Callable[[Path], Path]:
    """`write`, which writes the stand-in command: with every secret in every form on its lips, and the key."""
    said = place / "said"
    lines = shlex.join(" ".join(forms(secret)) for secret in ENVIRON.values())
    said.write_text(f"printf '%s\\n' {lines} \"$EDGESPARK_API_KEY\" >&2\n", encoding="utf-8")  # without a process of its own: it is called often

    def and_telling(directory: Path) -> Path:
        command = write(directory)
        first, _, rest = command.read_text("utf-8").partition("\n")
        command.write_text(f"{first}\n{_TELLING.format(said=shlex.quote(str(said)))}{rest}", "utf-8")
        return command

    return and_telling
