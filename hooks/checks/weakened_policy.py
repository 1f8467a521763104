"""The change loosens nothing: neither the policy, nor by a comment."""

from collections import Counter
from collections.abc import Iterable, Iterator

from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Severity
from hooks.policy.suppressions import Comment
from hooks.project import Project
from hooks.rule import Group, Rule

_Meaning = tuple[tuple[str, ...], str]
_Place = tuple[str, int, str]  # path, line and rule of a result


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """What `.edgespark-ci.yaml` and the baseline let pass more than the base's, then each comment that does."""
    if project.base is None:
        return
    yield from project.loosened
    errors = _errors(project)
    for path in project.commented_paths:
        tip, fork = (_meant(side, path) for side in (project.base.tip, project.base.fork))
        new = set(_new(project.comments(path), tip | fork))
        for comment in project.comments(path):
            # What a comment of the tip lets stand is an error only where the tip does not have it.
            if comment in new or (tip[_meaning(comment)] and _excuses(comment, errors)):
                names = ", ".join(comment.rules)
                yield Finding(f"this change lets {names} pass here{_because(comment)}", comment.location, f"{path} {names}")


def _errors(project: Project) -> set[_Place]:
    """Where the rules before this one found an error."""
    errors = (result for result in project.said.results if isinstance(result, Finding) and result.severity is Severity.ERROR)
    return {(error.location.path, error.location.line, error.rule) for error in errors}


def _excuses(comment: Comment, errors: set[_Place]) -> bool:
    place = comment.location
    lines = range(place.line, comment.last_line + 1)
    return any((place.path, line, rule) in errors for line in lines for rule in comment.rules)


def _new(found: Iterable[Comment], theirs: "Counter[_Meaning]") -> Iterator[Comment]:
    """The comments that neither side has, or not as often: own ones are new, those of either side are somebody else's."""
    left = theirs.copy()
    for comment in found:
        if left[_meaning(comment)] > 0:
            left[_meaning(comment)] -= 1
        elif comment.rules:
            yield comment


def _meant(side: Project | None, path: str) -> "Counter[_Meaning]":
    try:
        return Counter(map(_meaning, side.comments(path) if side else ()))
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
