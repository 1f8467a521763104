"""How long the declared schema takes to read: the example project, and one schema of 1,000 tables and 20,000 columns.

    python benchmarks/evaluator.py [--tables 1000] [--columns 20]

Targets: below 25 ms inside the evaluator for the example; the large schema judged within 1.5 s and 300 MB, and in proportion to its size.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hooks.policy.config import Policy
from hooks.project import Project, Surroundings
from hooks.schema_diff import differences
from hooks.sources.schema import Schema
from hooks.trees.tree import WorkTree

ROOT = Path(__file__).resolve().parents[1]
COLUMN = "  c{n}: text('c{n}').notNull().default('x'),\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--columns", type=int, default=20)
    arguments = parser.parse_args()
    _example()
    for tables in (arguments.tables // 4, arguments.tables // 2, arguments.tables):
        _large(tables, arguments.columns)
    print(f"{'peak memory':44} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")


def _example() -> None:
    """Read twice: the second time shows the evaluator without the loading of its modules."""
    for name in ("first, modules loaded on the way", "again, the evaluator alone"):
        project = _project(ROOT / "examples" / "guestbook")
        project.source(project.schema_path)
        _timed(f"guestbook, {name}", lambda project=project: project.declared)  # type: ignore[misc]


def _large(tables: int, columns: int) -> None:
    with _written(tables, columns) as directory:
        project = _project(directory)
        _timed(f"{tables} tables of {columns} columns, read and compared", lambda: _judged(project))


def _judged(project: Project) -> None:
    declared = project.declared
    assert declared is not None
    assert not declared.problems, declared.problems[:3]
    assert len(differences(Schema({}, {}), declared.schema)) == len(declared.schema.tables)


@contextmanager
def _written(tables: int, columns: int) -> Iterator[Path]:
    with TemporaryDirectory() as name:
        directory = Path(name)
        body = "".join(COLUMN.format(n=n) for n in range(columns - 2))
        lines = ['import { integer, index, sqliteTable, text } from "drizzle-orm/sqlite-core";\n']
        for n in range(tables):
            refers = f'integer("other").references(() => t{n - 1}.id)' if n else 'integer("other")'
            lines.append(
                f'export const t{n} = sqliteTable({json.dumps(f"t{n}")}, {{\n  id: integer("id").primaryKey(),\n  other: {refers},\n{body}}}, '
                f'(t) => [index("i{n}").on(t.other)]);\n'
            )
        (directory / "src" / "defs").mkdir(parents=True)
        (directory / "src" / "defs" / "db_schema.ts").write_text("".join(lines), encoding="utf-8")
        (directory / "edgespark.toml").write_text("", encoding="utf-8")
        yield directory


def _project(directory: Path) -> Project:
    return Project(WorkTree(directory), ".", Surroundings(Policy()))


def _timed(name: str, act: Callable[[], object]) -> None:
    started = time.perf_counter()
    act()
    print(f"{name:44} {(time.perf_counter() - started) * 1000:8.1f} ms")


if __name__ == "__main__":
    import gc

    gc.disable()  # as the command does
    main()
