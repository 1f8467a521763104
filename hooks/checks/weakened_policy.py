"""The change loosens nothing: neither the policy, nor by a comment."""

from collections import Counter
from collections.abc import Iterable, Iterator

from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Severity
from hooks.policy.suppressions import Comment
from hooks.project import Project
from hooks.rule import Group, Rule

_Meaning = tuple[tuple[str, ...], str]


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """What `.edgespark-ci.yaml` and the baseline let pass more than the base's, then each comment that does."""
    if project.base is None:
        return
    yield from project.loosened
    sides = [side for side in (project.base.tip, project.base.fork) if side is not None]
    for path in project.commented_paths:
        new = set(_new(project.comments(path), [_meant(side, path) for side in sides]))
        for comment in project.comments(path):
            if comment in new or _excuses_more(project, comment):
                names = ", ".join(comment.rules)
                yield Finding(f"this change lets {names} pass here{_because(comment)}", comment.location, f"{path} {names}")


def _excuses_more(project: Project, comment: Comment) -> bool:
    """Whether a comment of the base's tip now lets an error stand that the tip does not have: what it has too is no error any more."""
    path, tip = comment.location.path, project.base.tip if project.base else None
    if tip is None or not _meant(tip, path)[_meaning(comment)]:
        return False
    errors = [result for result in project.said.results if isinstance(result, Finding) and result.severity is Severity.ERROR]
    return any(error.location.path == path and comment.reaches(error.rule, error.location.line) for error in errors)


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
        return Counter(map(_meaning, side.comments(path)))
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
