"""The guestbook with one key that is read with the wrong client."""

import pytest

from hooks.checks.wrong_key_accessor import check
from hooks.finding import Diagnostic, Finding, FixKind
from tests.guestbook import Guestbook

RUNTIME = "server/src/defs/runtime.ts"
MORE = "server/src/more.ts"
IMPORT = 'import { secret, vars } from "edgespark";\n'


def results(guestbook: Guestbook) -> list[Finding | Diagnostic]:
    return list(check(guestbook.project()))


def messages(guestbook: Guestbook) -> list[str]:
    return [f"{result.location}: {result.message}" for result in results(guestbook)]


def test_the_guestbook_is_clean(guestbook: Guestbook) -> None:
    assert messages(guestbook) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            'vars.get("VISITOR_HASH_SALT");',
            f'2:10: "VISITOR_HASH_SALT" is declared as a secret ({RUNTIME}:10:5), but is read with vars, which answers null',
            id="a secret as var",
        ),
        pytest.param(
            'secret.get("GUESTBOOK_TITLE" as any);',
            f'2:12: "GUESTBOOK_TITLE" is declared as a var ({RUNTIME}:4:5), but is read with secret, which answers null',
            id="a var as secret, even behind a cast",
        ),
        pytest.param(
            'const need = (key: string) => secret.get(key as any); need("GUESTBOOK_TITLE");',
            f'2:60: "GUESTBOOK_TITLE" is declared as a var ({RUNTIME}:4:5), but is read through need with secret, which answers null',
            id="through a wrapper",
        ),
    ],
)
def test_a_key_read_with_the_wrong_client(guestbook: Guestbook, text: str, message: str) -> None:
    guestbook.write(MORE, IMPORT + text)
    assert messages(guestbook) == [f"{MORE}:{message}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('vars.get("GUESTBOOK_TITLE"); secret.get("VISITOR_HASH_SALT");', id="the right client"),
        pytest.param('const env = (key) => vars.get(key) ?? secret.get(key); env("GUESTBOOK_TITLE"); env("VISITOR_HASH_SALT");', id="both clients"),
        pytest.param('vars.get("NOT_DECLARED");', id="not declared at all: another rule's"),
        pytest.param('function f(vars: any) { vars.get("VISITOR_HASH_SALT"); }', id="shadowed"),
    ],
)
def test_silent(guestbook: Guestbook, text: str) -> None:
    guestbook.write(MORE, IMPORT + text)
    assert messages(guestbook) == []


def test_a_key_declared_twice_is_another_rules(guestbook: Guestbook) -> None:
    guestbook.replace(RUNTIME, '  | "MAX_ENTRY_LENGTH"', '  | "MAX_ENTRY_LENGTH"\n  | "VISITOR_HASH_SALT"')
    guestbook.write(MORE, IMPORT + 'vars.get("VISITOR_HASH_SALT");')
    assert messages(guestbook) == []


def test_without_runtime_ts_there_is_no_wrong_client(guestbook: Guestbook) -> None:
    guestbook.delete(RUNTIME)
    assert messages(guestbook) == []


def test_a_union_that_cannot_be_read_leaves_no_verdict(guestbook: Guestbook) -> None:
    guestbook.write(RUNTIME, 'export type VarKey = string;\nexport type SecretKey = "A" | "B";\n')
    guestbook.write("server/src/index.ts", IMPORT + 'vars.get("A"); secret.get("B");')
    assert messages(guestbook) == [f'{RUNTIME}:1:22: "VarKey" cannot be read: the type string names no key by itself']


def test_a_var_read_as_a_secret_everywhere_can_be_moved(guestbook: Guestbook) -> None:
    guestbook.replace(RUNTIME, '"MAX_ENTRY_LENGTH"', '"MAX_ENTRY_LENGTH" | "SMTP"')
    guestbook.write(MORE, IMPORT + 'secret.get("SMTP");')
    (finding,) = results(guestbook)
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert (finding.fix.kind, [edit.text for edit in finding.fix.edits]) == (FixKind.EDIT, ["", '\n  | "SMTP"'])


def test_a_plain_read_elsewhere_keeps_a_var_a_var(guestbook: Guestbook) -> None:
    guestbook.replace(RUNTIME, '"MAX_ENTRY_LENGTH"', '"MAX_ENTRY_LENGTH" | "SMTP"')
    guestbook.write(MORE, IMPORT + 'secret.get("SMTP");')
    guestbook.write("server/src/plain.ts", 'import { vars } from "edgespark";\nvars.get("SMTP");')
    (finding,) = results(guestbook)
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert finding.fix.kind is FixKind.HUMAN


def test_a_file_that_cannot_be_read_keeps_a_var_a_var(guestbook: Guestbook) -> None:
    guestbook.replace(RUNTIME, '"MAX_ENTRY_LENGTH"', '"MAX_ENTRY_LENGTH" | "SMTP"')
    guestbook.write(MORE, IMPORT + 'secret.get("SMTP");')
    (guestbook.path / "server/src/plain.ts").write_bytes((IMPORT + 'vars.get("SMTP");').encode("utf-16"))
    diagnostic, finding = results(guestbook)
    assert isinstance(diagnostic, Diagnostic)
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert finding.fix.kind is FixKind.HUMAN


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('vars.get("VISITOR_HASH_SALT");', id="a secret never becomes a var by itself"),
        pytest.param('secret.get("GUESTBOOK_TITLE");', id="a var that is read as a var too"),
        pytest.param('secret.get("GOOGLE_CLIENT_ID");', id="a var that auth-config.yaml names"),
    ],
)
def test_other_moves_are_left_to_a_human(guestbook: Guestbook, text: str) -> None:
    guestbook.write(MORE, IMPORT + text)
    (finding,) = results(guestbook)
    assert isinstance(finding, Finding)
    assert finding.fix is not None
    assert (finding.fix.kind, finding.fix.edits) == (FixKind.HUMAN, ())
