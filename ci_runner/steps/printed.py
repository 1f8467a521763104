"""What a deploying command printed: an address, an id, that it is done. Source: 0.0.9; of the documented generation nothing was ever seen."""

import re

_URL = re.compile(r"(?:\b|_)URL:\s*(https?://\S+)", re.IGNORECASE)
# Without the label only what a line calls live: it may end with the address of a page to read.
_LIVE = re.compile(r"\b(?:live|deployed|available|serving|visit)\b[^.!\n]*?(https?://\S+)", re.IGNORECASE)
_ID = re.compile(r"\b[Dd]eployment(?: prepared \(|(?: ID)?:\s*)([A-Za-z0-9][\w-]*)")
_UPLOADED = "Bundle uploaded"
_STATUS = re.compile(r"API error: (\d{3})\b")
# Who may not do it is told so before anything is done.
_REFUSALS = frozenset({"401", "403"})
# It may be this command's own: 0.0.9 asks again where an answer does not come.
_ANOTHER = "409"
_DONE = "Deployed successfully"


def url(text: str) -> str:
    """The URL that a deploy printed, or nothing."""
    found = _URL.findall(text)[:1] or _LIVE.findall(text)[-1:]
    return found[0].rstrip(".,)") if found else ""


def deployment(text: str) -> str:
    """As much of the deployment's id as was printed, or nothing."""
    match = _ID.search(text)
    return match[1] if match else ""


def says_done(text: str) -> bool:
    """Whether it says that the deploy is done: in 0.0.9's words, or by an address."""
    return _DONE in text or bool(url(text))


def refused(text: str) -> bool:
    """Whether the platform's last word was that this key may not deploy."""
    return _last_status(text) in _REFUSALS


def met_another(text: str) -> bool:
    """Whether the platform's last word was that a deploy is at work already."""
    return _last_status(text) == _ANOTHER


def _last_status(text: str) -> str:
    return next(iter(_STATUS.findall(text)[-1:]), "")


def came_far(text: str) -> bool:
    """Whether the bundle had left: from then on an error may be one of the answer's way back."""
    return _UPLOADED in text or _DONE in text
