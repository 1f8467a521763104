"""Our verdict on a pair, and where it differs from drizzle-kit's."""

from collections.abc import Iterator
from itertools import chain
from posixpath import normpath
from typing import Any, NamedTuple

from hooks.errors import NoVerdict
from hooks.policy.config import Policy
from hooks.project import Project, Surroundings
from hooks.schema_diff import Thing, differences, script
from hooks.sources.schema import Schema
from hooks.trees.tree import Entry
from tests.oracle.pairs import Pair
from tests.oracle.worker import Files, Verdict

_DEFS = "server/src/defs"
NOTHING = Schema({}, {})
_PLACES = frozenset({"location", "complete"})


class MemoryTree:
    """Files that lie nowhere."""

    name = "memory"

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    @property
    def entries(self) -> dict[str, Entry]:
        return {path: Entry("100644") for path in sorted(self._files)}

    def has(self, path: str) -> bool:
        return path in self._files

    def read(self, path: str) -> bytes:
        return self._files[path]


class Ours(NamedTuple):
    """What we read of one schema: the schema, or why there is no verdict."""

    schema: Schema | None
    problem: str = ""


def declared(files: Files, *, entities: bool = False) -> Ours:
    """The schema that the files declare, by our own reading; in the terms of drizzle-kit 1.x where its folders lie beside."""
    contents = {normpath(f"{_DEFS}/{name}"): text.encode() for name, text in files.items()}
    if entities:
        contents["server/drizzle/20260105080000_first/migration.sql"] = b""
    project = Project(MemoryTree({"edgespark.toml": b'[server]\npath = "server"\n', **contents}), ".", Surroundings(Policy()))
    try:
        read = project.declared
    except NoVerdict as reason:
        return Ours(None, f"{reason.location}: {reason.message}")
    if read is None or read.problems:
        first = read.problems[0] if read else None
        return Ours(None, f"{first.location}: {first.message}" if first else "no schema")
    return Ours(read.schema)


class Judgement(NamedTuple):
    """One pair judged twice. `misses` says where we differ; `undecided` where we have no verdict and drizzle-kit has one."""

    pair: Pair
    expected: str
    ours: str
    misses: tuple[str, ...] = ()
    undecided: str = ""


def judged(pair: Pair, verdict: Verdict) -> Judgement:
    """Our verdict from our own reading of both schemas, beside drizzle-kit's."""
    if verdict.before is None:
        return _of_refused(pair, verdict, comparable(NOTHING, declared(pair.before)))
    before, after = declared(pair.before), comparable(verdict.before, declared(pair.after))
    if verdict.after is None:
        return _of_refused(pair, verdict, after)
    if before.schema is None or after.schema is None:
        return Judgement(pair, verdict.label, "undecided", undecided=before.problem or after.problem)
    misses = (*unequal(verdict.before, before.schema), *unequal(verdict.after, after.schema), *compared(verdict, after.schema))
    return Judgement(pair, verdict.label, "differs" if differences(verdict.before, after.schema) else "same", misses)


def comparable(before: Schema, ours: Ours) -> Ours:
    """What we read, unless our comparison with `before` has no verdict."""
    if ours.schema is None:
        return ours
    try:
        differences(before, ours.schema)
    except NoVerdict as reason:
        return Ours(None, f"{reason.location}: {reason.message}")
    return ours


def _of_refused(pair: Pair, verdict: Verdict, ours: Ours) -> Judgement:
    """Where drizzle-kit stops, a verdict of ours is wrong."""
    misses = () if ours.schema is None else (f"drizzle-kit refuses ({verdict.refuses}), and we do not",)
    return Judgement(pair, "refuses", "refuses" if ours.schema is None else "a verdict", misses)


def compared(verdict: Verdict, after: Schema) -> Iterator[str]:
    """Where our comparison of drizzle-kit's first snapshot with `after` gives another answer than its own."""
    before = verdict.before
    assert before is not None
    changes = differences(before, after)
    if bool(changes) != (verdict.label == "differs"):
        yield f"verdict: drizzle-kit says {verdict.label}, we find {[change.sentence for change in changes]}"
    objects = {(change.thing.value, change.table, "" if change.thing is Thing.PRIMARY_KEY else change.name) for change in changes}
    if objects != verdict.objects:
        yield f"objects: only drizzle-kit {sorted(verdict.objects - objects)}, only we {sorted(objects - verdict.objects)}"
    if any(change.may_be_rename for change in changes) != verdict.ambiguous:
        yield f"rename: drizzle-kit would {'' if verdict.ambiguous else 'not '}ask"
    elif not verdict.ambiguous and (ours := script(before, after)) != verdict.sql:
        yield f"sql: drizzle-kit writes {verdict.sql}, we write {ours}"


def unequal(drizzles: Schema, ours: Schema) -> Iterator[str]:
    """Where two readings of one schema differ, in the terms of the snapshot."""
    for name in sorted({*drizzles.tables, *ours.tables}):
        if name not in drizzles.tables or name not in ours.tables:
            yield f"table {name}: only {'drizzle-kit has' if name in drizzles.tables else 'we have'} it"
            continue
        yield from _records(name, drizzles.tables[name], ours.tables[name])
    yield from _records("views", drizzles._replace(tables={}), ours._replace(tables={}))


def _records(where: str, drizzles: Any, ours: Any) -> Iterator[str]:
    for attribute in drizzles._fields:
        theirs, own = getattr(drizzles, attribute), getattr(ours, attribute)
        if attribute in _PLACES:
            continue
        if not isinstance(theirs, dict):
            if theirs != own:
                yield f"{where}.{attribute}: drizzle-kit {theirs!r}, we {own!r}"
            continue
        for name in dict.fromkeys(chain(theirs, own)):
            if name not in theirs or name not in own:
                yield f"{where}.{attribute}.{name}: only {'drizzle-kit has' if name in theirs else 'we have'} it"
            else:
                yield from _records(f"{where}.{attribute}.{name}", theirs[name], own[name])
