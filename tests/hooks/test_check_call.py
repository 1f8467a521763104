"""A call of `check` means the same whether the fast reader or click reads it."""

from pathlib import Path

import pytest

from hooks import check_call
from hooks.check_call import CheckCall, plain
from hooks.cli import check
from hooks.judge import Request


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
        ["--output", "json=f"],
        ["-x"],
        ["--", "a"],
        ["--staged", "--ref", "HEAD"],
    ],
    ids=" ".join,
)
def test_everything_else_is_left_to_click(arguments: list[str]) -> None:
    assert plain(arguments) is None
