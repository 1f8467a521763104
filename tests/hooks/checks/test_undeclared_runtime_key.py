"""The guestbook with one key that is read and not declared."""

import pytest

from hooks.checks.undeclared_runtime_key import check
from hooks.checks.wrong_key_accessor import check as wrong_accessor
from hooks.finding import Diagnostic, Finding, Severity
from tests.guestbook import Guestbook

RUNTIME = "server/src/defs/runtime.ts"
MORE = "server/src/more.ts"
IMPORT = 'import { secret, vars } from "edgespark";\n'
CAST = "; a cast hides it from the compiler, and a declared key would block every deploy until its value is set"


def results(guestbook: Guestbook) -> list[Finding | Diagnostic]:
    return list(check(guestbook.project()))


def messages(guestbook: Guestbook) -> list[str]:
    return [f"{result.location}: {result.message}" for result in results(guestbook)]


def test_the_guestbook_is_clean(guestbook: Guestbook) -> None:
    assert messages(guestbook) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('vars.get("PAGE_SIZE");', f'2:10: var "PAGE_SIZE" is read, but {RUNTIME} does not declare it under VarKey', id="a var"),
        pytest.param('secret.get("SMTP");', f'2:12: secret "SMTP" is read, but {RUNTIME} does not declare it under SecretKey', id="a secret"),
        pytest.param(
            'vars.get("GUESTBOK_TITLE");',
            f'2:10: var "GUESTBOK_TITLE" is read, but {RUNTIME} does not declare it under VarKey; did you mean "GUESTBOOK_TITLE"?',
            id="a typing error",
        ),
        pytest.param(
            'const v = (key: string) => vars.get(key as any); v("PAGE_SIZE");',
            f'2:52: var "PAGE_SIZE" is read through v, but {RUNTIME} does not declare it under VarKey{CAST}',
            id="through a wrapper, behind a cast",
        ),
        pytest.param(
            'const env = (key) => vars.get(key) ?? secret.get(key); env("PAGE_SIZE");',
            f'2:60: secret or var "PAGE_SIZE" is read through env, but {RUNTIME} does not declare it under SecretKey or VarKey',
            id="from either client: one finding",
        ),
    ],
)
def test_a_key_that_is_not_declared(guestbook: Guestbook, text: str, message: str) -> None:
    guestbook.write(MORE, IMPORT + text)
    assert messages(guestbook) == [f"{MORE}:{message}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('vars.get("GUESTBOOK_TITLE"); secret.get("VISITOR_HASH_SALT");', id="declared"),
        pytest.param('const env = (key) => vars.get(key) ?? secret.get(key); env("GUESTBOOK_TITLE"); env("VISITOR_HASH_SALT");', id="declared for one client"),
        pytest.param('secret.get("GUESTBOOK_TITLE");', id="declared for the other client: another rule's"),
        pytest.param('// vars.get("KEY")', id="comment"),
        pytest.param('function f(vars: any) { vars.get("KEY"); }', id="shadowed"),
        pytest.param("vars.get(`${x}_KEY`);", id="a key that cannot be told: another rule's"),
    ],
)
def test_silent(guestbook: Guestbook, text: str) -> None:
    guestbook.write(MORE, IMPORT + text)
    assert messages(guestbook) == []


def test_a_cast_makes_a_warning_and_an_optional_key_nothing(guestbook: Guestbook) -> None:
    guestbook.write(MORE, IMPORT + 'vars.get("SENTRY_DSN" as any);')
    (finding,) = results(guestbook)
    assert isinstance(finding, Finding)
    assert (finding.severity, finding.subject) == (Severity.WARNING, "SENTRY_DSN")
    guestbook.write(".edgespark-ci.yaml", "optional-keys: [SENTRY_DSN]\n")
    assert results(guestbook) == []


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        pytest.param('vars.get("PAGE_SIZE");', f"declare it in {RUNTIME} under VarKey, then set its value with `edgespark var set PAGE_SIZE=VALUE`", id="var"),
        pytest.param(
            'secret.get("SMTP");',
            f"declare it in {RUNTIME} under SecretKey, then run `edgespark secret set SMTP`, which prints a URL where a human enters the value",
            id="secret",
        ),
        pytest.param(
            'vars.get("SENTRY_DSN" as any);',
            f'if the app runs without it, list it under "optional-keys" in .edgespark-ci.yaml; else declare it in {RUNTIME} under VarKey, '
            "then set its value with `edgespark var set SENTRY_DSN=VALUE`",
            id="behind a cast, perhaps optional",
        ),
        pytest.param(
            'vars.get("GUESTBOK_TITLE");',
            f'write "GUESTBOOK_TITLE"; only if GUESTBOK_TITLE is really a new key, declare it in {RUNTIME} under VarKey, '
            "then set its value with `edgespark var set GUESTBOK_TITLE=VALUE`",
            id="a typing error is mended where it was made",
        ),
    ],
)
def test_the_repair_is_left_to_a_human(guestbook: Guestbook, text: str, repair: str) -> None:
    guestbook.write(MORE, IMPORT + text)
    (finding,) = results(guestbook)
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert (finding.fix.text, finding.fix.kind.value, finding.fix.edits) == (repair, "human", ())


