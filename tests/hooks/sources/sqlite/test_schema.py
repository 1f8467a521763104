"""A database and a snapshot in the one form in which SQLite shows both."""

import pytest

from hooks.sources.schema import Schema, View
from hooks.sources.sqlite.database import Database
from hooks.sources.sqlite.schema import schema_of, visible
from tests.oracle.pairs import pair
from tests.oracle.replayed import differences, replayed
from tests.oracle.worker import Worker

PAIRS = 30


def built(*sql: str) -> Schema:
    database = Database()
    for one in sql:
        failure = database.run(one)
        assert failure is None, failure
    return schema_of(database.connection)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("CREATE TABLE a (b TEXT);", 'create table "a" (\n [b] text -- why\n);', id="spelling"),
        pytest.param("CREATE TABLE a (b integer DEFAULT (1 + 1));", "CREATE TABLE a (b integer DEFAULT ( 1+1 ));", id="space in a default"),
        pytest.param("CREATE TABLE a (b DEFAULT true, c DEFAULT FALSE);", "CREATE TABLE a (b DEFAULT 1, c DEFAULT (0));", id="true and false"),
        pytest.param("CREATE TABLE a (b, CHECK (b > 0));", "CREATE TABLE a (b, CHECK((`b`>0)));", id="a check in other words"),
        pytest.param(
            "CREATE TABLE a (b, c AS (b), CHECK (b > 0)); CREATE INDEX i ON a (lower(b)) WHERE c IS NULL;",
            'CREATE TABLE a (b, c AS (b), CHECK ("a"."b" > 0)); CREATE INDEX i ON a (lower("b")) WHERE "a"."c" IS NULL;',
            id="columns with their table",
        ),
        pytest.param(
            "CREATE TABLE a (b REFERENCES a(b) REFERENCES a(b) ON DELETE CASCADE);",
            "CREATE TABLE a (b REFERENCES a(b) ON DELETE CASCADE REFERENCES a(b));",
            id="order of two foreign keys",
        ),
        pytest.param(
            'CREATE TABLE a (b, c AS ("x" || b), CHECK (b <> "x")); CREATE INDEX i ON a (b || "y") WHERE b <> "z"; CREATE TABLE d (e, f); ALTER TABLE d DROP f',
            'CREATE TABLE a (b, c AS ("x" || b), CHECK (b <> "x")); CREATE INDEX i ON a (b || "y") WHERE b <> "z"; CREATE TABLE d (e)',
            id="strings in double quotes, which SQLite writes anew when anything is dropped",
        ),
        pytest.param(
            'CREATE TABLE a (b, c); CREATE VIEW v AS SELECT b, "x" AS "e" FROM a AS "f" WHERE "f"."c" <> "it\'s"; ALTER TABLE a RENAME COLUMN c TO d;',
            'CREATE TABLE a (b, d); CREATE VIEW v AS SELECT b, "x" AS "e" FROM a AS "f" WHERE "f"."d" <> "it\'s";',
            id="the same in a view",
        ),
        pytest.param("CREATE TABLE a (b); ALTER TABLE a RENAME TO c;", "CREATE TABLE c (b);", id="renamed table"),
        pytest.param(
            'CREATE TABLE a (b, c AS (b + 1), CHECK("a"."b" > 0)); CREATE INDEX i ON a (lower(b)) WHERE "a"."b" > 1; ALTER TABLE a RENAME COLUMN b TO d;',
            'CREATE TABLE a (d, c AS (d + 1), CHECK("a"."d" > 0)); CREATE INDEX i ON a (lower(d)) WHERE "a"."d" > 1;',
            id="renamed column in check, index and generated column",
        ),
        pytest.param(
            "CREATE TABLE a (b); ALTER TABLE a ADD c text DEFAULT 'x' NOT NULL;", "CREATE TABLE a (b, c text DEFAULT 'x' NOT NULL);", id="added column"
        ),
        pytest.param(
            "CREATE TABLE p (id PRIMARY KEY); CREATE TABLE a (b REFERENCES p);",
            "CREATE TABLE p (id PRIMARY KEY); CREATE TABLE a (b REFERENCES p(id));",
            id="key",
        ),
        pytest.param("CREATE TABLE a (b); CREATE VIRTUAL TABLE f USING fts5(b);", "CREATE TABLE a (b);", id="full-text search is nobody's"),
        pytest.param("CREATE TABLE a (b); CREATE TABLE es_system__x (c);", "CREATE TABLE a (b);", id="the platform's tables"),
        pytest.param("CREATE TABLE a (b); CREATE VIEW v AS SELECT b FROM a;", "CREATE TABLE a (b); CREATE VIEW `v` AS SELECT `b` FROM [a]", id="view"),
    ],
)
def test_equal(one: str, other: str) -> None:
    assert differences(built(one), built(other)) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("CREATE TABLE a (b text);", "CREATE TABLE a (b integer);", ["alter column a.b"], id="type"),
        pytest.param("CREATE TABLE a (b text);", "CREATE TABLE a (b text NOT NULL);", ["alter column a.b"], id="not null"),
        pytest.param("CREATE TABLE a (b DEFAULT true);", "CREATE TABLE a (b DEFAULT 'true');", ["alter column a.b"], id="true as a word"),
        pytest.param("CREATE TABLE a (b DEFAULT 'A');", "CREATE TABLE a (b DEFAULT 'a');", ["alter column a.b"], id="default"),
        pytest.param(
            "CREATE TABLE a (b integer PRIMARY KEY);", "CREATE TABLE a (b integer PRIMARY KEY AUTOINCREMENT);", ["alter column a.b"], id="autoincrement"
        ),
        pytest.param("CREATE TABLE a (b, c AS (b) STORED);", "CREATE TABLE a (b, c AS (b) VIRTUAL);", ["alter column a.c"], id="kind of generated"),
        pytest.param("CREATE TABLE a (b, c AS (b));", "CREATE TABLE a (b, c AS (b + 1));", ["alter column a.c"], id="generated"),
        pytest.param("CREATE TABLE a (b, c, PRIMARY KEY (b, c));", "CREATE TABLE a (b, c, PRIMARY KEY (c, b));", ["alter primary key a."], id="order of a key"),
        pytest.param("CREATE TABLE a (b UNIQUE);", "CREATE TABLE a (b);", ["drop index a.UNIQUE (b)"], id="inline unique"),
        pytest.param(
            "CREATE TABLE a (b); CREATE INDEX i ON a (b);", "CREATE TABLE a (b); CREATE UNIQUE INDEX i ON a (b);", ["alter index a.i"], id="unique index"
        ),
        pytest.param(
            "CREATE TABLE a (b); CREATE INDEX i ON a (b);", "CREATE TABLE a (b); CREATE INDEX i ON a (b DESC);", ["alter index a.i"], id="order of an index"
        ),
        pytest.param(
            "CREATE TABLE a (b); CREATE INDEX i ON a (b);", "CREATE TABLE a (b); CREATE INDEX i ON a (b) WHERE b > 1;", ["alter index a.i"], id="where"
        ),
        pytest.param(
            'CREATE TABLE a (b, c, CONSTRAINT k CHECK (b <> "c"));',
            "CREATE TABLE a (b, c, CONSTRAINT k CHECK (b <> 'c'));",
            ["alter check constraint a.k"],
            id="a column and a string",
        ),
        pytest.param("CREATE TABLE a (b CHECK (b > 0));", "CREATE TABLE a (b);", ["drop check constraint a.b > 0"], id="column check"),
        pytest.param(
            "CREATE TABLE a (b, CONSTRAINT k CHECK (b > 0));", "CREATE TABLE a (b, CONSTRAINT k CHECK (b > 1));", ["alter check constraint a.k"], id="check"
        ),
        pytest.param(
            "CREATE TABLE a (b REFERENCES a(b) ON DELETE CASCADE);",
            "CREATE TABLE a (b REFERENCES a(b));",
            ["alter foreign key a.(b) to a(b)"],
            id="what a foreign key does",
        ),
        pytest.param(
            "CREATE TABLE a (b REFERENCES a(b) REFERENCES a(b) ON DELETE CASCADE);",
            "CREATE TABLE a (b REFERENCES a(b) REFERENCES a(b) ON DELETE SET NULL);",
            ["alter foreign key a.(b) to a(b)", "alter foreign key a.(b) to a(b) #1"],
            id="what the second of two foreign keys does",
        ),
        pytest.param("CREATE TABLE a (b); CREATE VIEW v AS SELECT 1;", "CREATE TABLE a (b);", ["drop view v"], id="view"),
        pytest.param(
            'CREATE TABLE a (b); CREATE VIEW v AS SELECT "b" FROM a;',
            "CREATE TABLE a (b); CREATE VIEW v AS SELECT 'b' FROM a;",
            ["alter view v"],
            id="a column and a string in a view",
        ),
    ],
)
def test_different(one: str, other: str, expected: list[str]) -> None:
    assert differences(built(one), built(other)) == expected


def test_a_view_of_somebody_else_may_be_there_or_not() -> None:
    existing = visible(Schema({}, {"v": View("v", None, existing=True)}))
    assert differences(built("CREATE VIEW v AS SELECT 1;"), existing) == []
    assert differences(built("SELECT 1;"), existing) == []


@pytest.mark.node
@pytest.mark.parametrize("seed", [5, 77, 81])
def test_what_drizzle_kit_writes_is_what_its_snapshot_says(seed: int) -> None:
    """For generated schemas, and for a change of each; `benchmarks/replayed.py` asks as often as one likes."""
    with Worker() as worker:
        results = [replayed(pair(seed, number), worker) for number in range(PAIRS)]
    assert [(number, result.misses) for number, result in enumerate(results) if result.misses] == []
    assert sum(result.tables for result in results) > PAIRS
    assert sum(result.changed for result in results) > PAIRS // 3
