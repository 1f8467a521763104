"""`edgespark.toml` in every layout seen in public projects."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hooks.errors import NoVerdict
from hooks.sources import edgespark_toml


def test_todays_layout() -> None:
    text = b'project_id = "p"\n[server]\npath = "server"\n[web]\npath = "web"\noutput_path = "web/dist"\n[db]\nmigration_branch = "release"\n'
    assert edgespark_toml.read("f", text) == ("f", "p", "server", "web", "web/dist", "release")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(b"", ("f", None, ".", None, None, None), id="empty"),
        pytest.param(b'[app.server]\npath = "api"\n[project]\nid = "p"\n', ("f", "p", "api", None, None, None), id="the older layout"),
        pytest.param(b'\xef\xbb\xbfproject_id = "p"\r\n', ("f", "p", ".", None, None, None), id="byte order mark and CRLF"),
    ],
)
def test_other_layouts(text: bytes, expected: tuple[object, ...]) -> None:
    assert edgespark_toml.read("f", text) == expected


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param(b'project_id = "p"\n[server\n', 2, "not valid TOML", id="syntax"),
        pytest.param(b'project_id = "p"\nname = "\xff"\n', 2, "invalid UTF-8", id="encoding"),
        pytest.param(b"project_id = 7\n", 1, '"project_id" must be a string', id="type"),
    ],
)
def test_mistakes(text: bytes, line: int, words: str) -> None:
    with pytest.raises(NoVerdict, match=words) as reason:
        edgespark_toml.read("f", text)
    assert reason.value.location.line == line


PIECES = [
    "project_id",
    "server",
    " ",
    "\t",
    "=",
    '"',
    '"api"',
    '""',
    "'",
    "[server]",
    "[web]",
    "[a.b]",
    "[",
    "]",
    "#",
    "\\",
    "\n",
    "\r\n",
    "\r",
    "true",
    "\x00",
    "é",
]
LINES = ['project_id = "p"', 'path="server" # where', "[server]", "[web]", "[db]\r", "", "# words", 'server = "x"', "[app.server]", 'path = "a" x', "n = 1"]


@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.lists(st.sampled_from(LINES), max_size=8).map("\n".join)))
def test_what_is_read_without_tomllib_is_what_tomllib_reads(text: str) -> None:
    read = edgespark_toml.plain(text)
    if read is not None:
        assert read == tomllib.loads(text)


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        pytest.param('# here\nproject_id = "p" # which\n\n[server]\r\npath="a/b"\n', True, id="as nearly all are"),
        pytest.param('path = "a"\npath = "b"', False, id="twice"),
        pytest.param("[web]\n[web]", False, id="a table twice"),
        pytest.param('web = "a"\n[web]', False, id="a text and a table"),
        pytest.param("[app.server]", False, id="the older layout"),
        pytest.param('path = "a\\n"', False, id="an escape"),
    ],
)
def test_what_needs_no_tomllib(text: str, is_plain: bool) -> None:
    assert (edgespark_toml.plain(text) is not None) == is_plain


@given(st.binary(max_size=100))
def test_any_bytes_in_never_a_traceback_out(content: bytes) -> None:
    try:
        edgespark_toml.read("f", content)
    except NoVerdict as reason:
        assert reason.location.path == "f"
