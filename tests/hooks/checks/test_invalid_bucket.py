"""`invalid-bucket`: every declared bucket has a valid name of its own."""

import pytest

from hooks.checks.invalid_bucket import RULE
from hooks.finding import Finding
from tests.guestbook import Guestbook

STORAGE = "server/src/defs/storage_schema.ts"
FORM = "3 to 63 of a-z, 0-9 and -, a letter first and no - last"


def told(guestbook: Guestbook, text: str) -> list[str]:
    guestbook.write(STORAGE, text)
    return [f"{result.location.line}:{result.location.column}: {result.message}" for result in RULE.check(guestbook.project())]


@pytest.mark.parametrize("name", ["ab", "a" * 64, "Pictures", "1st", "-ab", "ab-", "a_b", "a b", "ab.c", "", "bücher"])
def test_a_name_that_the_platform_refuses(guestbook: Guestbook, name: str) -> None:
    assert told(guestbook, f'export const a = {{\n  bucket_name: "{name}", description: "" }};') == [f'2:16: "{name}" is no valid bucket name: {FORM}']


@pytest.mark.parametrize("name", ["abc", "a" * 63, "a-1", "a--b", "pictures-2"])
def test_a_name_that_it_takes(guestbook: Guestbook, name: str) -> None:
    assert told(guestbook, f'export const a: BucketDef<"{name}"> = {{ bucket_name: "{name}", description: "" }};') == []


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param(
            'export const a = { bucket_name: "abc" };\nexport const b = { bucket_name: "abc" };',
            [f'2:33: "b" and "a" ({STORAGE}:1:33) are both named "abc": they are one bucket, and each overwrites the other'],
            id="two of one name",
        ),
        pytest.param(
            'export const a: BucketDef<"abd"> = { bucket_name: "abc", description: "" };',
            ['1:51: the type of "a" says BucketDef<"abd">, its bucket_name is "abc"'],
            id="another name in the type",
        ),
        pytest.param(
            'export const a = { bucketName: "abc", description: "" };',
            ['1:14: bucket "a" has no bucket_name; "bucketName" is not read'],
            id="misspelt property",
        ),
        pytest.param("export const a: BucketDef = { description: '' };", ['1:14: bucket "a" has no bucket_name'], id="no name"),
        pytest.param("export const a = make();", ['1:14: what "a" holds cannot be told without running the code'], id="a call: no verdict"),
    ],
)
def test_told(guestbook: Guestbook, text: str, messages: list[str]) -> None:
    assert told(guestbook, text) == messages


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param('// export const uploads: BucketDef<"U"> = { bucket_name: "U" };', id="comment"),
        pytest.param('export const all = { a: { bucket_name: "abc" }, b: { bucket_name: "abd" } } as const;', id="nested"),
        pytest.param('const a = { bucket_name: "abc" }; export { a, a as b };', id="one bucket under two names"),
        pytest.param('const N = "abc" as const; export const a = { bucket_name: N } satisfies BucketDef<typeof N>;', id="a type that spells no name"),
        pytest.param("export const limits = { bytes: 5 }; export type Name = string;", id="no buckets"),
    ],
)
def test_silent(guestbook: Guestbook, text: str) -> None:
    assert told(guestbook, text) == []


def test_a_project_without_buckets_is_silent(guestbook: Guestbook) -> None:
    guestbook.delete(STORAGE)
    assert list(RULE.check(guestbook.project())) == []


def test_a_valid_name_is_proposed(guestbook: Guestbook) -> None:
    guestbook.write(STORAGE, 'export const a = { bucket_name: "User Uploads", description: "" };')
    (finding,) = RULE.check(guestbook.project())
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert finding.fix.text == 'write a name such as "user-uploads"'
