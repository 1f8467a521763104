"""`system-table-change`: no migration writes to a table of the platform."""

import pytest

from hooks.checks.system_table_change import RULE
from tests.guestbook import Guestbook
from tests.hooks.chains import Link, chain, project, told

MADE = Link("0000_made", "CREATE TABLE posts (id integer PRIMARY KEY, owner text REFERENCES es_system__auth_user(id));")


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("SELECT 1;", id="nothing"),
        pytest.param("INSERT INTO posts (id) SELECT 7 FROM es_system__auth_user;", id="reading one"),
        pytest.param("CREATE TABLE es_systems (id); INSERT INTO es_systems VALUES ('es_system__auth_user');", id="a name that looks alike"),
        pytest.param("DROP TABLE posts;", id="dropping a table that refers to one"),
    ],
)
def test_silent(sql: str) -> None:
    assert told(RULE, project(chain(MADE, Link("0001_more", sql)))) == []


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        pytest.param("SELECT 1;\nINSERT INTO es_system__auth_user VALUES ('x');", "inserts into", id="insert"),
        pytest.param("SELECT 1;\nUPDATE ES_SYSTEM__AUTH_USER SET id = 'x';", "updates", id="update, in capitals"),
        pytest.param("SELECT 1;\nDELETE FROM es_system__auth_user;", "deletes from", id="delete"),
        pytest.param("SELECT 1;\nDROP TABLE es_system__auth_user;", "drops", id="drop"),
        pytest.param("SELECT 1;\nALTER TABLE es_system__auth_user ADD x text;", "alters", id="alter"),
        pytest.param("SELECT 1;\nCREATE INDEX i ON es_system__auth_user (id);", "adds an index to", id="index"),
        pytest.param("SELECT 1;\nWITH x AS (SELECT 1) DELETE FROM es_system__auth_user;", "deletes from", id="behind WITH"),
        pytest.param("SELECT 1;\nCREATE TRIGGER t AFTER DELETE ON es_system__auth_user BEGIN DELETE FROM posts; END;", "adds a trigger to", id="trigger"),
    ],
)
def test_found(sql: str, what: str) -> None:
    assert told(RULE, project(chain(MADE, Link("0001_more", sql)))) == [
        f'0001_more.sql:2: migration "0001_more" {what} "es_system__auth_user": the platform owns this table and may change it at any time'
    ]


def test_the_generated_file_describes_the_tables(guestbook: Guestbook) -> None:
    guestbook.replace("server/drizzle/0002_add_pictures.sql", "CREATE TABLE", "UPDATE es_system__auth_user SET name = 'x';\nCREATE TABLE")
    (line,) = told(RULE, guestbook.project())
    assert 'updates "es_system__auth_user"' in line


def test_the_example_is_clean(guestbook: Guestbook) -> None:
    assert told(RULE, guestbook.project()) == []
