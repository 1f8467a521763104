"""`removed-bucket`: no bucket of the base disappears."""

import pytest

from hooks.checks.removed_bucket import RULE
from hooks.project import Project
from tests.hooks.chains import project, told

PATH = "src/defs/storage_schema.ts"
LOST = "what lies in it is out of reach for the code, and `edgespark storage apply` refuses to remove it without --confirm-dangerous"


def files(text: str | None) -> dict[str, bytes]:
    return {"edgespark.toml": b""} | ({} if text is None else {PATH: text.encode()})


def bucket(name: str, way: str = "a") -> str:
    return f'export const {way} = {{ bucket_name: "{name}", description: "" }};\n'


def judged(text: str | None, *, tip: str | None, fork: str | None = None) -> Project:
    return project(files(text), tip=files(tip), fork=None if fork is None else files(fork))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(judged(bucket("abc"), tip=bucket("abc")), id="nothing changed"),
        pytest.param(judged(bucket("abc") + bucket("new", "b"), tip=bucket("abc")), id="one more"),
        pytest.param(judged(bucket("abc", "b"), tip=bucket("abc")), id="the same bucket under another name"),
        pytest.param(judged("// moved\nconst N = 'abc'; export const all = { x: { bucket_name: N } };", tip=bucket("abc")), id="nested now"),
        pytest.param(judged(bucket("abc"), tip=bucket("abc") + bucket("new", "b"), fork=bucket("abc")), id="the base has added one since"),
        pytest.param(judged(bucket("abc") + bucket("own", "b"), tip=bucket("abc") + bucket("new", "b"), fork=bucket("abc")), id="both have added one"),
        pytest.param(judged("", tip="", fork=bucket("abc")), id="the base has removed it itself"),
        pytest.param(judged(bucket("abc"), tip=None), id="the base has no such file"),
        pytest.param(project(files("")), id="no base"),
    ],
)
def test_silent(change: Project) -> None:
    assert told(RULE, change) == []


def test_removed() -> None:
    assert told(RULE, judged(bucket("new"), tip=bucket("abc", "x"))) == [f'{PATH}:1: bucket "abc", which origin/main declares, is gone; {LOST}']


def test_the_whole_file_is_gone() -> None:
    assert told(RULE, judged(None, tip=bucket("abc"))) == [f'{PATH}:1: bucket "abc", which origin/main declares, is gone; {LOST}']


OTHER = "src/defs/files.ts"


@pytest.mark.parametrize(("now", "count"), [("export {};", 1), (bucket("abc", "b"), 0)], ids=["gone", "still there"])
def test_in_another_module_that_the_file_hands_on(now: str, count: int) -> None:
    before = files('export * from "./files";') | {OTHER: bucket("abc").encode()}
    change = project(before | {OTHER: now.encode()}, tip=before)
    assert told(RULE, change) == [f'{PATH}:1: bucket "abc", which origin/main declares, is gone; {LOST}'] * count


def test_called_otherwise() -> None:
    assert told(RULE, judged("// one\n" + bucket("abd"), tip=bucket("abc"))) == [
        f'{PATH}:2: bucket "abc" is now called "abd", which is another bucket: origin/main declares "abc"; {LOST}'
    ]


def test_what_cannot_be_read_leaves_no_verdict() -> None:
    assert told(RULE, judged("export const a = make();", tip=bucket("abc"))) == [
        f'{PATH}:1: what "a" holds cannot be told without running the code, nor whether it is "abc", which origin/main declares'
    ]
    assert told(RULE, judged(bucket("abc"), tip="export const a = make();")) == [
        f'{PATH}:1: what "a" holds at origin/main cannot be told without running the code, nor whether that bucket is still declared'
    ]
    (line,) = told(RULE, judged(bucket("abc"), tip="export const = 1;"))
    assert line.startswith(f"{PATH}:1: which buckets origin/main declares cannot be told: {PATH}:1:8: syntax error")
