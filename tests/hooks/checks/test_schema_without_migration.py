"""A schema that was changed without its migration, each difference named where it is declared."""

import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from hooks.checks.schema_without_migration import MOST_FINDINGS, check
from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, FixKind
from hooks.judge import judge
from hooks.request import Request
from tests.git import Git
from tests.guestbook import Guestbook

SCHEMA = "server/src/defs/db_schema.ts"
HASH = "server/drizzle/meta/_edgespark_schema_hash"
NEWEST = "server/drizzle/meta/0002_snapshot.json"
BODY = '    body: text("body").notNull(),\n'
SIDE = "(newest snapshot: 0002_snapshot.json)"


def told(guestbook: Guestbook) -> list[tuple[str, int, str]]:
    """Message, line and subject of each finding; there must be no diagnostic."""
    found = list(check(guestbook.project()))
    assert [one for one in found if isinstance(one, Diagnostic)] == []
    return [(one.message, one.location.line, one.subject) for one in found]


def findings(guestbook: Guestbook) -> list[Finding]:
    return [one for one in check(guestbook.project()) if isinstance(one, Finding)]


def line_of(guestbook: Guestbook, text: str) -> int:
    before, found, _after = guestbook.read(SCHEMA).partition(text)
    assert found
    return before.count("\n") + 1


def test_the_example_has_every_migration(guestbook: Guestbook) -> None:
    assert told(guestbook) == []


def test_an_added_column_is_named_at_its_line(guestbook: Guestbook) -> None:
    guestbook.replace(SCHEMA, BODY, f'{BODY}    mood: text("mood"),\n')
    message = f'column "entries.mood" is declared but no migration adds it {SIDE}'
    assert told(guestbook) == [(message, line_of(guestbook, "mood:"), "entries.mood")]


def test_the_repair_is_to_generate_and_to_stage(guestbook: Guestbook) -> None:
    guestbook.replace(SCHEMA, BODY, f'{BODY}    mood: text("mood"),\n')
    (finding,) = findings(guestbook)
    assert finding.fix is not None
    assert (finding.fix.kind, finding.fix.cwd) == (FixKind.COMMAND, ".")
    assert finding.fix.commands == (("edgespark", "db", "generate"), ("git", "add", "server/drizzle"))


@pytest.mark.parametrize(
    ("old", "new", "message", "subject", "place"),
    [
        pytest.param(
            '"body").notNull()',
            '"body")',
            'column "entries.body": db_schema.ts says nullable, the migrations say NOT NULL',
            "entries.body",
            'body: text("body")',
            id="altered",
        ),
        pytest.param(
            'index("entries_answer_idx").on(table.answerTo)',
            'index("entries_answer_idx").on(table.answerTo, table.body)',
            'index "entries_answer_idx" of "entries": db_schema.ts says on (answer_to, body), the migrations say on (answer_to)',
            "entries.entries_answer_idx",
            'index("entries_answer_idx")',
            id="index",
        ),
        pytest.param(
            '    index("entries_answer_idx").on(table.answerTo),\n',
            "",
            'index "entries_answer_idx" of "entries" is gone from db_schema.ts, but no migration drops it',
            "entries.entries_answer_idx",
            "export const entries",
            id="dropped, at its table",
        ),
        pytest.param(
            'text("caption").notNull().default("")',
            'text("caption").notNull().default("-")',
            "column \"attachments.caption\": db_schema.ts says default '-', the migrations say default ''",
            "attachments.caption",
            "caption:",
            id="default",
        ),
    ],
)
def test_each_difference_is_named(guestbook: Guestbook, old: str, new: str, message: str, subject: str, place: str) -> None:
    guestbook.replace(SCHEMA, old, new)
    assert told(guestbook) == [(f"{message} {SIDE}", line_of(guestbook, place), subject)]


def append_table(guestbook: Guestbook, name: str = "visits") -> None:
    guestbook.write(SCHEMA, guestbook.read(SCHEMA) + f'\nexport const {name} = sqliteTable("{name}", {{ a: text().unique(), b: integer() }});\n')


def test_a_new_table_is_one_finding(guestbook: Guestbook) -> None:
    append_table(guestbook)
    message = f'table "visits" is declared but no migration creates it {SIDE}'
    assert told(guestbook) == [(message, line_of(guestbook, "export const visits"), "visits")]


