"""The guestbook with one key in both unions."""

from hooks.checks.duplicate_runtime_key import check
from hooks.finding import Finding
from tests.guestbook import Guestbook

RUNTIME = "server/src/defs/runtime.ts"


def test_the_guestbook_is_clean(guestbook: Guestbook) -> None:
    assert list(check(guestbook.project())) == []


def test_a_key_in_both_unions(guestbook: Guestbook) -> None:
    guestbook.replace(RUNTIME, '  | "MAX_ENTRY_LENGTH"', '  | "MAX_ENTRY_LENGTH"\n  | "VISITOR_HASH_SALT"')
    (finding,) = check(guestbook.project())
    assert isinstance(finding, Finding)
    assert (str(finding.location), finding.subject) == (f"{RUNTIME}:6:5", "VISITOR_HASH_SALT")
    assert finding.message == (
        f'"VISITOR_HASH_SALT" is declared as a var and as a secret ({RUNTIME}:11:5): a deploy waits until both have a value, and the code reads one'
    )
    assert finding.fix is not None
    assert finding.fix.text == "delete it from VarKey: the code reads it with secret.get only"


def test_a_key_twice_in_one_union_is_no_duplicate(guestbook: Guestbook) -> None:
    guestbook.replace(RUNTIME, '  | "MAX_ENTRY_LENGTH"', '  | "MAX_ENTRY_LENGTH"\n  | "MAX_ENTRY_LENGTH"')
    assert list(check(guestbook.project())) == []


def test_without_runtime_ts_there_is_no_duplicate(guestbook: Guestbook) -> None:
    guestbook.delete(RUNTIME)
    assert list(check(guestbook.project())) == []
