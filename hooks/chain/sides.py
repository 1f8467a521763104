"""What two branches have each added since they parted."""

from typing import NamedTuple

from hooks.chain import migrations
from hooks.project import Project
from hooks.sources.journal import JournalEntry


class Sides(NamedTuple):
    """What each side adds to the fork and the other does not have; `ref` is the base."""

    ref: str
    ours: tuple[JournalEntry, ...]
    theirs: tuple[JournalEntry, ...]


def parted(project: Project) -> Sides | None:
    """What each side has; None where one has nothing of its own, or where the change holds the other side already: then the chain is judged as it stands."""
    if project.base is None:
        return None
    at_fork, at_tip, here = ({entry.tag for entry in migrations.entries(side)} for side in (project.base.fork, project.base.tip, project))
    ours = tuple(entry for entry in migrations.entries(project) if entry.tag not in at_fork | at_tip)
    theirs = tuple(entry for entry in migrations.entries(project.base.tip) if entry.tag not in at_fork | here)
    return Sides(project.base.ref, ours, theirs) if ours and theirs else None
