"""The pulled types change only by a pull: together with their checksum, and to what is known of that release."""

from collections.abc import Iterator

from hooks.finding import Finding, Fix, FixKind, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources import types_release

_FILES = ("server-types.d.ts", "edgespark.d.ts")
_CHECKSUMS = ".checksums.json"


def check(project: Project) -> Iterator[Finding]:
    """Compare the two files and their checksum with the base's; only a file that the change touches is judged."""
    base = project.base
    if base is None or base.fork is None:
        return
    release, before = _release(project), _release(base.fork)
    if release is None and before is None:
        return
    for name in _FILES:
        path = project.generated_path(name)
        if not project.tree.has(path) or not _is_changed(project, path, base.fork, base.tip):
            continue
        content = project.tree.read(path)
        if release is None and types_release.is_stub(content):
            continue  # as it was before the first pull: another rule's
        alone = base.fork.tree.has(path) and release in {before, None}
        released = types_release.is_released(release or "", name, content)
        if released is False or (released is None and alone):
            place = Location(path, _first_change(project, base.fork, path))
            yield Finding(_message(name, alone=alone, is_gone=release is None), place, name, _fix(project, path, base.ref, alone=alone))


def _release(side: Project) -> str | None:
    return types_release.checksum(side.content(side.generated_path(_CHECKSUMS)))


def _is_changed(project: Project, path: str, *sides: Project | None) -> bool:
    """Whether a file that is there differs from what each side has at the path."""
    entry = project.tree.entries.get(path)
    others = [side.tree for side in sides if side is not None]
    if entry is not None and entry.oid and any(entry.oid == other.entries[path].oid for other in others if path in other.entries):
        return False
    lines = project.tree.read(path).splitlines()
    return all(not other.has(path) or other.read(path).splitlines() != lines for other in others)


def _message(name: str, *, alone: bool, is_gone: bool) -> str:
    if alone and is_gone:
        return f'"{name}" is changed and {_CHECKSUMS} has lost its checksum: this is an edit by hand, which the next pull takes away'
    if alone:
        return f'"{name}" is changed and the checksum of the pulled types is not: this is an edit by hand, which the next pull takes away'
    return f'"{name}" is not as the release has it that {_CHECKSUMS} names: one of the two is edited by hand'


def _fix(project: Project, path: str, ref: str, *, alone: bool) -> Fix:
    if alone:
        return Fix("take the pulled file back; newer types come with `edgespark pull types`", FixKind.COMMAND, (("git", "checkout", ref, "--", path),))
    return Fix("pull the types again", FixKind.COMMAND, (("edgespark", "pull", "types"),), cwd=project.root)


def _first_change(project: Project, fork: Project, path: str) -> int:
    before, after = ((side.content(path) or b"").splitlines() for side in (fork, project))
    first = next((number for number, (old, new) in enumerate(zip(before, after, strict=False), 1) if old != new), min(len(before), len(after)) + 1)
    return max(min(first, len(after)), 1)


RULE = Rule(
    id="edited-generated-file",
    summary="the platform's generated types change only by `edgespark pull types`",
    severity=Severity.ERROR,
    group=Group.TYPES,
    check=check,
    needs_base=True,
)
