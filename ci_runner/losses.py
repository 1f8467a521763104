"""What the new migrations destroy, whoever acknowledged it in a comment: production's rows need a human's word of their own."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence

from ci_runner.model import Losses
from hooks.chain import migrations
from hooks.checks import destructive_migration, migration_fails_on_data
from hooks.finding import Diagnostic, Finding, Severity
from hooks.project import Base, Project, Surroundings
from hooks.trees.overlay import Overlay

# Two migrations of one code must not be found by trying: the approval of the one would be that of the other.
_CODE_CHARACTERS = 20


def rehearsed(project: Project) -> Losses | None:
    """The losses of what the project's base lacks; None where there are none. Raises NoVerdict."""
    found = [*_lost(project), *_untold(project)]
    if not found:
        return None
    return Losses(_code(project, found), tuple(sentence for sentence, _subject, _path in found), tuple(sorted(migrations.new_tags(project))))


def behind(project: Project, waiting: Collection[str]) -> Losses | None:
    """The losses of everything from the first of `waiting` on, whatever the project's base holds; None where there are none. Raises NoVerdict."""
    gone: dict[str, bytes | None] = {migrations.sql_path(project, tag): None for tag in waiting}
    if not project.migration_folders:
        document = json.loads(project.tree.read(project.journal_path))
        kept = [entry for entry in document["entries"] if entry["tag"] not in waiting]
        gone[project.journal_path] = json.dumps({**document, "entries": kept}).encode()
    before = Project(Overlay(project.tree, gone), project.root, Surroundings(project.policy))
    around = Surroundings(project.policy, lambda _root: Base("what is live", before, before), in_ci=project.in_ci)
    return rehearsed(Project(project.tree, project.root, around))


def _lost(project: Project) -> Iterator[tuple[str, str, str]]:
    """What the rehearsal showed to be lost: a sentence, its subject, the path of the migration."""
    for result in destructive_migration.check(project):
        if isinstance(result, Finding) and result.severity is not Severity.WARNING:
            yield result.message, result.subject, result.location.path


def _untold(project: Project) -> Iterator[tuple[str, str, str]]:
    """The migrations that were not rehearsed to their end, in the same form: a policy may let that pass as no verdict, and rows may go all the same."""
    for result in migration_fails_on_data.check(project):
        if isinstance(result, Diagnostic):
            yield f"what is lost cannot be told: {result.message}", result.subject, result.location.path


def _code(project: Project, found: Sequence[tuple[str, str, str]]) -> str:
    """A digest of the losses and of the migrations that make them: a changed statement is another decision."""
    contents = {path: hashlib.sha256(project.content(path) or b"").hexdigest() for _sentence, _subject, path in found}
    parts = [sorted(subject for _sentence, subject, _path in found), sorted(contents.items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:_CODE_CHARACTERS]
