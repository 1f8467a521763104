"""What leaves the process passes through here: no secret in any form that a log, a URL, JSON or base64 could carry it in."""

import base64
import json
import re
import secrets
import shlex
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

from ci_runner import links

MASK = links.MASK
# Shorter values are words: masking every "dev" would make a log unreadable and hide nothing.
_SHORTEST = 6
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:API_?KEYS?|KEYS?|TOKENS?|SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|PASS|PAT|CREDENTIALS?|PRIVATE|AUTH|DSN)(?:_|$)", re.IGNORECASE
)
_NOT_SECRET = frozenset({"SSH_AUTH_SOCK", "GPG_KEY", "XDG_SESSION_ID"})
_USER_INFO = re.compile(r"://[^/\s:@]*:([^/\s@]+)@")
# A tool that wraps its lines (`base64` at 76 characters) cuts through a secret.
_LINE_BREAK = re.compile(r"\r?\n[ \t]*")
# JavaScript's encodeURIComponent and encodeURI leave more as it is than Python's quote.
_LEFT_BY_JAVASCRIPT = ("!'()*", "!'()*;,/?:@&=+$#")


class Redactor:
    """Masks the values it was given, and one canary of its own that proves on every run that it works.

    `links` masks addresses by which whoever reads them could sign in or enter a secret: on a person's own machine they are for that person.
    """

    def __init__(self, values: Iterable[str] = (), *, links: bool = False) -> None:
        self.values = tuple(sorted({value for value in values if len(value) >= _SHORTEST}))
        self._canary = f"canary-{secrets.token_urlsafe(24)}"
        self._links = links
        forms = {form for value in (*self.values, self._canary) for form in _forms(value)}
        # Longest first: a form that holds another one must be masked whole.
        self._pattern = re.compile("|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form))))

    def __call__(self, text: str) -> str:
        """`text` with every known secret masked, also where lines were broken inside it."""
        masked = self._without_broken(self._pattern.sub(MASK, text))
        return links.masked(masked) if self._links else masked

    def _without_broken(self, text: str) -> str:
        """`text` without the secrets that show only when its broken lines are put together."""
        joined = _LINE_BREAK.sub("", text)
        if len(joined) == len(text) or self._pattern.search(joined) is None:
            return text
        places = [index for start, end in _between_breaks(text) for index in range(start, end)]
        kept, behind = [], 0
        for found in self._pattern.finditer(joined):
            kept.append(text[behind : places[found.start()]])
            behind = places[found.end() - 1] + 1
        return MASK.join([*kept, text[behind:]])

    @property
    def works(self) -> bool:
        """Whether the canary, sent the same way in every form and over a line's end, comes out masked."""
        broken = f"{self._canary[:20]}\n  {self._canary[20:]}"
        return self._canary[20:] not in self(broken) and all(form not in self(f"x{form}y") for form in _forms(self._canary))


def secret_values(environ: Mapping[str, str]) -> Iterator[str]:
    """The values of all variables whose names say that they are secret, with the lines of those that have several, and passwords in addresses."""
    for name, value in environ.items():
        yield from _USER_INFO.findall(value)
        if name not in _NOT_SECRET and _SECRET_NAME.search(name) and value.strip():
            yield value
            yield value.strip()
            if "\n" in value:
                yield from (line.strip() for line in value.splitlines())


def _between_breaks(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each part of `text` that no line break separates."""
    start = 0
    for found in _LINE_BREAK.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _forms(value: str) -> Iterator[str]:
    """The ways in which `value` may be written."""
    yield value
    yield quote(value)
    yield quote(value, safe="")
    yield quote_plus(value)
    yield from (quote(value, safe=left) for left in _LEFT_BY_JAVASCRIPT)
    for ascii_only in (True, False):
        written = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
        yield from (written, written.replace("/", "\\/"))
    yield shlex.quote(value)
    yield value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")  # as GitHub's workflow commands have it
    yield from _base64_forms(value.encode())


def _base64_forms(value: bytes) -> Iterator[str]:
    """Base64 of `value` inside a longer text: one form for each alignment, without the characters that neighbours share."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for offset in range(3):
            encoded = encode(b"\0" * offset + value).decode().rstrip("=")
            start = (0, 2, 3)[offset]
            end = len(encoded) - (1 if (offset + len(value)) % 3 else 0)
            yield encoded[start:end]