def test_without_runtime_ts_nothing_is_declared(guestbook: Guestbook) -> None:
    guestbook.delete(RUNTIME)
    guestbook.write("server/src/index.ts", IMPORT + 'vars.get("GUESTBOOK_TITLE");')
    assert messages(guestbook) == [f'server/src/index.ts:2:10: var "GUESTBOOK_TITLE" is read, but there is no {RUNTIME} to declare it under VarKey']
    guestbook.write("server/src/index.ts", "export {};")
    assert messages(guestbook) == []


def test_without_the_union_nothing_is_declared(guestbook: Guestbook) -> None:
    guestbook.write(RUNTIME, "export type SecretKey = never;\n")
    guestbook.write("server/src/index.ts", IMPORT + 'vars.get("GUESTBOOK_TITLE");')
    assert messages(guestbook) == [f'server/src/index.ts:2:10: var "GUESTBOOK_TITLE" is read, but {RUNTIME} has no VarKey to declare it']


def test_a_union_that_cannot_be_read_leaves_no_verdict(guestbook: Guestbook) -> None:
    guestbook.write(RUNTIME, "export type VarKey = string;\nexport type SecretKey = never;\n")
    guestbook.write("server/src/index.ts", IMPORT + 'vars.get("A"); vars.get("B"); secret.get("C");')
    assert messages(guestbook) == [
        f'server/src/index.ts:2:42: secret "C" is read, but {RUNTIME} does not declare it under SecretKey',
        f'{RUNTIME}:1:22: "VarKey" cannot be read: the type string names no key by itself',
    ]


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        pytest.param((IMPORT + 'vars.get("PAGE_SIZE");').encode("utf-16"), "1:1", "invalid UTF-8", id="UTF-16"),
        pytest.param((IMPORT + 'vars.get("PAGE_SIZE");').encode("utf-16-le"), "1:2", "NUL byte, which no source text holds", id="UTF-16 without its mark"),
        pytest.param(bytes(range(128, 256)) * 8, "1:1", "invalid UTF-8", id="any bytes"),
        pytest.param(b"// caf\xe9\n", "1:7", "invalid UTF-8", id="Latin-1"),
        pytest.param("// café\n// \0".encode(), "2:4", "NUL byte, which no source text holds", id="NUL"),
    ],
)
def test_a_file_that_is_no_text_leaves_no_verdict(guestbook: Guestbook, content: bytes, place: str, reason: str) -> None:
    (guestbook.path / MORE).write_bytes(content)
    assert messages(guestbook) == [f"{MORE}:{place}: {reason}: its runtime keys are not judged"]
    assert [f"{result.location}: {result.message}" for result in wrong_accessor(guestbook.project())] == messages(guestbook)


@pytest.mark.parametrize("content", ["// café 中文\n".encode(), b"\xef\xbb\xbfexport {};\n", b""], ids=["any script", "byte order mark", "empty"])
def test_a_file_that_is_text_is_silent(guestbook: Guestbook, content: bytes) -> None:
    (guestbook.path / MORE).write_bytes(content)
    assert messages(guestbook) == []
    assert list(wrong_accessor(guestbook.project())) == []


def test_a_broken_file_leaves_no_verdict_and_hides_no_finding(guestbook: Guestbook) -> None:
    guestbook.write("server/src/broken.ts", IMPORT + "const = vars;")
    guestbook.write(MORE, IMPORT + 'vars.get("PAGE_SIZE");')
    assert [type(result).__name__ for result in results(guestbook)] == ["Diagnostic", "Finding"]
    assert "its runtime keys are not judged" in messages(guestbook)[0]
