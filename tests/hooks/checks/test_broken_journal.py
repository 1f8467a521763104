"""`broken-journal`: journal and .sql files match one to one, indexes and tags are unique and in order."""

import pytest

from hooks.checks.broken_journal import RULE
from hooks.errors import NoVerdict
from hooks.finding import Finding
from tests.hooks.chains import Link, chain, project, told

A, B, C = Link("0000_a"), Link("0001_b"), Link("0002_c")
JOURNAL = "drizzle/meta/_journal.json"
GAP = 'meta/_journal.json:12: journal entry "0002_c" has index 2 behind 0: either what stood between is lost to every fresh database, or the number is wrong'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(chain(A, B, C), id="three in order"),
        pytest.param({"edgespark.toml": b""}, id="no migrations at all"),
        pytest.param(chain(), id="an empty journal"),
        pytest.param(chain(A, **{"drizzle/old/0009_z.sql": "x", "drizzle/README.md": "x"}), id="other files below"),
        pytest.param(chain(Link("20260101_a"), Link("20260102_b")), id="tags that begin with a date"),
    ],
)
def test_silent(files: dict[str, bytes]) -> None:
    assert told(RULE, project(files)) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            chain(A, B, **{JOURNAL: None}),
            ["meta/_journal.json:1: the journal is missing beside 2 migrations: `db migrate` applies nothing, and `db generate` starts again at 0000"],
            id="no journal",
        ),
        pytest.param(
            chain(A, B, **{"drizzle/0001_b.sql": None}),
            ['meta/_journal.json:12: journal entry "0001_b" has no file "0001_b.sql": `db migrate` cannot read the chain, and no fresh database can be built'],
            id="a file is deleted",
        ),
        pytest.param(
            chain(A, **{"drizzle/0001_b.sql": "SELECT 1;"}),
            ['0001_b.sql:1: no journal entry names "0001_b.sql": `db migrate` never runs it and reports success'],
            id="a file nobody names",
        ),
        pytest.param(
            chain(A, B, Link("0001_b", idx=2)),
            ['meta/_journal.json:19: the tag "0001_b" stands in the journal twice: a fresh database runs its SQL once for each'],
            id="a tag twice",
        ),
        pytest.param(
            chain(A, B, Link("0001_c", idx=1)),
            [
                (
                    'meta/_journal.json:19: journal entry "0001_c" has the index 1 of "0001_b": '
                    "the next `db generate` counts on from the last entry and writes over a snapshot"
                )
            ],
            id="an index twice",
        ),
        pytest.param(
            chain(A, Link("0002_c", idx=2), Link("0001_b", idx=1)),
            [
                GAP,
                (
                    'meta/_journal.json:19: journal entry "0001_b" stands behind "0002_c" with the lower index 1: '
                    "a fresh database runs them in this order, not by index"
                ),
            ],
            id="out of order",
        ),
        pytest.param(
            chain(A, Link("0002_c", idx=2)),
            [GAP],
            id="a gap",
        ),
        pytest.param(
            chain(Link("0001_b", idx=1)),
            ['meta/_journal.json:5: journal entry "0001_b" is the first and has index 1, not 0: what came before it is lost to every fresh database'],
            id="the beginning is gone",
        ),
        pytest.param(
            chain(A, Link("0002_c"), Link("0001_b")),
            [
                (
                    'meta/_journal.json:19: journal entry "0001_b" stands behind "0002_c", which its number does not follow: '
                    "files and snapshots sort otherwise than the journal runs"
                )
            ],
            id="numbers of the tags",
        ),
    ],
)
def test_found(files: dict[str, bytes], expected: list[str]) -> None:
    assert told(RULE, project(files)) == expected


def test_a_deleted_file_comes_back_from_the_base() -> None:
    (finding,) = RULE.check(project(chain(A, B, **{"drizzle/0001_b.sql": None}), tip=chain(A, B)))
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert finding.fix.commands == (("git", "checkout", "origin/main", "--", "drizzle/0001_b.sql"),)


def test_a_deleted_file_that_nobody_else_has_is_a_human_matter() -> None:
    (finding,) = RULE.check(project(chain(A, B, **{"drizzle/0001_b.sql": None}), tip=chain(A)))
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert finding.fix.commands == ()
    assert "drizzle/0001_b.sql" in finding.fix.text


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(chain(A, Link("0001_mine", idx=3)), ("edgespark-ci", "db", "renumber"), id="one's own out of line"),
        pytest.param(chain(A, Link("0001_mine"), **{"drizzle/0001_b.sql": B.sql}), ("edgespark-ci", "db", "renumber"), id="a merged one that the journal lost"),
        pytest.param(chain(A, **{"drizzle/0001_b.sql": B.sql}), ("git", "checkout", "origin/main", "--", JOURNAL), id="the same without one's own"),
        pytest.param(chain(A, B, **{"drizzle/0002_c.sql": C.sql}), None, id="a file that nobody knows"),
        pytest.param(chain(A, B._replace(idx=5)), None, id="a merged one out of line"),
    ],
)
def test_the_repair(files: dict[str, bytes], expected: tuple[str, ...] | None) -> None:
    (finding,) = RULE.check(project(files, tip=chain(A, B)))
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert finding.fix.commands == ((expected,) if expected else ())


def test_a_conflict_has_its_way_out() -> None:
    with pytest.raises(NoVerdict, match="unresolved merge conflict: settle the schema, leave drizzle as it is and run `edgespark-ci db renumber`"):
        list(RULE.check(project(chain(A, **{JOURNAL: "<<<<<<< HEAD\n"}))))
