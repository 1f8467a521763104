"""`migration-fails-on-data`: a new migration still runs when the tables hold rows."""

from collections.abc import Iterator

import pytest

from hooks.chain import rehearsal
from hooks.checks.migration_fails_on_data import RULE
from hooks.finding import Diagnostic, Finding
from tests.hooks.chains import Link, chain, project, told
from tests.hooks.drizzle import Change
from tests.oracle.worker import Worker

MADE = Link(
    "0000_made",
    """CREATE TABLE users (id text PRIMARY KEY, name text, mail text UNIQUE, age integer CHECK (age > 17 AND age < 150),
    state text CHECK (state IN ('a', 'b')));
CREATE TABLE posts (id integer PRIMARY KEY, author text NOT NULL REFERENCES users(id), reply integer REFERENCES posts(id), title text, kind text);
CREATE TABLE odd (title text NOT NULL REFERENCES posts(title));
CREATE TABLE lost (there text REFERENCES nowhere(id), here integer REFERENCES lost(here));
CREATE TABLE pairs (post integer REFERENCES posts(id), author text REFERENCES users(id), PRIMARY KEY (post, author));
""",
)
BASE = chain(MADE)
REBUILD = "CREATE TABLE n (%s);\nINSERT INTO n SELECT * FROM users;\nDROP TABLE pairs; DROP TABLE posts; DROP TABLE users;\nALTER TABLE n RENAME TO users;"
SAME = "id text PRIMARY KEY, name text, mail text UNIQUE, age integer CHECK (age > 17 AND age < 150), state text CHECK (state IN ('a', 'b'))"


def failures(sql: str) -> list[str]:
    prefix, suffix = 'migration "0001_new" runs on empty tables and fails where they hold rows: ', "; the rehearsal used rows that the schema before it allows"
    return [line.replace(prefix, "").removesuffix(suffix) for line in told(RULE, project(chain(MADE, Link("0001_new", sql)), tip=BASE))]


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("ALTER TABLE posts ADD slug text;", id="a nullable column"),
        pytest.param("ALTER TABLE posts ADD slug text DEFAULT '' NOT NULL;", id="NOT NULL with a default"),
        pytest.param("CREATE UNIQUE INDEX one ON users (mail);", id="UNIQUE where it is unique already"),
        pytest.param("CREATE UNIQUE INDEX one ON pairs (post, author);", id="UNIQUE over the key"),
        pytest.param("UPDATE posts SET title = '' WHERE title IS NULL; CREATE INDEX i ON posts (title);", id="a backfill"),
        pytest.param(REBUILD % SAME, id="a rebuild under the same checks"),
        pytest.param("ALTER TABLE odd ADD more text NOT NULL; ALTER TABLE lost ADD more text;", id="a table that can hold no row"),
        pytest.param("INSERT INTO users (id, age, state) VALUES ('root', 30, 'a');", id="rows of its own"),
        pytest.param("nonsense;", id="what fails on empty tables is another rule's"),
    ],
)
def test_silent(sql: str) -> None:
    assert failures(sql) == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param(
            "SELECT 1;\nALTER TABLE posts ADD slug text NOT NULL;",
            "0001_new.sql:2: statement 2: Cannot add a NOT NULL column with default value NULL",
            id="NOT NULL",
        ),
        pytest.param(
            "CREATE UNIQUE INDEX one ON posts (title);", "0001_new.sql:1: statement 1: UNIQUE constraint failed: posts.title", id="UNIQUE over duplicates"
        ),
        pytest.param(
            REBUILD % SAME.replace("name text", "name text NOT NULL"),
            "0001_new.sql:2: statement 2: NOT NULL constraint failed: n.name",
            id="NOT NULL over NULL",
        ),
        pytest.param(
            REBUILD % SAME.replace("age > 17", "age > 1000"),
            "0001_new.sql:2: statement 2: CHECK constraint failed: age > 1000 AND age < 150",
            id="a narrower check",
        ),
        pytest.param("DROP TABLE users;", "0001_new.sql:1: statement 1: FOREIGN KEY constraint failed", id="a parent"),
    ],
)
def test_found(sql: str, expected: str) -> None:
    assert failures(sql) == [expected]


def test_the_fix_names_the_way_out() -> None:
    (finding,) = RULE.check(project(chain(MADE, Link("0001_new", "ALTER TABLE posts ADD slug text NOT NULL;")), tip=BASE))
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert finding.fix.text.startswith("add the column nullable or with a default, fill it with an UPDATE")


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("CREATE TABLE odd (a text CHECK (a GLOB '[0-9][0-9]-[a-z]*'));", id="a check that no literal satisfies"),
    ],
)
def test_a_failure_that_may_be_our_rows_has_no_verdict(sql: str) -> None:
    base = Link("0000_made", sql)
    again = "CREATE TABLE n (a text CHECK (a GLOB '[0-9][0-9]-[a-z]*'));\nINSERT INTO n SELECT a FROM odd;\nDROP TABLE odd;\nALTER TABLE n RENAME TO odd;"
    (result,) = RULE.check(project(chain(base, Link("0001_new", again)), tip=chain(base)))
    assert isinstance(result, Diagnostic)
    assert result.message.startswith('migration "0001_new" could not be rehearsed to its end: statement 2: CHECK constraint failed')


def test_what_runs_endless_on_rows_has_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "SECONDS", 0.5)
    sql = "CREATE TABLE log (n integer); INSERT INTO log WITH RECURSIVE r(x) AS (SELECT 1 FROM users UNION ALL SELECT x + 1 FROM r) SELECT x FROM r;"
    (result,) = RULE.check(project(chain(MADE, Link("0001_new", sql)), tip=BASE))
    assert isinstance(result, Diagnostic)
    assert "could not be rehearsed" in result.message


POSTS = 'export const posts = sqliteTable("posts", { id: integer().primaryKey(), title: text() });'


@pytest.mark.node
class TestDrizzleKit:
    @pytest.fixture
    def worker(self) -> Iterator[Worker]:
        with Worker() as started:
            yield started

    @pytest.mark.parametrize(
        ("after", "words"),
        [
            pytest.param(
                POSTS.replace(" });", ", slug: text().notNull() });"), "Cannot add a NOT NULL column with default value NULL", id="NOT NULL without default"
            ),
            pytest.param(POSTS.replace("title: text()", "title: text().notNull()"), "NOT NULL constraint failed: __new_posts.title", id="made NOT NULL"),
            pytest.param(POSTS.replace("title: text()", "title: text().unique()"), "UNIQUE constraint failed: posts.title", id="made UNIQUE"),
        ],
    )
    def test_found(self, worker: Worker, after: str, words: str) -> None:
        change = Change(worker, POSTS, after)
        (line,) = told(RULE, project(change.files, tip=change.base))
        assert words in line

    def test_a_default_runs(self, worker: Worker) -> None:
        change = Change(worker, POSTS, POSTS.replace(" });", ', slug: text().notNull().default("") });'))
        assert told(RULE, project(change.files, tip=change.base)) == []
