"""What an older SQLite library refuses although D1 has it is nobody's fault; what every library refuses is."""

import sqlite3

import pytest

from hooks.sources.sqlite import library
from hooks.sources.sqlite.database import Database

OLD, NEW = (3, 40, 1), (3, 51, 0)


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        pytest.param("no such function: unhex", "3.41.0", id="a function of 3.41"),
        pytest.param("no such function: jsonb_insert", "3.45.0", id="a function of 3.45"),
        pytest.param('near "ORDER": syntax error', "3.44.0", id="ORDER BY in an aggregate"),
        pytest.param('unrecognized token: "1_000"', "3.46.0", id="digits with an underscore"),
        pytest.param("wrong number of arguments to function iif()", "3.48.0", id="iif() of two arguments"),
    ],
)
def test_newer_sql_is_undecided_on_an_old_library_only(words: str, needed: str) -> None:
    told, undecided = library.explained(words, OLD)
    assert undecided
    assert told.startswith("SQLite 3.40.1 on this machine ")
    assert needed in told
    assert library.explained(words, NEW) == (words, False)


@pytest.mark.parametrize("words", ["no such function: nonsense", 'near "SELEC": syntax error', 'unrecognized token: "1a"', "no such table: posts"])
def test_a_mistake_is_a_mistake_on_every_library(words: str) -> None:
    assert library.explained(words, OLD) == (words, False)
    assert library.explained(words, NEW) == (words, False)


@pytest.mark.parametrize("sql", ["SELECT group_concat(name ORDER BY name) FROM sqlite_schema", "SELECT 1_000", "SELECT iif(1, 2)", "SELECT unhex('00')"])
def test_the_words_are_those_of_a_real_library(sql: str) -> None:
    failure = Database().run(sql)
    assert failure is None or failure.undecided, (sqlite3.sqlite_version, failure)
