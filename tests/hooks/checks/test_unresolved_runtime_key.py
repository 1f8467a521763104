"""The guestbook with one key that only a running server knows."""

from hooks.checks.unresolved_runtime_key import RULE, check
from hooks.finding import Severity
from tests.guestbook import Guestbook

MORE = "server/src/more.ts"
IMPORT = 'import { secret, vars } from "edgespark";\n'


def test_the_guestbook_is_clean(guestbook: Guestbook) -> None:
    assert list(check(guestbook.project())) == []


def test_a_key_that_is_computed(guestbook: Guestbook) -> None:
    guestbook.write(MORE, IMPORT + "secret.get(`${provider}_KEY` as any);")
    (finding,) = check(guestbook.project())
    assert (str(finding.location), finding.subject) == (f"{MORE}:2:12", "secret `${provider}_KEY` as any")
    assert finding.message == "which secret is read here is known only at run time (`${provider}_KEY` as any), so no rule checks that it is declared"
    assert RULE.severity is Severity.NOTE


def test_a_key_that_its_type_proves_is_no_mystery(guestbook: Guestbook) -> None:
    guestbook.write(MORE, IMPORT + "declare function pick(): VarKey; const key: VarKey = pick(); vars.get(key);")
    assert list(check(guestbook.project())) == []
