"""Every suppression suppresses something: a comment, and an acknowledgement in `.edgespark-ci.yaml`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.finding import Diagnostic, Edit, Finding, Fix, FixKind, Location, Severity
from hooks.nearest import did_you_mean, nearest
from hooks.policy.config import FILE_NAME
from hooks.policy.suppressions import Comment
from hooks.project import Project, project_roots
from hooks.rule import Group, Rule

if TYPE_CHECKING:
    from hooks.sources.policy_file import Acknowledgement


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Compare what is let stand with what the rules that ran have said."""
    for path in project.commented_paths:
        if not _is_applied(project, path):
            for comment in project.comments(path):
                yield from _unused(project, comment)
    said = {result.fingerprint for result in project.said.results}
    for one in project.policy.acknowledged:
        if one.fingerprint not in said:
            yield from _unmatched(project, one)


def _is_applied(project: Project, path: str) -> bool:
    """A migration that others have may not be edited any more, be its comment used up or not."""
    sides = (project.base.tip, project.base.fork) if project.base else ()
    return path in project.migration_paths and any(side is not None and side.tree.has(path) for side in sides)


def _unused(project: Project, comment: Comment) -> Iterator[Finding]:
    if not comment.rules:
        message = 'this comment suppresses nothing: it names no rule, as in "edgespark-ci: ignore[rule-id] reason"'
        yield Finding(message, comment.location, comment.location.path)
    for rule in comment.rules:
        message = _why_unused(project, comment, rule)
        if message:
            yield Finding(message, comment.location, f"{comment.location.path} {rule}", _fix(project, comment, rule))


def _why_unused(project: Project, comment: Comment, rule: str) -> str:
    """Why that rule need not be named there; empty where it must, and where that cannot be told."""
    if rule not in project.said.known:
        return f'this comment suppresses nothing: there is no rule "{rule}"{did_you_mean(rule, project.said.known)}'
    if not _has_judged(project, rule):
        return ""
    places = [result.location for result in project.said.results if result.rule == rule]
    is_used = any(place.path == comment.location.path and comment.reaches(rule, place.line) for place in places)
    return "" if is_used else f"this comment suppresses nothing: {rule} finds nothing here"


def _has_judged(project: Project, rule: str) -> bool:
    """Whether the rule has said all that it can say: one that needs a base speaks of what is new only, one without a verdict may have more to say."""
    undecided = (result.rule for result in project.said.results if isinstance(result, Diagnostic))
    return rule in project.said.judged and rule not in undecided


def _fix(project: Project, comment: Comment, rule: str) -> Fix:
    """The comment's end; a misspelt one is its author's to mend, since what it was meant for may then pass."""
    meant = nearest(rule, project.said.known) if rule not in project.said.known else None
    if meant:
        return Fix(f'write "{meant}" if that is meant, else delete the comment')
    text = "delete the comment" if comment.rules == (rule,) else f'take "{rule}" out of the brackets'
    edit = _edit(project, comment) if comment.rules == (rule,) else None
    return Fix(text, FixKind.EDIT, edits=(edit,)) if edit else Fix(text)


def _edit(project: Project, comment: Comment) -> Edit | None:
    """The comment's removal, with its line where nothing else stands on it; none for one that may end before its line does."""
    if not comment.to_line_end:
        return None
    place = comment.location
    lines = project.lines(place.path)
    if comment.is_alone and place.line < len(lines):
        return Edit(Location(place.path, place.line, 1, place.line + 1, 1), "")
    before = lines[place.line - 1].decode("utf-8", "replace")[: place.column - 1].rstrip()
    return Edit(place._replace(column=len(before) + 1), "")


def _unmatched(project: Project, one: "Acknowledgement") -> Iterator[Finding]:
    """An acknowledgement of this project's that nothing matches; of no project's, told by the first project."""
    rule, root, _subject = one.fingerprint.split(":", 2)
    roots = project_roots(project.tree)
    if rule not in project.said.known:
        why = f'there is no rule "{rule}"{did_you_mean(rule, project.said.known)}'
    elif root not in roots:
        why = f'there is no project "{root}"{did_you_mean(root, roots)}'
    elif root == project.root and _has_judged(project, rule):
        why = "nothing has this fingerprint"
    else:
        return
    if project.root == (root if root in roots else roots[0]):
        yield Finding(f'"{one.fingerprint}" acknowledges nothing: {why}', one.location, one.fingerprint, Fix(f"delete it from {FILE_NAME}"))


RULE = Rule(
    id="unused-suppression",
    summary="every comment and every acknowledgement that lets a finding stand still has one to let stand",
    severity=Severity.WARNING,
    group=Group.POLICY,
    check=check,
)
