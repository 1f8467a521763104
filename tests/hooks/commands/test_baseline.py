"""`baseline`, run as users run it: today's results become known ones."""

import pytest

from hooks.errors import ConfigError
from hooks.judge import judge
from hooks.policy.baseline import read
from hooks.request import Request
from tests.command import Ended, edgespark_ci
from tests.git import Git
from tests.guestbook import Guestbook

FILE = ".edgespark-ci-baseline.json"
CONFIG = ".edgespark-ci.yaml"
SCHEMA = "server/src/defs/db_schema.ts"
RUNTIME = "server/src/defs/runtime.ts"


@pytest.fixture
def old(guestbook: Guestbook) -> Guestbook:
    """A project with a secret-like var, and with a schema that nobody can read without running it."""
    Git.init(guestbook.path)
    guestbook.replace(RUNTIME, '"MAX_ENTRY_LENGTH"', '"API_TOKEN"')
    guestbook.replace(SCHEMA, 'text("body")', 'text(process.env["BODY"]!)')
    return guestbook


def baseline(guestbook: Guestbook, *arguments: str) -> Ended:
    return edgespark_ci("baseline", *arguments, cwd=guestbook.path)


def exit_code(guestbook: Guestbook) -> tuple[int, int]:
    report = judge(Request(), guestbook.path, {})
    return report.exit_code, report.baselined


def test_an_old_project_adopts_the_tool_in_one_commit(old: Guestbook) -> None:
    assert exit_code(old)[0] != 0
    ended = baseline(old)
    assert (ended.code, ended.err) == (0, "")
    entries = old.read(FILE).splitlines()[3:-2]
    assert ended.out == f"{len(entries)} results recorded in {FILE}\n"
    assert entries == sorted(entries)
    assert '  "secret-like-var:.:API_TOKEN",' in entries
    assert any("schema-without-migration" in entry for entry in entries)
    assert exit_code(old) == (0, len(entries))
    assert baseline(old).out == ended.out, "the same files give the same baseline"


def test_a_repair_shortens_it(old: Guestbook) -> None:
    baseline(old)
    old.replace(RUNTIME, '"API_TOKEN"', '"MAX_ENTRY_LENGTH"')
    notes = judge(Request(), old.path, {}).notes
    assert any(note.endswith("repaired: run `edgespark-ci baseline`") for note in notes)
    baseline(old)
    assert "API_TOKEN" not in old.read(FILE)


def test_what_is_let_stand_for_a_reason_is_not_recorded(guestbook: Guestbook) -> None:
    guestbook.replace(RUNTIME, '"MAX_ENTRY_LENGTH"', '"API_TOKEN" // edgespark-ci: ignore[secret-like-var] public')
    guestbook.replace(RUNTIME, '"GOOGLE_CLIENT_ID"', '"GOOGLE_CLIENT_ID" | "DB_PASSWORD"')
    guestbook.write(CONFIG, 'ignore: [runtime-keys]\nacknowledge: [{fingerprint: "secret-like-var:.:DB_PASSWORD", reason: empty}]\nbaseline: ci/known.json\n')
    assert baseline(guestbook).out == "0 results recorded in ci/known.json\n"
    assert guestbook.read("ci/known.json") == '{\n "version": 1,\n "entries": []\n}\n'


def test_an_unreadable_baseline_is_written_anew(old: Guestbook) -> None:
    old.write(FILE, "<<<<<<< HEAD\n")
    assert baseline(old).code == 0
    assert exit_code(old)[0] == 0


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"[" * 100_000, id="nested too deeply"),
        pytest.param(b'{"version": 1', id="cut off"),
        pytest.param(b"\xff", id="no text"),
    ],
)
def test_a_baseline_that_cannot_be_read_is_an_error_with_its_place(guestbook: Guestbook, content: bytes) -> None:
    (guestbook.path / FILE).write_bytes(content)
    with pytest.raises(ConfigError, match=FILE):
        read(guestbook.project().tree, FILE)


def test_the_entries_of_other_projects_stay(old: Guestbook) -> None:
    for root in ("apps/one", "apps/two"):
        for path in ("edgespark.toml", RUNTIME, SCHEMA):
            old.write(f"{root}/{path}", old.read(path))
    old.delete("edgespark.toml")
    baseline(old)
    both = old.read(FILE)
    old.replace(f"apps/one/{RUNTIME}", '"API_TOKEN"', '"PAGE_SIZE"')
    old.replace(f"apps/two/{RUNTIME}", '"API_TOKEN"', '"PAGE_SIZE"')
    assert baseline(old, "apps/one").code == 0
    gone = set(both.splitlines()) - set(old.read(FILE).splitlines())
    assert '  "secret-like-var:apps/one:API_TOKEN",' in gone
    assert all(":apps/one:" in entry for entry in gone)
