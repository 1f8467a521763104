"""What is merged already: nobody's to change, neither by hand nor by a repair."""

from collections.abc import Collection, Iterator

from hooks.chain import migrations
from hooks.errors import UsageError
from hooks.project import Base, Project
from hooks.sources.journal import JournalEntry


def require_unchanged(project: Project, base: Base, tip: Project, own: Collection[JournalEntry]) -> None:
    """Raise UsageError where a migration, snapshot or journal entry stands here otherwise than the fork and the tip have it.

    What is gone here may come back, and where one's own snapshot took the place of a merged one, it was a merge that did it.
    """
    paths = {*_files(base.fork), *tip.migration_paths} - {migrations.snapshot_path(project, entry) for entry in own}
    for path in sorted(paths):
        here = migrations.lines(project, path)
        if here is not None and here not in {migrations.lines(side, path) for side in (base.fork, tip)}:
            command = f"git checkout {base.ref} -- {path}"
            raise UsageError(f"{path} is merged already and differs here: take it back first (`{command}`), and put the change into a new migration")
    for tag in _changed_entries(project, base.fork, tip):
        command = f"git show {base.ref}:{tip.journal_path}"
        raise UsageError(f'the journal entry "{tag}" is merged already and differs here: write it again as {base.ref} has it (`{command}`)')


def _files(fork: Project | None) -> tuple[str, ...]:
    return (*fork.migration_paths, *fork.snapshot_paths) if fork else ()


def _changed_entries(project: Project, fork: Project | None, tip: Project) -> Iterator[str]:
    """The tags of the fork whose number or date is neither side's."""
    here, at_tip = ({entry.tag: (entry.idx, entry.when) for entry in migrations.entries(side)} for side in (project, tip))
    for entry in migrations.entries(fork):
        if entry.tag in here and here[entry.tag] not in {(entry.idx, entry.when), at_tip.get(entry.tag)}:
            yield entry.tag
