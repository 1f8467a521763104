"""How an entry that stands out of line comes back into it."""

from hooks.chain import migrations
from hooks.finding import Fix, FixKind
from hooks.project import Project
from hooks.sources import snapshot_ids
from hooks.sources.journal import JournalEntry

_BY_HAND = "take journal and snapshots as {} has them, delete your own migrations, keep both changes in the schema and run `edgespark db generate` once"


def fix(project: Project, entry: JournalEntry) -> Fix:
    """One's own migrations are put in line by a command, since nobody has applied them; anything else takes a human."""
    own = of_own(project)
    return own if own and entry.tag in migrations.new_tags(project) else Fix(_BY_HAND.format("the default branch"))


def is_needed(project: Project, entry: JournalEntry) -> bool:
    """Whether an entry's snapshot follows another one than that of the entry before it; only a journal has a line to stand in."""
    listed = migrations.entries(project)
    pair = [migrations.snapshot_path(project, one) for one in listed[: listed.index(entry) + 1][-2:]]
    if project.migration_folders or len(pair) < 2 or not all(map(project.tree.has, pair)):  # noqa: PLR2004 - the one before and its own
        return False
    before, own = (snapshot_ids.read(path, project.tree.read(path)) for path in pair)
    return own.prev_id != before.id


def of_own(project: Project) -> Fix | None:
    """The command, which also brings back what a merge has lost of the others'; None where nothing is known to be one's own."""
    if project.base is None or project.base.tip is None or not migrations.new_tags(project):
        return None
    base = () if project.base.ref.startswith("origin/") else ("--base", project.base.ref)
    return Fix(
        f"this puts your own migrations behind those of {project.base.ref}, their SQL unchanged; if it refuses, {_BY_HAND.format(project.base.ref)}",
        FixKind.COMMAND,
        (("edgespark-ci", "db", "renumber", *base),),
        cwd=project.root,
    )
