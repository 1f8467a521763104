"""Globs are read as those of a .gitignore file."""

import pytest

from hooks.policy.globs import covers, matches


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*.ts", "a.ts"),
        ("*.ts", "src/deep/a.ts"),
        ("legacy", "src/legacy/deep/a.ts"),
        ("legacy/", "src/legacy/a.ts"),
        ("src/*.ts", "src/a.ts"),
        ("/src", "src/a.ts"),
        ("src/**", "src/deep/a.ts"),
        ("src/**/a.ts", "src/a.ts"),
        ("src/**/a.ts", "src/one/two/a.ts"),
        ("**/a.ts", "a.ts"),
        ("a?.ts", "ab.ts"),
        ("[ab].ts", "b.ts"),
        ("**", "any/thing"),
        ("a/**/b/**/c", "a/b/x/b/c"),
    ],
)
def test_named(glob: str, path: str) -> None:
    assert matches(glob, path)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*.ts", "a.tsx"),
        ("src/*.ts", "src/deep/a.ts"),
        ("src/*.ts", "other/src/a.ts"),
        ("/a.ts", "src/a.ts"),
        ("legacy/", "src/legacy"),
        ("src", "srcs/a.ts"),
        ("src/**/a.ts", "src/b.ts"),
        ("a?.ts", "a/.ts"),
        ("A.ts", "a.ts"),
        ("", "a.ts"),
    ],
)
def test_not_named(glob: str, path: str) -> None:
    assert not matches(glob, path)


@pytest.mark.parametrize(
    ("outer", "inner", "is_covered"),
    [
        ("web/**", "/web/**", True),
        ("/web/**", "web/src/*.ts", True),
        ("web", "/web/", True),
        ("*.ts", "src/*.ts", True),
        ("web/**", "web", False),
        ("web/src/**", "web/**", False),
        ("a?.ts", "a*.ts", False),
        ("[ab]/c", "b/c/*", True),
    ],
)
def test_a_glob_that_names_all_of_another(outer: str, inner: str, is_covered: bool) -> None:
    assert covers(outer, inner) is is_covered


def test_a_hostile_glob_comes_to_an_end() -> None:
    assert not matches("**/a/" * 200 + "b", "a/" * 400 + "c")
    assert not matches("*a" * 100 + "b", "a" * 5000)
