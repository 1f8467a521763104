"""Every migration that the base lacks is dated after all of the base's and after those before it."""

import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hooks.chain import folder_order, migrations
from hooks.chain.sides import parted
from hooks.finding import Edit, Finding, Fix, FixKind, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.journal import JournalEntry

_LEAP_MILLISECONDS = 24 * 60 * 60 * 1000


class _Newest(NamedTuple):
    """The newest date so far: the one that stands, whose it is, and what it would be with all faults repaired."""

    when: int
    tag: str
    repaired: int


def check(project: Project) -> Iterator[Finding]:
    """A finding for each new entry that databases will skip, and for each that makes them skip the next ones."""
    yield from judged(project, now=int(time.time() * 1000))


def judged(project: Project, now: int) -> Iterator[Finding]:
    """The same, at a time in milliseconds."""
    if project.base is None:
        return
    new = migrations.new_tags(project)
    if project.migration_folders:
        yield from folder_order.faults(project, _known(project, project.base.tip), new, now)
        return
    newest = _Newest(-1, "", -1)
    for entry in _known(project, project.base.tip):
        newest = _after(newest, entry, entry.when)
    for entry in _once(migrations.entries(project)):
        right = entry.when
        if entry.tag in new and entry.when <= newest.when:
            right = newest.repaired + 1
            yield _skipped(entry, newest.tag, newest.when, right)
        elif entry.tag in new and entry.when > now + _LEAP_MILLISECONDS:
            right = max(newest.repaired + 1, now)
            yield _leaping(entry, right)
        newest = _after(newest, entry, right)


def _known(project: Project, tip: Project | None) -> Iterator[JournalEntry]:
    """The base's entries; where two branches have parted, without those that the change has not merged yet: `colliding-migration` tells of them."""
    sides = parted(project)
    unmerged = {entry.tag for entry in sides.theirs} if sides else frozenset()
    return (entry for entry in migrations.entries(tip) if entry.tag not in unmerged)


def _once(entries: Iterable[JournalEntry]) -> Iterable[JournalEntry]:
    """The first entry of each tag: `broken-journal` tells of what repeats one."""
    found: dict[str, JournalEntry] = {}
    for entry in entries:
        found.setdefault(entry.tag, entry)
    return found.values()


def _after(newest: _Newest, entry: JournalEntry, right: int) -> _Newest:
    repaired = max(newest.repaired, right)
    return _Newest(entry.when, entry.tag, repaired) if entry.when > newest.when else newest._replace(repaired=repaired)


def _skipped(entry: JournalEntry, tag: str, when: int, right: int) -> Finding:
    message = (
        f'"{entry.tag}" is dated {_date(entry.when)}, not after "{tag}" ({_date(when)}): '
        f'a database that has applied "{tag}" skips it in silence, and `db migrate` reports success'
    )
    return Finding(message, entry.when_location, entry.tag, _fix(entry, right))


def _leaping(entry: JournalEntry, right: int) -> Finding:
    message = f'"{entry.tag}" is dated {_date(entry.when)}, in the future: until then `db migrate` skips every migration generated after it in silence'
    return Finding(message, entry.when_location, entry.tag, _fix(entry, right), Severity.WARNING)


def _fix(entry: JournalEntry, right: int) -> Fix:
    return Fix(f'write {right} as "when" of "{entry.tag}"', FixKind.EDIT, edits=(Edit(entry.when_location, str(right)),))


def _date(milliseconds: int) -> str:
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(milliseconds / 1000)) + f".{milliseconds % 1000:03} UTC"
    except (OverflowError, ValueError, OSError):
        return str(milliseconds)


RULE = Rule(
    id="unordered-migration",
    summary="every migration that the base lacks is dated after all of the base's and after those before it",
    severity=Severity.ERROR,
    group=Group.MIGRATIONS,
    check=check,
    needs_base=True,
)
