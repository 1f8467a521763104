"""The guestbook with one var that is named like a secret."""

import pytest

from hooks.checks.secret_like_var import check, is_secret_like
from tests.guestbook import Guestbook

RUNTIME = "server/src/defs/runtime.ts"


def test_the_guestbook_is_clean(guestbook: Guestbook) -> None:
    assert list(check(guestbook.project())) == []


def test_a_var_named_like_a_secret(guestbook: Guestbook) -> None:
    guestbook.replace(RUNTIME, '"MAX_ENTRY_LENGTH"', '"SMTP_PASSWORD"')
    (finding,) = check(guestbook.project())
    assert (str(finding.location), finding.subject) == (f"{RUNTIME}:5:5", "SMTP_PASSWORD")
    assert finding.message == 'var "SMTP_PASSWORD" is named like a secret, and a var is kept in plain text for everybody who can list vars'


def test_without_runtime_ts_there_is_no_var(guestbook: Guestbook) -> None:
    guestbook.delete(RUNTIME)
    assert list(check(guestbook.project())) == []


@pytest.mark.parametrize(
    "key",
    ["SECRET", "API_TOKEN", "DB_PASSWORD", "STRIPE_API_KEY", "JWT_PRIVATE_KEY", "SERVICE_ROLE_KEY", "OPENAI_APIKEY", "WEBHOOK_SECRET", "stripe_secret_key"],
)
def test_names_of_secrets(key: str) -> None:
    assert is_secret_like(key)


@pytest.mark.parametrize(
    "key",
    [
        "API_BASE_URL",
        "GOOGLE_CLIENT_ID",
        "STRIPE_PUBLIC_KEY",
        "STRIPE_PUBLISHABLE_KEY",
        "TURNSTILE_SITE_KEY",
        "SUPABASE_ANON_KEY",
        "NEXT_PUBLIC_TOKEN",
        "TOKEN_TTL",
        "MAX_TOKENS",
        "PASSWORD_MIN_LENGTH",
        "AWS_ACCESS_KEY_ID",
        "KEY",
        "SORT_KEY",
        "",
    ],
)
def test_names_of_vars(key: str) -> None:
    assert not is_secret_like(key)
