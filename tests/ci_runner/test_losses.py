"""What a human is asked to agree to before migrations may destroy anything."""

import pytest

from ci_runner.losses import rehearsed
from ci_runner.model import Losses
from tests.hooks.chains import Link, chain, project

BEFORE = Link("0000_made", "CREATE TABLE odd (a text CHECK (a GLOB '[0-9][0-9]-[a-z]*'));\nCREATE TABLE plain (a text);")
DELETE = "DELETE FROM plain;"
REBUILD = "CREATE TABLE n (a text CHECK (a GLOB '[0-9][0-9]-[a-z]*'));\nINSERT INTO n SELECT a FROM odd;\nDROP TABLE odd;\nALTER TABLE n RENAME TO odd;"


def losses(sql: str, tag: str = "0001_new") -> Losses | None:
    """What one new migration loses."""
    return rehearsed(project(chain(BEFORE, Link(tag, sql)), tip=chain(BEFORE)))


def test_what_loses_nothing_asks_nobody() -> None:
    assert losses("ALTER TABLE plain ADD b text;") is None


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        pytest.param(DELETE, 'all rows of "plain" are deleted', id="a loss"),
        pytest.param(f"-- edgespark-ci: ignore[destructive-migration] known\n{DELETE}", 'all rows of "plain" are deleted', id="one that a comment lets stand"),
        pytest.param(REBUILD, 'what is lost cannot be told: migration "0001_new" could not be rehearsed to its end', id="one that nobody saw"),
    ],
)
def test_a_loss_is_named(sql: str, sentence: str) -> None:
    found = losses(sql)
    assert found is not None
    assert sentence in found.sentences[0]
    assert (len(found.sentences), found.migrations) == (1, ("0001_new",))


@pytest.mark.parametrize(
    ("sql", "tag"),
    [pytest.param(f"{DELETE}\n", "0001_new", id="another statement"), pytest.param(DELETE, "0001_other", id="another migration")],
)
def test_the_code_is_that_of_this_sql(sql: str, tag: str) -> None:
    one, same, other = losses(DELETE), losses(DELETE), losses(sql, tag)
    assert one is not None
    assert other is not None
    assert one == same
    assert one.code != other.code
    assert one.phrase == f"confirm {one.code}"
    assert len(one.code) == 20, "shorter, and two of one code can be found by trying"
