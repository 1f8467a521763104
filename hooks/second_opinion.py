"""The project's own drizzle-kit as a second opinion on what `db_schema.ts` declares.

It runs the project's code, so it is never the default, has a deadline, and gets an environment without secrets. That is no sandbox: the code runs
with the rights of whoever asks. It reads the disk, so it counts only where the judged files equal those of the working tree.
"""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hooks import child
from hooks.chain import schema_hash
from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Location
from hooks.policy.config import Engine
from hooks.project import Project, read_statically
from hooks.sources.drizzle import casing
from hooks.sources.drizzle_schema import Declared
from hooks.sources.schema import Schema, Table
from hooks.trees.tree import WorkTree

SECONDS = 30.0
_SCRIPT = Path(__file__).with_name("second_opinion.mjs")
_SUBJECT = "drizzle-kit"
_UNKNOWN = Schema({}, {}, complete=False)
# What Node.js and esbuild need, and nothing that could hold a key or a token.
_PASSED_ON = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT")


class Answer(NamedTuple):
    """What drizzle-kit reads: the schema, and the files that declare it, repository-relative."""

    schema: Schema
    files: tuple[str, ...]


class _NoAnswer(Exception):  # noqa: N818 - it names a state; it never leaves this module
    """Why drizzle-kit says nothing, and what to do about it."""


class SecondOpinion(NamedTuple):
    """How to ask: when (`engine`), where the judged files lie on disk, and why it may not be done here (empty: it may)."""

    engine: Engine
    working: Callable[[], WorkTree | None]
    environ: Mapping[str, str]
    refusal: str = ""
    seconds: float = SECONDS

    def declared(self, project: Project) -> Declared:
        """What the schema declares, in the words of whoever decides; where drizzle-kit gives no answer, that is one more problem."""
        static = _static(project)
        decided = not static.problems or schema_hash.proves_untouched_in(project, static.files)
        always = self.engine is Engine.DRIZZLE_KIT and not self.refusal
        if decided and not always:
            return static
        try:
            answer = self._answer(project)
        except _NoAnswer as reason:
            problem = Diagnostic(f"drizzle-kit gives no second opinion: {reason}", Location(project.schema_path), _SUBJECT)
            return Declared(_UNKNOWN, (problem,), static.files) if always else static._replace(problems=(*static.problems, problem))
        return Declared(_placed(answer.schema, static.schema), (), answer.files)

    def _answer(self, project: Project) -> Answer:
        if self.refusal:
            raise _NoAnswer(f"it would run the project's code, and {self.refusal}")
        if casing.configured(project, project.server):
            raise _NoAnswer('a "casing" is configured, and it would be asked without one')
        if project.migration_folders:
            raise _NoAnswer("it asks drizzle-kit 0.31, and the migrations are those of 1.x")
        working = self.working()
        if working is None:
            raise _NoAnswer("it reads the working tree, and there is none")
        top = Path(os.path.realpath(working.top))
        said = _said(self._run(project, top), project)
        files = tuple(_relative(file, top) for file in said["inputs"] if "node_modules" not in Path(file).parts)
        for path in (*files, project.server_path("tsconfig.json")):
            if _differs(project, working, path):
                raise _NoAnswer(f'it reads the working tree, where "{path}" is not as in the {project.tree.name}: stage it or restore it')
        return Answer(_schema(project, said["snapshot"]), files)

    def _run(self, project: Project, top: Path) -> child.Completed:
        node = shutil.which("node", path=self.environ.get("PATH", os.defpath))
        if node is None:
            raise _NoAnswer("no `node` on PATH; install Node.js, or use the static engine")
        server = top / project.server
        passed_on = {name: self.environ[name] for name in _PASSED_ON if name in self.environ}
        argv = (node, str(_SCRIPT), str(server), str(top / project.schema_path))
        try:
            completed = child.run(argv, seconds=self.seconds, cwd=server, env={**passed_on, "NO_COLOR": "1"})
        except child.NotStarted as error:
            raise _NoAnswer(str(error)) from error
        if completed.timed_out:
            raise _NoAnswer(f"it did not end within {self.seconds:g} s and was stopped; does the schema loop, or wait for something?")
        return completed


def _static(project: Project) -> Declared:
    try:
        return read_statically(project)
    except NoVerdict as reason:
        return Declared(_UNKNOWN, (Diagnostic(reason.message, reason.location, reason.location.path),), ())


def _said(completed: child.Completed, project: Project) -> dict[str, Any]:
    """What our script printed. drizzle-kit itself ends the process for some schemas; then its own last words must do."""
    try:
        said = json.loads(completed.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        said = None
    match said:
        case {"snapshot": dict(), "inputs": [*inputs]} if all(isinstance(file, str) for file in inputs):
            return {"snapshot": said["snapshot"], "inputs": inputs}
        case {"trouble": str(trouble)}:
            raise _NoAnswer(f"{trouble}; are the packages installed (`npm ci` in {project.server})?" if "Cannot find" in trouble else trouble)
    raise _NoAnswer(f"it ended with exit code {completed.code}: {_last_line(completed.stderr)}")


def _last_line(text: bytes) -> str:
    lines = [line.strip() for line in text.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"


def _relative(file: str, top: Path) -> str:
    if not Path(file).is_relative_to(top):
        raise _NoAnswer("the schema imports a file outside of the repository")
    return Path(file).relative_to(top).as_posix()


def _differs(project: Project, working: WorkTree, path: str) -> bool:
    """Whether the judged file is another than that on disk; line endings count for nothing, as in JavaScript."""
    if isinstance(project.tree, WorkTree):
        return False
    on_disk = working.read(path) if working.has(path) else None
    judged = project.content(path)
    return (on_disk and on_disk.replace(b"\r\n", b"\n")) != (judged and judged.replace(b"\r\n", b"\n"))


def _schema(project: Project, snapshot: object) -> Schema:
    from hooks.sources import snapshot as snapshots

    try:
        return snapshots.read(project.schema_path, json.dumps(snapshot).encode()).schema
    except NoVerdict as reason:
        raise _NoAnswer(reason.message) from reason


def _placed(schema: Schema, static: Schema) -> Schema:
    """The schema with the places of what the evaluator could name as well."""
    tables = {name: _placed_table(table, static.tables.get(name)) for name, table in schema.tables.items()}
    return schema._replace(tables=tables)


def _placed_table(table: Table, static: Table | None) -> Table:
    if static is None:
        return table
    columns = {name: column._replace(location=static.columns[name].location) if name in static.columns else column for name, column in table.columns.items()}
    return table._replace(location=static.location, columns=columns)
