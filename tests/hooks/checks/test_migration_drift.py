"""`migration-drift`: after each new migration, and after the last, the database is what the snapshot says."""

from collections.abc import Iterator

import pytest

from hooks.chain import forgotten_action
from hooks.chain.migrations import listed
from hooks.checks.migration_drift import RULE
from hooks.finding import Finding
from hooks.policy.config import Policy
from hooks.project import Base, Project, Surroundings
from hooks.schema_diff.change import Action, Change, Risk, Thing
from hooks.sources.schema import ForeignKey
from hooks.trees.editing import edited
from tests.guestbook import Guestbook
from tests.hooks import drizzle
from tests.hooks.chains import Link, chain, project, told
from tests.oracle.worker import Worker

POSTS = 'export const posts = sqliteTable("posts", { id: integer().primaryKey(), title: text().notNull() });'
WITH_SLUG = 'export const posts = sqliteTable("posts", { id: integer().primaryKey(), title: text().notNull(), slug: text().unique() });'
LAST = "server/drizzle/0002_add_pictures.sql"
BUILDS_ON = "the next `db generate` builds on a schema that no database has"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


def test_the_example_is_clean(guestbook: Guestbook) -> None:
    assert told(RULE, guestbook.project()) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "`caption` text DEFAULT '' NOT NULL",
            "`caption` text DEFAULT ''",
            'column "attachments.caption" is nullable in the database and NOT NULL in',
            id="null",
        ),
        pytest.param(
            "DEFAULT 1.5 ", "DEFAULT 1.6 ", 'column "attachments.aspect_ratio" is with default 1.6 in the database and with default 1.5 in', id="default"
        ),
        pytest.param(
            "CREATE UNIQUE INDEX `attachments_path_unique` ON `attachments` (`path`);",
            "SELECT 1;",
            'index "attachments_path_unique" of "attachments" is in the snapshot and not in the database',
            id="an index is missing",
        ),
        pytest.param(
            "CREATE UNIQUE INDEX `attachments_path_unique`",
            "CREATE INDEX mine ON entries (body);\nCREATE UNIQUE INDEX `attachments_path_unique`",
            'index "mine" of "entries" is in the database and not in the snapshot',
            id="an index too many",
        ),
        pytest.param(
            "ON DELETE cascade",
            "ON DELETE no action",
            'foreign key "(entry_id) to entries(id)" of "attachments" is on delete no action in the database',
            id="key",
        ),
    ],
)
def test_hand_edited_sql(guestbook: Guestbook, old: str, new: str, expected: str) -> None:
    guestbook.replace(LAST, old, new)
    (line,) = told(RULE, guestbook.project())
    assert f'{LAST}:1: after migration "0002_add_pictures" {expected}' in line
    assert line.endswith(BUILDS_ON)


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("CREATE VIRTUAL TABLE found USING fts5(body);", id="full-text search"),
        pytest.param("CREATE TRIGGER t AFTER INSERT ON entries BEGIN UPDATE entries SET body = new.body; END;", id="trigger"),
        pytest.param("INSERT INTO guests (id, name) VALUES ('g', 'host');", id="rows"),
    ],
)
def test_what_drizzle_has_no_words_for_is_no_drift(guestbook: Guestbook, sql: str) -> None:
    guestbook.write(LAST, guestbook.read(LAST) + "--> statement-breakpoint\n" + sql)
    assert told(RULE, guestbook.project()) == []


def test_a_chain_that_fails_is_anothers_finding(guestbook: Guestbook) -> None:
    guestbook.write(LAST, "nonsense;")
    assert told(RULE, guestbook.project()) == []


