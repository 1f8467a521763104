"""The chain run in memory, and the schema that it builds."""

import pytest

from hooks.chain import replay
from hooks.errors import NoVerdict, UsageError
from hooks.sources.sqlite import Clock
from tests.guestbook import Guestbook
from tests.hooks.chains import Link, chain, project

A = Link("0000_a", "CREATE TABLE a (b text REFERENCES es_system__auth_user(id));")
B = Link("0001_b", "CREATE INDEX i ON a (b); CREATE VIEW v AS SELECT b FROM a; CREATE TABLE sqlitely (c);")


def test_the_whole_schema() -> None:
    assert replay.built(project(chain(A, B))) == (
        "CREATE TABLE a (b text REFERENCES es_system__auth_user(id));",
        "CREATE TABLE sqlitely (c);",
        "CREATE INDEX i ON a (b);",
        "CREATE VIEW v AS SELECT b FROM a;",
    )


def test_at_a_tag() -> None:
    assert len(replay.built(project(chain(A, B)), "0000_a")) == 1


def test_what_is_built_can_be_built_again(guestbook: Guestbook) -> None:
    script = replay.built(guestbook.project())
    again = project(chain(Link("0000_all", "\n".join(script))))
    assert replay.built(again) == script
    assert len(script) > 4


def test_an_unknown_tag_gets_the_nearest() -> None:
    with pytest.raises(UsageError, match="0001_b"):
        replay.built(project(chain(A, B)), "0001_c")


def test_a_failing_chain_has_a_place() -> None:
    with pytest.raises(NoVerdict, match="0001_x: near") as caught:
        replay.built(project(chain(A, Link("0001_x", "\nnonsense"))))
    assert str(caught.value.location) == "drizzle/0001_x.sql:2:1"


class TestReplay:
    def test_copies_are_kept_for_new_migrations_only(self) -> None:
        result = replay.replay(project(chain(A, B), tip=chain(A)))
        assert [(step.is_new, step.before is not None, step.after is not None) for step in result.steps] == [(False, False, False), (True, True, True)]
        assert result.database is not None

    def test_no_copies_without_a_base(self) -> None:
        result = replay.replay(project(chain(A, B)))
        assert [step.before for step in result.steps] == [None, None]

    def test_it_stops_at_the_first_failure(self) -> None:
        result = replay.replay(project(chain(A, Link("0001_x", "nonsense"), Link("0002_c"))))
        assert [step.migration.tag for step in result.steps] == ["0000_a", "0001_x"]
        assert result.database is None

    def test_all_migrations_share_one_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(replay, "Clock", OneLook)
        result = replay.replay(project(chain(A, B)))
        assert result.steps[-1].failure is not None
        assert result.steps[-1].failure.undecided


class OneLook(Clock):
    """A clock whose time is used up from the second statement on."""

    def __init__(self) -> None:
        super().__init__(seconds=1e-9)