def test_a_removed_table_stands_at_the_start_of_the_schema(guestbook: Guestbook) -> None:
    text = guestbook.read(SCHEMA)
    guestbook.write(SCHEMA, text[: text.index("export const attachments")])
    assert told(guestbook) == [(f'table "attachments" is gone from db_schema.ts, but no migration drops it {SIDE}', 1, "attachments")]


def test_what_another_file_declares_is_found_there(guestbook: Guestbook) -> None:
    guestbook.write(
        "server/src/defs/visits.ts",
        'import { sqliteTable, text } from "drizzle-orm/sqlite-core";\nexport const visits = sqliteTable("visits", { a: text() });\n',
    )
    guestbook.write(SCHEMA, guestbook.read(SCHEMA) + '\nexport * from "./visits";\n')
    (finding,) = findings(guestbook)
    assert (finding.location.path, finding.location.line) == ("server/src/defs/visits.ts", 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("// The tables of the guestbook.", "// Other words.", id="comment"),
        pytest.param('role: text("role", { enum: ["visitor", "host"] })', 'part: text("role", { enum: ["visitor", "host", "cook"] })', id="property and enum"),
        pytest.param("\n", "\r\n", id="line endings"),
    ],
)
def test_what_the_database_does_not_see_is_no_difference(guestbook: Guestbook, old: str, new: str) -> None:
    guestbook.write(SCHEMA, guestbook.read(SCHEMA).replace(old, new))
    assert told(guestbook) == []


def test_a_possible_rename_is_for_a_human(guestbook: Guestbook) -> None:
    guestbook.replace(SCHEMA, 'body: text("body")', 'words: text("words")')
    found = findings(guestbook)
    assert [one.subject for one in found] == ["entries.body", "entries.words"]
    assert {one.fix.kind for one in found if one.fix} == {FixKind.HUMAN}
    question = '`edgespark db generate` asks whether column "entries.body" became "entries.words": run it in a terminal'
    assert all(one.fix and one.fix.text.startswith(question) and not one.fix.commands for one in found)


def test_a_rename_is_possible_where_only_one_half_is_a_difference(guestbook: Guestbook) -> None:
    guestbook.replace(SCHEMA, BODY, '    words: text("words").generatedAlwaysAs(sql`1`, { mode: "stored" }),\n')
    (finding,) = findings(guestbook)
    assert finding.fix is not None
    assert finding.fix.text.startswith('`edgespark db generate` asks whether column "entries.body" was renamed')


def many_columns(count: int) -> Callable[[Guestbook], None]:
    columns = "".join(f"    extra{number}: text(),\n" for number in range(count))
    return lambda guestbook: guestbook.replace(SCHEMA, BODY, BODY + columns)


def test_many_differences_are_told_table_by_table(guestbook: Guestbook) -> None:
    many_columns(MOST_FINDINGS + 1)(guestbook)
    append_table(guestbook)
    listed = 'column "extra0", column "extra1", column "extra2", column "extra3" and 17 more'
    assert [message for message, _line, _subject in told(guestbook)] == [
        f'table "visits" is declared but no migration creates it {SIDE}',
        f'table "entries" differs in 21 places from what the migrations build: {listed} {SIDE}',
    ]


def test_a_few_differences_are_told_one_by_one(guestbook: Guestbook) -> None:
    many_columns(MOST_FINDINGS)(guestbook)
    assert len(findings(guestbook)) == MOST_FINDINGS


def test_tables_before_the_first_migration_are_one_finding_each(guestbook: Guestbook) -> None:
    guestbook.delete("server/drizzle")
    found = {one.subject: one.message.rsplit(" (", 1)[1] for one in findings(guestbook)}
    assert found == dict.fromkeys(("guests", "entries", "reactions", "attachments"), "no migration yet)")


def test_no_tables_and_no_migrations_are_clean(guestbook: Guestbook) -> None:
    guestbook.delete("server/drizzle")
    guestbook.write(SCHEMA, "export {};\n")
    assert told(guestbook) == []


def without_snapshots(guestbook: Guestbook) -> None:
    for number in range(3):
        guestbook.delete(f"server/drizzle/meta/000{number}_snapshot.json")


def test_without_snapshots_the_migrations_themselves_say_what_they_build(guestbook: Guestbook) -> None:
    without_snapshots(guestbook)
    assert told(guestbook) == []


def test_without_snapshots_a_difference_is_still_found(guestbook: Guestbook) -> None:
    without_snapshots(guestbook)
    guestbook.replace(SCHEMA, BODY, f'{BODY}    mood: text("mood"),\n')
    message = 'column "entries.mood" is declared but no migration adds it (read from the migrations, as there is no snapshot)'
    assert [found[0] for found in told(guestbook)] == [message]