@pytest.mark.node
class TestDrizzleKit:
    def test_its_own_output_is_silent(self, worker: Worker) -> None:
        change = drizzle.Change(worker, POSTS, WITH_SLUG)
        assert told(RULE, project(change.files, tip=change.base)) == []

    def test_each_new_migration_is_compared_not_only_the_last(self, worker: Worker) -> None:
        change = drizzle.Change(worker, POSTS, WITH_SLUG)
        late = [change.first, change.second._replace(sql="SELECT 1;"), Link("0002_late", change.second.sql)]
        snapshots = {path: content for path, content in change.files.items() if path.endswith("_snapshot.json")}
        snapshots["drizzle/meta/0002_snapshot.json"] = snapshots["drizzle/meta/0001_snapshot.json"]
        lines = told(RULE, project(chain(*late, **snapshots), tip=change.base))
        assert [line.split(":")[0] for line in lines] == ["0001_second.sql", "0001_second.sql"]
        assert 'column "posts.slug" is in the snapshot and not in the database' in lines[0]
        assert told(RULE, project(chain(*late, **snapshots), tip=chain(*late, **snapshots))) == []

    def test_the_action_that_it_forgets_where_a_column_is_added(self, worker: Worker) -> None:
        """drizzle-kit 0.31 adds a referencing column without ON DELETE, while its snapshot has it."""
        users = 'export const users = sqliteTable("users", { id: text().primaryKey() });'
        owned = POSTS.replace(" });", ', owner: text().references(() => users.id, { onDelete: "cascade" }) });')
        change = drizzle.Change(worker, users + POSTS, users + owned)
        assert "cascade" not in change.second.sql.lower()
        (finding,) = RULE.check(project(change.files, tip=change.base))
        assert isinstance(finding, Finding)
        assert finding.message == (
            'after migration "0001_second" foreign key "(owner) to users(id)" of "posts" is on delete no action in the database '
            f"and on delete cascade in the snapshot: {BUILDS_ON}"
        )
        assert finding.fix is not None
        (edit,) = finding.fix.edits
        sql = edited(change.second.sql.encode(), finding.fix.edits).decode()
        assert sql.startswith("ALTER TABLE `posts` ADD `owner` text REFERENCES users(id) ON DELETE cascade")
        assert edit.location.line == 1
        assert told(RULE, project(change.files | {edit.location.path: sql.encode()}, tip=change.base)) == []
        (unknown,) = RULE.check(project(change.files))
        assert isinstance(unknown, Finding)
        assert unknown.fix is not None
        assert not unknown.fix.edits  # without a base it may be merged


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        pytest.param("ALTER TABLE posts ADD owner text REFERENCES users(id);", (1, 54), id="as drizzle-kit writes it"),
        pytest.param('SELECT 1; ALTER TABLE "posts" ADD COLUMN `owner` text\r\nREFERENCES users (id)', (2, 22), id="written by hand"),
        pytest.param("ALTER TABLE posts ADD owner text REFERENCES users(id) ON UPDATE cascade;", None, id="another action"),
        pytest.param("ALTER TABLE posts ADD owner text REFERENCES users;", None, id="without the column"),
        pytest.param("CREATE TABLE n (owner text REFERENCES users(id)); ALTER TABLE n RENAME TO posts;", None, id="no ADD"),
    ],
)
def test_where_the_action_is_forgotten(sql: str, place: tuple[int, int] | None) -> None:
    key = ForeignKey("", ("owner",), "users", ("id",), "cascade")
    there = key._replace(on_delete="no action", on_update="cascade" if "ON UPDATE" in sql else "no action")
    change = Change(Action.ALTER, Thing.FOREIGN_KEY, "posts", "", there, key, "", Risk.REWRITING)
    (migration,) = listed(project(chain(Link("0000_a", sql))))
    found = forgotten_action.edit(migration, change)
    assert (found and (found.location.line, found.location.column, found.text)) == (place and (*place, " ON DELETE cascade"))


def test_one_that_is_merged_is_left_as_it_is(guestbook: Guestbook) -> None:
    guestbook.replace(LAST, " ON UPDATE no action ON DELETE cascade", "")
    merged = guestbook.project()
    judged = Project(merged.tree, ".", Surroundings(Policy(), base=lambda _root: Base("main", merged, merged)))
    (finding,) = RULE.check(judged)
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert finding.fix.text.startswith("it is merged, so leave it")
    assert not finding.fix.edits
