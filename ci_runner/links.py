"""Addresses by which whoever reads them could sign in or enter a secret: `edgespark login` and `secret set` print such, for one person's eyes. Pure.

Nobody outside has seen their form. So it is told by what such addresses have in common: a page of EdgeSpark's that is about signing in or secrets,
or that has a long random part in its path, and a parameter, anywhere, that is named like a token. What a deploy shows is an address without either.
"""

import re

MASK = "***"
# In JSON a slash may stand behind a backslash.
_ADDRESS = re.compile(r"https?:\\?/\\?/(?:[^\s\"'<>`|\\]|\\/)+", re.IGNORECASE)
_PARAMETER = re.compile(r"([?&#;][\w-]*(?:token|code|key|secret|session|state|nonce|ticket|otp|sig|auth|passw|jwt|challenge)[\w-]*=)[^&#;\s]+", re.IGNORECASE)
_PLATFORM = re.compile(r"(https?://(?!docs\.|schemas\.|cdn\.)(?:[\w-]+\.)*edgespark\.(?:dev|io)(?::\d+)?/)(.+)", re.IGNORECASE)
_SECRET_PAGE = re.compile(
    r"(?:^|/)(?:log-?in|sign-?in|auth|oauth2?|sso|cli|device|activate|authorize|verify|invite|secrets?)(?:[/?#]|$)"
    r"|(?:^|/)(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{20,}",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """`text` with what such an address would give away masked."""
    return _ADDRESS.sub(lambda found: _address(found[0]), text)


def _address(url: str) -> str:
    page = _PLATFORM.match(url.replace("\\/", "/"))
    if page and _SECRET_PAGE.search(page[2]):
        return f"{page[1]}{MASK}"
    return _PARAMETER.sub(rf"\1{MASK}", url)
