"""`diff`: what the declared schema changes, as text, SQL and JSON."""

import json

import pytest

from tests.command import edgespark_ci
from tests.git import Git
from tests.guestbook import Guestbook

SCHEMA = "server/src/defs/db_schema.ts"
BODY = '    body: text("body").notNull(),\n'
MOOD = '    mood: text("mood"),\n'


@pytest.fixture
def git(guestbook: Guestbook) -> Git:
    repository = Git.init(guestbook.path)
    repository.commit("the example")
    return repository


def diff(git: Git, *arguments: str) -> str:
    """What the command prints; it must end with 0."""
    ended = edgespark_ci("diff", *arguments, cwd=git.path)
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def test_no_changes(git: Git) -> None:
    assert diff(git) == "from 0002_snapshot.json to the schema in the working tree\nno changes\n"
    assert diff(git, "--format", "sql") == "-- no changes\n"
    assert json.loads(diff(git, "--format", "json"))["projects"][0]["changes"] == []


def test_text(guestbook: Guestbook, git: Git) -> None:
    guestbook.replace(SCHEMA, BODY, BODY + MOOD)
    guestbook.replace(SCHEMA, 'text("path").notNull()', 'text("path")')
    lines = diff(git).splitlines()
    assert lines[1] == f'~ column "attachments.path": nullable, was NOT NULL (rewriting)  {SCHEMA}:62:3'
    assert lines[2] == f'+ column "entries.mood" (additive)  {SCHEMA}:30:5'
    assert lines[3:] == ["2 changes: 1 rewriting, 1 additive"]


def test_sql_is_what_db_generate_writes(guestbook: Guestbook, git: Git) -> None:
    guestbook.replace(SCHEMA, BODY, BODY + MOOD)
    guestbook.replace(SCHEMA, '    index("entries_answer_idx").on(table.answerTo),\n', "")
    assert diff(git, "--format", "sql") == "DROP INDEX `entries_answer_idx`;--> statement-breakpoint\nALTER TABLE `entries` ADD `mood` text;\n"


def test_a_possible_rename_is_said_aloud(guestbook: Guestbook, git: Git) -> None:
    guestbook.replace(SCHEMA, 'body: text("body")', 'words: text("words")')
    assert '- column "entries.body" (destructive, may be a rename)\n' in diff(git)
    assert diff(git, "--format", "sql").startswith('-- may be a rename, which only its author knows: column "entries.')


def test_json(guestbook: Guestbook, git: Git) -> None:
    guestbook.replace(SCHEMA, BODY, BODY + MOOD)
    (project,) = json.loads(diff(git, "--format", "json"))["projects"]
    assert project["changes"] == [
        {
            "action": "add",
            "thing": "column",
            "table": "entries",
            "name": "mood",
            "text": 'column "entries.mood"',
            "risk": "additive",
            "may_be_rename": False,
            "path": SCHEMA,
            "line": 30,
            "column": 5,
            "sql": ["ALTER TABLE `entries` ADD `mood` text;"],
        }
    ]
    assert (project["before"], project["after"]) == ("0002_snapshot.json", "working tree")


def test_of_the_index_and_of_a_commit(guestbook: Guestbook, git: Git) -> None:
    guestbook.replace(SCHEMA, BODY, BODY + MOOD)
    assert diff(git, "--staged").endswith("in the index\nno changes\n")
    git("add", "--all")
    assert diff(git, "--staged").endswith("1 change: 1 additive\n")
    assert diff(git, "--ref", "HEAD").endswith("no changes\n")


def test_from_schema_to_schema(guestbook: Guestbook, git: Git) -> None:
    git("checkout", "--quiet", "-b", "feature")
    guestbook.replace(SCHEMA, BODY, BODY + MOOD)
    git.commit()
    assert diff(git, "--base", "main").splitlines()[0] == "from main to the schema in the working tree"
    assert '+ column "entries.mood"' in diff(git, "--base", "main", "--ref", "feature")
    assert '- column "entries.mood"' in diff(git, "--base", "feature", "--ref", "main")


def test_a_project_that_the_base_lacks_is_all_new(guestbook: Guestbook, git: Git) -> None:
    git("rm", "--quiet", "edgespark.toml")
    before = git.commit("without the project")
    git("checkout", "--quiet", "HEAD~")
    assert diff(git, "--base", before).splitlines()[-1] == "4 changes: 4 additive"


def test_without_snapshots_the_migrations_say_what_there_is(guestbook: Guestbook, git: Git) -> None:
    for snapshot in (guestbook.path / "server/drizzle/meta").glob("*_snapshot.json"):
        snapshot.unlink()
    assert diff(git) == "from what the migrations build to the schema in the working tree\nno changes\n"
    guestbook.replace(SCHEMA, BODY, BODY + MOOD)
    assert '+ column "entries.mood" (additive)' in diff(git)
    ended = edgespark_ci("diff", "--format", "sql", cwd=git.path)
    assert (ended.code, ended.out) == (2, "")
    assert "so its SQL cannot be written" in ended.err


def test_several_projects(guestbook: Guestbook, git: Git) -> None:
    git.write("one/edgespark.toml", "")
    git.write("one/src/defs/db_schema.ts", "export const nothing = 1;\n")
    git.write("two/edgespark.toml", "")
    git.write("two/src/defs/db_schema.ts", 'import { sqliteTable, text } from "drizzle-orm/sqlite-core";\nexport const a = sqliteTable("a", { b: text() });\n')
    guestbook.delete("edgespark.toml")
    assert diff(git) == (
        "one: from no migration to the schema in the working tree\nno changes\n\n"
        'two: from no migration to the schema in the working tree\n+ table "a" (additive)  two/src/defs/db_schema.ts:2:18\n1 change: 1 additive\n'
    )
    assert diff(git, "--format", "sql") == "-- one\n-- no changes\n-- two\nCREATE TABLE `a` (\n\t`b` text\n);\n"
    assert [one["project"] for one in json.loads(diff(git, "two", "--format", "json"))["projects"]] == ["two"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        pytest.param("export const a = ;\n", ":1:1", id="syntax error"),
        pytest.param(
            'import { integer, sqliteTable } from "drizzle-orm/sqlite-core";\nexport const a = sqliteTable(process.env.NAME!, { id: integer() });\n',
            ":2:",
            id="what cannot be known",
        ),
    ],
)
@pytest.mark.parametrize("arguments", [[], ["--base", "main"], ["--format", "sql"]], ids=["snapshot", "base", "sql"])
def test_a_schema_that_cannot_be_read(guestbook: Guestbook, git: Git, content: str, place: str, arguments: list[str]) -> None:
    guestbook.write(SCHEMA, content)
    ended = edgespark_ci("diff", *arguments, cwd=git.path)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith(f"edgespark-ci: {SCHEMA}{place[:3]}")


def test_no_schema_at_all(guestbook: Guestbook, git: Git) -> None:
    guestbook.delete(SCHEMA)
    ended = edgespark_ci("diff", cwd=git.path)
    assert (ended.code, ended.err) == (3, f"edgespark-ci: {SCHEMA}:1:1: no such file in the working tree, so nothing declares the schema\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--staged", "--ref", "HEAD"], "exclude each other", id="two trees"),
        pytest.param(["--base", "nowhere"], "'nowhere' names no commit here", id="no such base"),
        pytest.param(["--format", "xml"], "'xml' is not one of 'text', 'sql', 'json'", id="format"),
    ],
)
def test_usage(git: Git, arguments: list[str], words: str) -> None:
    ended = edgespark_ci("diff", *arguments, cwd=git.path)
    assert ended.code == 2
    assert words in ended.err
