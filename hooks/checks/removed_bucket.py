"""No bucket of the base disappears: what it holds would be lost to the code.

Source: the platform's templates: `edgespark storage apply` refuses to remove a bucket without `--confirm-dangerous`.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Fix, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

if TYPE_CHECKING:
    from hooks.sources.storage import Storage

_FURTHER = rb"""\b(?:from|import)\s*["'](?!@sdk/)"""


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Compare the names of buckets with those that both the fork and the base's tip declare: what one of them lacks, this change does not remove."""
    base = project.base
    if base is None or base.tip is None or base.fork is None or _is_untouched(project, base.fork):
        return
    try:
        before, tip = base.fork.storage, base.tip.storage
    except NoVerdict as reason:
        yield Diagnostic(f"which buckets {base.ref} declares cannot be told: {reason}", Location(project.storage_path), project.storage_path)
        return
    after = project.storage
    if before is None or tip is None:
        return
    gone = (before.names & tip.names) - (after.names if after is not None else frozenset())
    undecided = after.unreadable if after is not None else ()
    if gone and undecided:
        for what, place in undecided:
            names = ", ".join(f'"{name}"' for name in sorted(gone))
            yield Diagnostic(f"{what} cannot be told without running the code, nor whether it is {names}, which {base.ref} declares", place, what)
        return
    for name in sorted(gone):
        yield _finding(project, base.ref, name, before, after)
    if before.unreadable:
        what = f"{before.unreadable[0].what} at {base.ref} cannot be told without running the code, nor whether that bucket is still declared"
        yield Diagnostic(what, Location(project.storage_path), project.storage_path)


def _is_untouched(project: Project, fork: Project) -> bool:
    """Whether the declarations are the fork's, and none of them can lie in another module of the project."""
    content = project.content(project.storage_path)
    return content == fork.content(fork.storage_path) and (content is None or re.search(_FURTHER, content) is None)


def _finding(project: Project, ref: str, name: str, before: "Storage", after: "Storage | None") -> Finding:
    ways = {bucket.way for bucket in before.buckets if bucket.name == name}
    renamed = next((bucket for bucket in after.buckets if bucket.way in ways), None) if after is not None else None
    what = f'bucket "{name}", which {ref} declares, is gone'
    if renamed is not None and renamed.name is not None:
        what = f'bucket "{name}" is now called "{renamed.name}", which is another bucket: {ref} declares "{name}"'
    return Finding(
        f"{what}; what lies in it is out of reach for the code, and `edgespark storage apply` refuses to remove it without --confirm-dangerous",
        renamed.location if renamed is not None else Location(project.storage_path),
        name,
        Fix(f'declare "{name}" again; to give it up, first move what it holds, then let this finding stand with a comment that says so'),
    )


RULE = Rule(
    id="removed-bucket",
    summary="no bucket of the base disappears or gets another name",
    severity=Severity.ERROR,
    group=Group.STORAGE,
    check=check,
    needs_base=True,
)
