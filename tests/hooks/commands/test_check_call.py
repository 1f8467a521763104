"""A call of `check` means the same whether the fast reader or click reads it."""

from pathlib import Path

import pytest

from hooks.cli import check
from hooks.commands import check_call
from hooks.commands.check_call import CheckCall, Fixing, plain
from hooks.errors import UsageError
from hooks.request import Request
from tests.guestbook import Guestbook


def by_click(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> CheckCall:
    """The call that click makes of `arguments`."""
    calls: list[CheckCall] = []

    def keep(call: CheckCall, _cwd: Path, _environ: object) -> int:
        calls.append(call)
        return 0

    monkeypatch.setattr(check_call.CheckCall, "run", keep)
    with pytest.raises(SystemExit):
        check.main(arguments, standalone_mode=False)
    return calls[0]


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        ([], CheckCall(Request())),
        (["--staged"], CheckCall(Request(staged=True))),
        (["a", "b c"], CheckCall(Request(("a", "b c")))),
        (["--ref", "HEAD", "--base=origin/main"], CheckCall(Request(ref="HEAD", base="origin/main"))),
        (["--select", "schema,stale-types", "--select=auth", "x"], CheckCall(Request(("x",), select=("schema", "stale-types", "auth")))),
        (["--ignore", " a , ,b"], CheckCall(Request(ignore=("a", "b")))),
        (["--format", "json", "--staged"], CheckCall(Request(staged=True), "json")),
        (["--output", "json=f", "--output=sarif=a=b"], CheckCall(Request(), "text", (("json", "f"), ("sarif", "a=b")))),
        (["--staged", "--fix"], CheckCall(Request(staged=True), fixing=Fixing.WRITTEN)),
        (["--dry-run", "--fix", "x"], CheckCall(Request(("x",)), fixing=Fixing.SHOWN)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_both_readers_agree(arguments: list[str], call: CheckCall, monkeypatch: pytest.MonkeyPatch) -> None:
    assert plain(arguments) == call
    assert by_click(arguments, monkeypatch) == call


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--stagd"],
        ["--engine", "auto"],
        ["--format", "jso"],
        ["--ref"],
        ["--staged=1"],
        ["--output"],
        ["--fix=yes"],
        ["-x"],
        ["--", "a"],
        ["--staged", "--ref", "HEAD"],
    ],
    ids=" ".join,
)
def test_everything_else_is_left_to_click(arguments: list[str]) -> None:
    assert plain(arguments) is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--output", "jsn=f"], 'unknown format "jsn"; did you mean "json"?; --output takes FORMAT=FILE', id="format"),
        pytest.param(["--output", "json"], '"json" names no file; --output takes FORMAT=FILE', id="file"),
        pytest.param(["--dry-run"], "--dry-run belongs to --fix", id="nothing to run dry"),
    ],
)
def test_both_readers_refuse_alike(arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError) as error:
        plain(arguments)
    assert str(error.value) == words
    with pytest.raises(UsageError) as error:
        by_click(arguments, monkeypatch)
    assert str(error.value) == words


@pytest.mark.parametrize(("environ", "coloured"), [({"FORCE_COLOR": "1"}, True), ({}, False)], ids=["forced", "no terminal"])
def test_colours_are_for_the_screen_and_never_for_a_file(
    guestbook: Guestbook, capsys: pytest.CaptureFixture[str], environ: dict[str, str], coloured: bool
) -> None:
    guestbook.write("server/src/more.ts", 'import { secret } from "edgespark";\nexport const read = () => secret.get("NOBODY_DECLARED");\n')
    call = plain(["--select", "runtime-keys", "--output", "text=report.txt"])
    assert call is not None
    assert call.run(guestbook.path, environ) == 1
    assert ("\x1b[" in capsys.readouterr().out) is coloured
    assert "\x1b[" not in guestbook.read("report.txt")
    assert "undeclared-runtime-key" in guestbook.read("report.txt")
