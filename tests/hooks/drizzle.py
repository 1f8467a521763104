"""What the real drizzle-kit writes for a change of schema, as a chain of two migrations with their snapshots."""

import json

from tests.hooks.chains import ORIGIN, Link, chain
from tests.oracle.worker import Worker

IMPORTS = 'import { sql } from "drizzle-orm";\nimport { check, index, integer, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";\n'
_NOTHING = "export const nothing = 1;\n"


class Change:
    """Two schemas, each as the body of a `db_schema.ts`, and what drizzle-kit generates for the first and for the step to the second."""

    def __init__(self, worker: Worker, before: str, after: str) -> None:
        first = worker.pair({"db_schema.ts": _NOTHING}, {"db_schema.ts": IMPORTS + before})
        second = worker.pair({"db_schema.ts": IMPORTS + before}, {"db_schema.ts": IMPORTS + after})
        assert first.refuses is None, first.refuses
        assert second.refuses is None, second.refuses
        self.first = Link("0000_first", "--> statement-breakpoint\n".join(first.sql))
        self.second = Link("0001_second", "--> statement-breakpoint\n".join(second.sql))
        self._snapshots = (_snapshot(second.snapshots[0], "a", ORIGIN), _snapshot(second.snapshots[1], "b", "a"))

    @property
    def base(self) -> dict[str, bytes]:
        """The project before the change."""
        return chain(self.first, **{"drizzle/meta/0000_snapshot.json": self._snapshots[0]})

    @property
    def files(self) -> dict[str, bytes]:
        """The project with it."""
        snapshots = {f"drizzle/meta/{number:04}_snapshot.json": text for number, text in enumerate(self._snapshots)}
        return chain(self.first, self.second, **snapshots)

    def line(self, text: str) -> int:
        """The line of the second migration on which `text` first stands."""
        return self.second.sql[: self.second.sql.index(text)].count("\n") + 1


def _snapshot(text: str, own: str, before: str) -> str:
    return json.dumps({**json.loads(text), "id": own, "prevId": before}, indent=2)
