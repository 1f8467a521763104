"""A schema in plain words."""

from hooks.chain import outline
from hooks.sources.schema import Check, Column, ForeignKey, Generated, Index, PrimaryKey, Schema, Table, View


def test_everything_that_a_table_may_have() -> None:
    columns = (
        Column("id", "integer", primary_key=True, not_null=True, autoincrement=True),
        Column("title", "text", default="\"'none'\""),
        Column("twice", "text", generated=Generated("title || title", "stored")),
    )
    table = Table(
        "posts",
        {column.name: column for column in columns},
        {"i": Index("i", ("title",), unique=True, where="title is not null")},
        {"f": ForeignKey("f", ("id",), "others", ("id",), on_delete="cascade")},
        {"p": PrimaryKey("p", ("id", "title"))},
        {},
        {"c": Check("c", "id > 0")},
    )
    empty = Table("empty", {}, {}, {}, {}, {}, {})
    assert list(outline.lines(Schema({"posts": table, "empty": empty}, {"v": View("v", "select\n 1")}))) == [
        "table posts",
        "  id     integer  primary key, autoincrement, not null",
        "  title  text     default 'none'",
        "  twice  text     generated as title || title stored",
        "  primary key (id, title)",
        "  foreign key (id) to others (id), on delete cascade",
        "  unique index i on (title) where title is not null",
        "  check c: id > 0",
        "",
        "table empty",
        "",
        "view v: select 1",
    ]


def test_nothing() -> None:
    assert list(outline.lines(Schema({}, {}))) == []
