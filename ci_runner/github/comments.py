"""The one comment that a pull request has of us for a project and an environment, found by its hidden marker and kept up to date.

Whoever may comment can write our marker too, so a marked comment is ours only where its author can be us: the token's own user, or a bot,
since the tokens of Actions and of apps act as bots and have no user to ask for. Nobody else's comment is ever changed.
Sources: https://docs.github.com/rest/issues/comments and https://docs.github.com/rest/users/users
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any
from urllib.parse import quote

from ci_runner.github.client import Client, Refused

_READ, _WRITE = "pull-requests: read", "pull-requests: write"
_MOST_PAGES = 30


class Done(Enum):
    """What became of the comment."""

    CREATED = "created"
    UPDATED = "updated"
    LEFT = "left"


def marker(project: str, environment: str) -> str:
    """What nobody sees at the head of a comment of ours; no name can end it."""
    return f"<!-- edgespark-ci: {quote(project)} {quote(environment)} -->"


def put(github: Client, pull_request: int, mark: str, body: str, *, new: bool) -> Done:
    """Bring our comment up to date; where there is none, `new` says whether to write one. Raises Refused."""
    found = _ours(github, pull_request, mark)
    if found is not None:
        if str(found.get("body") or "").strip() != body.strip():
            github.patch(f"issues/comments/{found['id']}", _WRITE, {"body": body})
        return Done.UPDATED
    if not new:
        return Done.LEFT
    github.post(f"issues/{pull_request}/comments", _WRITE, {"body": body})
    return Done.CREATED


def _ours(github: Client, pull_request: int, mark: str) -> Mapping[str, Any] | None:
    me: str | None = None
    for comment in github.listed(f"issues/{pull_request}/comments", _READ, pages=_MOST_PAGES):
        if not str(comment.get("body") or "").startswith(mark):
            continue
        author = comment.get("user") or {}
        if author.get("type") == "Bot":
            return comment
        me = _user(github) if me is None else me
        if me and author.get("login") == me:
            return comment
    return None


def _user(github: Client) -> str:
    """Whose token it is; empty for one that acts as a bot."""
    try:
        return github.login()
    except Refused as error:
        if error.status in {401, 403, 404}:
            return ""
        raise
