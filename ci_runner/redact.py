"""What leaves the process passes through here: no secret in any form that a log, a URL, JSON or base64 could carry it in."""

import base64
import json
import re
import secrets
import shlex
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

MASK = "***"
# Shorter values are words: masking every "dev" would make a log unreadable and hide nothing.
_SHORTEST = 6
_SECRET_NAME = re.compile(r"(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|PRIVATE)(?:_|$)", re.IGNORECASE)
_NOT_SECRET = frozenset({"SSH_AUTH_SOCK", "GPG_KEY", "XDG_SESSION_ID"})


class Redactor:
    """Masks the values it was given, and one canary of its own that proves on every run that it works."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self.values = tuple(sorted({value for value in values if len(value) >= _SHORTEST}))
        self._canary = f"canary-{secrets.token_urlsafe(24)}"
        forms = {form for value in (*self.values, self._canary) for form in _forms(value)}
        # Longest first: a form that holds another one must be masked whole.
        self._pattern = re.compile("|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form))))

    def __call__(self, text: str) -> str:
        """`text` with every known secret masked."""
        return self._pattern.sub(MASK, text)

    @property
    def works(self) -> bool:
        """Whether the canary, sent the same way in every form, comes out masked."""
        return all(self._canary not in self(form) and form not in self(f"x{form}y") for form in _forms(self._canary))


def secret_values(environ: Mapping[str, str]) -> Iterator[str]:
    """The values of all variables whose names say that they are secret, with the lines of those that have several."""
    for name, value in environ.items():
        if name not in _NOT_SECRET and _SECRET_NAME.search(name) and value:
            yield value
            if "\n" in value:
                yield from (line.strip() for line in value.splitlines())


def _forms(value: str) -> Iterator[str]:
    """The ways in which `value` may be written."""
    yield value
    yield quote(value)
    yield quote(value, safe="")
    yield quote_plus(value)
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield shlex.quote(value)
    yield from _base64_forms(value.encode())


def _base64_forms(value: bytes) -> Iterator[str]:
    """Base64 of `value` inside a longer text: one form for each alignment, without the characters that neighbours share."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for offset in range(3):
            encoded = encode(b"\0" * offset + value).decode().rstrip("=")
            start = (0, 2, 3)[offset]
            end = len(encoded) - (1 if (offset + len(value)) % 3 else 0)
            yield encoded[start:end]
