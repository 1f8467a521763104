"""What leaves the process passes through here: no secret in any form that a log, a URL, JSON, base64 or a shell could carry it in."""

import base64
import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, unquote

from ci_runner import links, reading
from hooks.host import in_ci

MASK = links.MASK
# Shorter values are words: masking every "dev" would make a log unreadable and hide nothing.
SHORTEST = 6
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:API_?KEYS?|KEYS?|TOKENS?|SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|PASSCODE|PASS|PWD|PAT|CREDENTIALS?|COOKIES?|JWT|PRIVATE|AUTH|DSN|SALT|WEBHOOK)(?:_|$)"
    r"|(?:APIKEY|TOKEN|SECRET|PASSWORD|PASSWD)S?$",
    re.IGNORECASE,
)
_NOT_SECRET = frozenset({"SSH_AUTH_SOCK", "GPG_KEY", "PWD"})
# In an address: a password, or a name that is as long as a token.
_USER_INFO = re.compile(r"://(?:[^/\s:@]*:([^/\s@]+)|([^/\s:@]{20,}))@")
_PASSWORD = re.compile(r"(://[^/\s:@\"']*:)[^/\s@\"']+(?=@)")


class Redactor:
    """Masks the values it was given and the passwords in addresses, and one canary of its own that proves on every run that it works.

    `links` masks addresses by which whoever reads them could sign in or enter a secret: on a person's own machine they are for that person.
    """

    def __init__(self, values: Iterable[str] = (), *, links: bool = False) -> None:
        self.values = tuple(sorted({value for value in values if len(value) >= SHORTEST}))
        self._canary = f"canary-{secrets.token_urlsafe(24)}"
        self._links = links
        forms = {form for value in (*self.values, self._canary) for form in _forms(value) if len(form) >= SHORTEST}
        # Longest first: a form that holds another one must be masked whole.
        self._forms = sorted(forms, key=lambda form: (-len(form), form))

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Redactor":
        """What masks the secrets of `environ`, and in CI addresses for one person's eyes."""
        return cls(secret_values(environ), links=in_ci(environ))

    def __call__(self, text: str) -> str:
        """`text` with every known secret masked, however it is written."""
        known = self._known(text)
        masked = reading.masked(known.sub(MASK, text) if known else text, self._known, MASK)
        masked = _PASSWORD.sub(rf"\1{MASK}", masked)
        return links.masked(masked) if self._links else masked

    def _known(self, text: str) -> re.Pattern[str] | None:
        """What matches every secret that `text` holds; one pattern of all forms would take a second to make where a job has keys of many lines."""
        held = [re.escape(form) for form in self._forms if form in text]
        return re.compile("|".join(held)) if held else None

    @property
    def works(self) -> bool:
        """Whether the canary comes out masked in every form, over a line's end, and spelled sign by sign."""
        broken = f"{self._canary[:20]}\n  {self._canary[20:]}"
        spelled = "".join(f"%{sign:02x}" for sign in self._canary.encode())
        said = self(f"{broken} {spelled}")
        return self._canary[20:] not in said and spelled[:60] not in said and all(form not in self(f"x{form}y") for form in _forms(self._canary))


def secret_values(environ: Mapping[str, str]) -> Iterator[str]:
    """The values of all variables whose names say that they are secret, with the lines of those that have several, and passwords in addresses."""
    for name, value in environ.items():
        for found in filter(None, (part for pair in _USER_INFO.findall(value) for part in pair)):
            yield from (found, unquote(found))
        if name not in _NOT_SECRET and _SECRET_NAME.search(name) and value.strip():
            yield value
            yield value.strip()
            if "\n" in value:
                yield from (line.strip() for line in value.splitlines())


def _forms(value: str) -> Iterator[str]:
    """How `value` may stand in a text, or in what a text says."""
    content = value.encode("utf-8", "surrogateescape")
    yield value
    yield content.decode("utf-8", "replace")  # as the output of a command is decoded
    yield reading.read(value)
    yield reading.read(value.replace(" ", "+"))  # in the body of a form
    # What follows a value may change how its own last signs are read.
    yield quote(content, safe="")
    yield json.dumps(value)[1:-1]
    yield content.hex()
    yield content.hex().upper()
    yield from _base64_forms(content)


def _base64_forms(value: bytes) -> Iterator[str]:
    """Base64 of `value` inside a longer text: one form for each alignment, without the characters that neighbours share."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for offset in range(3):
            encoded = encode(b"\0" * offset + value).decode().rstrip("=")
            start = (0, 2, 3)[offset]
            end = len(encoded) - (1 if (offset + len(value)) % 3 else 0)
            yield encoded[start:end]
