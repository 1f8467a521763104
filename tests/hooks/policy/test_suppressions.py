"""Which comments let a finding stand, of what, and why."""

import pytest

from hooks.policy.suppressions import comments
from tests.guestbook import Guestbook

MARK = "edgespark-ci: ignore[a-rule]"
MORE = "server/src/more.ts"


def reached(text: str, path: str = "f.ts") -> list[int]:
    """The lines that the comments speak of."""
    found = comments(path, text.encode())
    return [line for line in range(1, text.count("\n") + 2) if any(comment.reaches("a-rule", line) for comment in found)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(f"// {MARK} why\none\ntwo\n", [1, 2], id="alone: the line below"),
        pytest.param(f"one // {MARK} why\ntwo\n", [1], id="behind code: its own line only"),
        pytest.param(f"/* {MARK} why */ one\ntwo\n", [1], id="before code: its own line only"),
        pytest.param(f"/** {MARK} why */\none\ntwo\n", [1, 2], id="as documentation"),
        pytest.param(f"<p>\n  {{/* {MARK} why */}}\n  {{one}}\n</p>\n", [2, 3], id="in JSX"),
        pytest.param(f"f()\n{{ // {MARK} why\n  one\n}}\n", [2], id="behind a brace, which is code"),
        pytest.param(f"f()\n{{ /* {MARK} why */\n  one\n}}\n", [2], id="a block behind a brace"),
        pytest.param(f"// {MARK} why\n// @ts-expect-error it is optional\none\ntwo\n", [1, 2, 3], id="another comment below it"),
        pytest.param(f"// {MARK} why\n/* more */\n{{/* yet more */}}\none\ntwo\n", [1, 2, 3, 4], id="several comments below it"),
        pytest.param(f"// {MARK} why\n\none\n", [1, 2], id="an empty line ends it"),
        pytest.param(f"// {MARK} why\n@decorated\none\n", [1, 2], id="a decorator is code"),
        pytest.param(f"// {MARK} why\n#one = 1;\ntwo\n", [1, 2], id="a private field is no comment"),
        pytest.param(f"\ufeff// {MARK} why\r\none\r\ntwo\r\n", [1, 2], id="byte order mark and CRLF"),
        pytest.param(f"// {MARK} why", [1], id="the last line"),
        pytest.param(f"// {MARK} why\n" + "// more\n" * 30 + "one\n", [1], id="too far below"),
    ],
)
def test_what_a_comment_speaks_of(text: str, lines: list[int]) -> None:
    assert reached(text) == lines


@pytest.mark.parametrize(("path", "mark"), [("f.sql", "--"), ("f.yaml", "#"), ("f.toml", "#")])
def test_comments_of_other_languages(path: str, mark: str) -> None:
    assert reached(f"{mark} {MARK} why\n{mark} more\none\ntwo\n", path) == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(f"// {MARK} set on preview machines only", "set on preview machines only", id="a reason"),
        pytest.param(f"// {MARK} -- set elsewhere", "set elsewhere", id="behind dashes"),
        pytest.param(f"/* {MARK} old */ vars.get('A');", "old", id="in a block"),
        pytest.param(f"{{/* {MARK} old */}}", "old", id="in JSX"),
        pytest.param(f"// {MARK}", "", id="none"),
        pytest.param(f"// {MARK} --", "", id="only a dash"),
        pytest.param(f"/* {MARK} */ vars.get('A');", "", id="code behind a block is no reason"),
        pytest.param(f"{{/* {MARK} */}}", "", id="nor is the end of one in JSX"),
    ],
)
def test_the_reason(text: str, reason: str) -> None:
    (comment,) = comments("f.tsx", text.encode())
    assert comment.reason == reason


def test_several_on_one_line() -> None:
    found = comments("f.ts", b"f(/* edgespark-ci: ignore[a-rule] x */ a, /* edgespark-ci: ignore[b-rule, c-rule] y */ b);")
    assert [(comment.rules, comment.reason) for comment in found] == [(("a-rule",), "x"), (("b-rule", "c-rule"), "y")]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param(f"// {MARK} why\n", 1, id="a comment"),
        pytest.param(f"\ufeff// größe\n// {MARK} why\n", 1, id="behind a byte order mark"),
        pytest.param(f'export const text = "// {MARK} why";\n', 0, id="a string"),
        pytest.param(f"export const text = `\n// {MARK} why\n`;\n", 0, id="a template"),
        pytest.param(f"export const (( = 1; // {MARK} why\n", 1, id="a file that cannot be parsed"),
    ],
)
def test_what_only_looks_like_a_comment(guestbook: Guestbook, text: str, count: int) -> None:
    guestbook.write(MORE, text)
    assert len(guestbook.project().comments(MORE)) == count