def test_what_a_migration_written_by_hand_does_is_told_as_a_repetition(guestbook: Guestbook) -> None:
    guestbook.delete(NEWEST)
    found = findings(guestbook)
    assert [one.subject for one in found] == ["attachments"]
    for one in found:
        assert "the migrations do make it, but the newest snapshot does not know, and the next `db generate` does it again" in one.message
        assert one.message.endswith('(newest snapshot: 0001_snapshot.json, older than migration "0002_add_pictures")')
        assert one.fix is not None
        assert one.fix.kind is FixKind.HUMAN


def test_beside_a_repetition_a_real_difference_is_told_as_one(guestbook: Guestbook) -> None:
    guestbook.delete(NEWEST)
    guestbook.replace(SCHEMA, BODY, f'{BODY}    mood: text("mood"),\n')
    messages = {one.subject: one.message for one in findings(guestbook)}
    assert messages["entries.mood"].startswith('column "entries.mood" is declared but no migration adds it (')
    assert messages["attachments"].startswith('table "attachments": the migrations do make it')


UNREADABLE = "\nexport const odd = sqliteTable(process.env.NAME, { a: text() });\n"


def test_what_cannot_be_read_is_a_diagnostic_and_hides_no_difference(guestbook: Guestbook) -> None:
    guestbook.replace(SCHEMA, BODY, f'{BODY}    mood: text("mood"),\n')
    guestbook.write(SCHEMA, guestbook.read(SCHEMA) + UNREADABLE)
    found = list(check(guestbook.project()))
    assert [one.location.line for one in found if isinstance(one, Diagnostic)] == [line_of(guestbook, "process.env")]
    assert [one.subject for one in found if isinstance(one, Finding)] == ["entries.mood"]


def test_where_drizzle_kit_itself_goes_wrong_there_is_no_verdict(guestbook: Guestbook) -> None:
    guestbook.replace(SCHEMA, BODY, f'{BODY}    mood: text("constructor"),\n')
    with pytest.raises(NoVerdict, match=r'drizzle-kit itself cannot compare column "entries\.constructor"') as raised:
        list(check(guestbook.project()))
    assert raised.value.location.line == line_of(guestbook, "mood:")


def test_what_cannot_be_read_does_not_matter_while_the_hash_shows_it_untouched(guestbook: Guestbook) -> None:
    guestbook.write(SCHEMA, guestbook.read(SCHEMA) + UNREADABLE)
    guestbook.write(HASH, sha256(guestbook.read(SCHEMA).encode()).hexdigest() + "\n")
    assert list(check(guestbook.project())) == []


@pytest.mark.parametrize(("generated", "speaks"), [pytest.param(True, False, id="generated, not staged"), pytest.param(False, True, id="not generated")])
def test_it_leaves_the_word_to_unstaged_migration(guestbook: Guestbook, generated: bool, speaks: bool) -> None:
    git = Git.init(guestbook.path)
    git.commit()
    guestbook.replace(SCHEMA, BODY, f'{BODY}    mood: text("mood"),\n')
    git("add", SCHEMA)
    if generated:
        snapshot = json.loads(guestbook.read(NEWEST))
        snapshot["tables"]["entries"]["columns"]["mood"] = {**snapshot["tables"]["entries"]["columns"]["body"], "name": "mood", "notNull": False}
        guestbook.write("server/drizzle/meta/0003_snapshot.json", json.dumps(snapshot))
    report = judge(Request(staged=True, select=("schema-without-migration",)), guestbook.path, {})
    assert [one.subject for one in report.findings] == ["entries.mood"] * speaks


def test_migrations_without_a_schema_file_have_no_verdict(guestbook: Guestbook) -> None:
    guestbook.delete(SCHEMA)
    with pytest.raises(NoVerdict, match="there are migrations, but no file that declares the schema"):
        list(check(guestbook.project()))


def test_neither_schema_nor_migrations_is_clean(guestbook: Guestbook) -> None:
    guestbook.delete(SCHEMA)
    guestbook.delete("server/drizzle")
    assert told(guestbook) == []


def test_a_snapshot_in_conflict_has_no_verdict_at_its_place(guestbook: Guestbook) -> None:
    guestbook.write(NEWEST, "<<<<<<< HEAD\n" + guestbook.read(NEWEST))
    with pytest.raises(NoVerdict, match="unresolved merge conflict") as refused:
        list(check(guestbook.project()))
    assert (refused.value.location.path, refused.value.location.line) == (NEWEST, 1)


