"""`broken-snapshot-chain`: each snapshot follows the one before it."""

import json

import pytest

from hooks.checks.broken_snapshot_chain import RULE
from hooks.errors import NoVerdict
from hooks.finding import Finding, Severity
from hooks.project import Project
from tests.hooks.chains import ORIGIN, Link, chain, project, told

LINKS = [Link("0000_a"), Link("0001_b"), Link("0002_c")]


def snapshot(own: str, before: str) -> str:
    return json.dumps({"version": "6", "dialect": "sqlite", "id": own, "prevId": before, "tables": {}, "views": {}, "enums": {}}, indent=2)


def snapshots(*ids: tuple[str, str] | None) -> dict[str, str]:
    return {f"drizzle/meta/{number:04}_snapshot.json": snapshot(*pair) for number, pair in enumerate(ids) if pair}


def three(*ids: tuple[str, str] | None, **more: str) -> Project:
    return project(chain(*LINKS, **{**snapshots(*ids), **more}))


def test_a_whole_chain_is_silent() -> None:
    assert told(RULE, three(("a", ORIGIN), ("b", "a"), ("c", "b"))) == []


def test_no_journal_is_silent() -> None:
    assert told(RULE, project({"edgespark.toml": b""})) == []


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        pytest.param(
            three(("a", ORIGIN), ("b", "a"), ("c", "a")),
            'meta/0002_snapshot.json:5: snapshot "0002_snapshot.json" follows "0000_snapshot.json", not the one before it: '
            "the chain forks, and `db generate` refuses to go on or undoes the other side",
            id="fork",
        ),
        pytest.param(
            three(("a", ORIGIN), ("b", ORIGIN), ("c", "b")),
            'meta/0001_snapshot.json:5: snapshot "0001_snapshot.json" follows the empty database, not the one before it: '
            "the chain forks, and `db generate` refuses to go on or undoes the other side",
            id="a second beginning",
        ),
        pytest.param(
            three(("a", ORIGIN), ("b", "x"), ("c", "b")),
            'meta/0001_snapshot.json:5: snapshot "0001_snapshot.json" follows a snapshot that is not here: '
            "it was made on another branch and does not know of the migrations before it",
            id="made elsewhere",
        ),
        pytest.param(
            three(("a", ORIGIN), ("a", "a"), ("c", "a")),
            'meta/0001_snapshot.json:5: snapshot "0001_snapshot.json" has the id of "0000_snapshot.json": '
            "one of the two was copied, and `db generate` compares with the wrong schema",
            id="copied",
        ),
        pytest.param(
            three(("a", "before"), ("b", "a"), ("c", "b")),
            'meta/0000_snapshot.json:5: snapshot "0000_snapshot.json" is the first and names a predecessor that is not here: '
            "what came before it is lost to every fresh database",
            id="no beginning",
        ),
        pytest.param(
            three(("a", ORIGIN), ("b", "a"), ("c", "b"), **{"drizzle/meta/0003_snapshot.json": snapshot("d", "c")}),
            'meta/0003_snapshot.json:1: snapshot "0003_snapshot.json" belongs to no journal entry: '
            "it is the newest by name, so `db generate` compares with it and not with what the migrations build",
            id="the newest is nobody's",
        ),
    ],
)
def test_an_error(judged: Project, expected: str) -> None:
    assert told(RULE, judged) == [expected]
    assert [result.severity for result in RULE.check(judged) if isinstance(result, Finding)] == [None]


@pytest.mark.parametrize(
    "ids",
    [
        pytest.param((("a", ORIGIN), None, ("c", "a")), id="in the middle"),
        pytest.param((("a", ORIGIN), None, ("c", "lost")), id="with what followed it"),
    ],
)
def test_a_missing_snapshot_is_a_warning(ids: tuple[tuple[str, str] | None, ...]) -> None:
    (finding,) = RULE.check(three(*ids))
    assert isinstance(finding, Finding)
    assert finding.message == '"0001_b" has no snapshot "0001_snapshot.json": what it does is unknown to `db generate`, which may write it again'
    assert finding.severity is Severity.WARNING


def test_ids_behind_a_large_schema_are_found() -> None:
    text = json.dumps({"tables": {f"t{number}": {} for number in range(2000)}, "id": "a", "prevId": "other"})
    assert len(told(RULE, project(chain(LINKS[0], **{"drizzle/meta/0000_snapshot.json": text})))) == 1


class TestAnOlderOne:
    """`db generate` reads every snapshot to its end, and refuses where one is broken."""

    IDS = (("a", ORIGIN), ("b", "a"), ("c", "b"))
    CUT = snapshot("b", "a").removesuffix("}")
    CONFLICTED = snapshot("b", "a").replace('  "views"', '<<<<<<< HEAD\n  "views"')

    @pytest.mark.parametrize(("text", "reason"), [(CUT, "not valid JSON"), (CONFLICTED, "unresolved merge conflict")])
    def test_that_is_broken_behind_its_ids(self, text: str, reason: str) -> None:
        with pytest.raises(NoVerdict, match=reason) as raised:
            told(RULE, three(*self.IDS, **{"drizzle/meta/0001_snapshot.json": text}))
        assert raised.value.location.path == "drizzle/meta/0001_snapshot.json"

    def test_that_the_base_has_so_already_is_history(self) -> None:
        files = chain(*LINKS, **{**snapshots(*self.IDS), "drizzle/meta/0001_snapshot.json": self.CUT})
        assert told(RULE, project(files, tip=files)) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "not valid JSON", id="empty"),
        pytest.param("[]", '"(id|prevId)" is no string', id="a list"),
        pytest.param('{"id": "a"', "not valid JSON", id="cut off"),
        pytest.param('{"id": "a", "prevId": 7}', '"prevId" is no string', id="a number"),
    ],
)
def test_unreadable(text: str, reason: str) -> None:
    with pytest.raises(NoVerdict, match=reason):
        told(RULE, project(chain(LINKS[0], **{"drizzle/meta/0000_snapshot.json": text})))
