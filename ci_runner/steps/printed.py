"""What a deploying command printed: an address, an id, that it is done. Source: 0.0.9; of the documented generation nothing was ever seen."""

import re

_URL = re.compile(r"(?:\b|_)URL:\s*(https?://\S+)", re.IGNORECASE)
_ANY_URL = re.compile(r"https?://\S+")
_ID = re.compile(r"\b[Dd]eployment(?: prepared \(|(?: ID)?:\s*)([A-Za-z0-9][\w-]*)")
_UPLOADED = "Bundle uploaded"
_DONE = "Deployed successfully"


def url(text: str) -> str:
    """The URL that a deploy printed, or nothing."""
    match = _URL.search(text)
    if match:
        return match[1].rstrip(".,)")
    last = _ANY_URL.findall(text)
    return last[-1].rstrip(".,)") if last else ""


def deployment(text: str) -> str:
    """As much of the deployment's id as was printed, or nothing."""
    match = _ID.search(text)
    return match[1] if match else ""


def says_done(text: str) -> bool:
    """Whether it says that the deploy is done: in 0.0.9's words, or by an address."""
    return _DONE in text or bool(url(text))


def came_far(text: str) -> bool:
    """Whether the bundle had left: from then on an error may be one of the answer's way back."""
    return _UPLOADED in text or _DONE in text