def test_of_half_a_schema_nothing_is_told_as_a_repetition(guestbook: Guestbook) -> None:
    guestbook.replace(SCHEMA, BODY, f'{BODY}    mood: text("mood"),\n')
    guestbook.write(SCHEMA, guestbook.read(SCHEMA) + 'export { x } from "pkg";\n')
    assert [one.message for one in findings(guestbook)] == [f'column "entries.mood" is declared but no migration adds it {SIDE}']


@pytest.mark.parametrize(
    ("name", "told_of"),
    [
        pytest.param("./visits", True, id="beside the schema"),
        pytest.param("$visits/all", True, id="an alias of tsconfig.json"),
        pytest.param("visits", False, id="a package"),
    ],
)
def test_the_hash_of_the_schema_file_says_nothing_of_a_module_that_is_not_there(guestbook: Guestbook, name: str, told_of: bool) -> None:
    guestbook.write("server/tsconfig.json", '{"compilerOptions": {"paths": {"$visits/*": ["./src/visits/*"]}}}')
    guestbook.write(SCHEMA, guestbook.read(SCHEMA) + f'export * from "{name}";\n')
    guestbook.write(HASH, sha256(guestbook.read(SCHEMA).encode()).hexdigest())
    message = f'cannot find the module "{name}"'
    assert [one.message for one in check(guestbook.project()) if not told_of or one.message == message] == [message] * told_of


def test_a_generated_module_that_is_not_there_declares_nothing(guestbook: Guestbook) -> None:
    guestbook.write(HASH, sha256(guestbook.read(SCHEMA).encode()).hexdigest())
    guestbook.delete("server/src/__generated__/sys_schema.ts")
    assert list(check(guestbook.project())) == []


LAST_FILES = ("server/drizzle/0002_add_pictures.sql", NEWEST)
JOURNAL = "server/drizzle/meta/_journal.json"


@pytest.mark.parametrize(
    ("gone", "restored"),
    [
        pytest.param(LAST_FILES, LAST_FILES, id="migration and snapshot"),
        pytest.param((NEWEST,), (NEWEST,), id="the snapshot alone"),
    ],
)
def test_what_the_commit_deletes_is_brought_back_and_not_generated_again(guestbook: Guestbook, gone: tuple[str, ...], restored: tuple[str, ...]) -> None:
    git = Git.init(guestbook.path)
    git.commit()
    git("rm", "--quiet", *gone)
    report = judge(Request(staged=True, base="", select=("schema", "migrations")), guestbook.path, {})
    assert {one.fix.commands for one in report.findings if one.fix} == {(("git", "restore", "--source=HEAD", "--staged", "--worktree", "--", *restored),)}
    assert report.blocked
    git(*report.findings[0].fix.commands[0][1:] if report.findings[0].fix else ())
    assert judge(Request(staged=True, base="", select=("schema", "migrations")), guestbook.path, {}).findings == ()


def test_every_migration_is_deleted(guestbook: Guestbook) -> None:
    git = Git.init(guestbook.path)
    git.commit()
    git("rm", "-r", "--quiet", "server/drizzle")
    request = Request(staged=True, base="", select=("schema-without-migration", "broken-journal"))
    (finding,) = judge(request, guestbook.path, {}).findings
    assert finding.fix is not None
    assert finding.fix.commands == (("git", "restore", "--source=HEAD", "--staged", "--worktree", "--", "server/drizzle"),)
    (merged,) = judge(request._replace(base=None, select=(*request.select, "edited-migration")), guestbook.path, {}).findings
    assert merged.rule == "edited-migration"
    git("rm", "--quiet", SCHEMA)
    assert judge(request, guestbook.path, {}).findings == ()


def test_ones_own_migration_that_is_taken_back_whole_is_generated_again(guestbook: Guestbook) -> None:
    git = Git.init(guestbook.path)
    git.commit()
    git("rm", "--quiet", *LAST_FILES)
    text = guestbook.read(JOURNAL)
    guestbook.write(JOURNAL, text[: text.rindex(",\n    {")] + "\n  ]\n}\n")
    git("add", "--all")
    report = judge(Request(staged=True, base="", select=("schema-without-migration", "broken-journal")), guestbook.path, {})
    assert [(one.subject, one.fix.commands[0]) for one in report.findings if one.fix] == [("attachments", ("edgespark", "db", "generate"))]
