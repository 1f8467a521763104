"""The change loosens nothing: neither the policy, nor by a comment."""

from collections import Counter
from collections.abc import Iterable, Iterator

from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Severity
from hooks.policy.suppressions import Comment, comments
from hooks.project import Project
from hooks.rule import Group, Rule

_Meaning = tuple[tuple[str, ...], str]


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """What `.edgespark-ci.yaml` and the baseline let pass more than the base's, then each comment that the base does not have."""
    if project.base is None:
        return
    yield from project.loosened
    sides = [side for side in (project.base.tip, project.base.fork) if side is not None]
    for path in project.commented_paths:
        for comment in _new(comments(path, project.content(path) or b""), [_meant(side, path) for side in sides]):
            names = ", ".join(comment.rules)
            yield Finding(f"this change lets {names} pass here{_because(comment)}", comment.location, f"{path} {names}")


def _new(found: Iterable[Comment], sides: list["Counter[_Meaning]"]) -> Iterator[Comment]:
    """The comments that no side has, or not as often: own ones are new, those of either side are somebody else's."""
    left: Counter[_Meaning] = Counter()
    for side in sides:
        left |= side
    for comment in found:
        if left[_meaning(comment)] > 0:
            left[_meaning(comment)] -= 1
        elif comment.rules:
            yield comment


def _meant(side: Project, path: str) -> "Counter[_Meaning]":
    try:
        return Counter(_meaning(comment) for comment in comments(path, side.content(path) or b""))
    except NoVerdict:
        return Counter()


def _meaning(comment: Comment) -> _Meaning:
    return comment.rules, comment.reason


def _because(comment: Comment) -> str:
    return f": {comment.reason}" if comment.reason else ", and gives no reason"


RULE = Rule(
    id="weakened-policy",
    summary="a change does not loosen what is checked: no rule, severity, suppression, acknowledgement or baseline",
    severity=Severity.WARNING,
    group=Group.POLICY,
    check=check,
    needs_base=True,
)
