import base64
import json
import shlex
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_runner.redact import MASK, Redactor, secret_values

SECRET = 'p@ss "w&rd/+=ü'
FORMS: dict[str, Callable[[str], str]] = {
    "raw": lambda text: text,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 behind one byte": lambda text: base64.b64encode(b"a" + text.encode() + b"b").decode(),
    "base64 behind two bytes": lambda text: base64.b64encode(b"ab" + text.encode() + b"c").decode(),
    "URL": quote,
    "URL, every sign": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "JSON": json.dumps,
    "JSON with letters as they are": lambda text: json.dumps(text, ensure_ascii=False),
    "shell": shlex.quote,
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_secret_is_masked_in_every_form(form: Callable[[str], str]) -> None:
    written = form(SECRET)
    shown = Redactor([SECRET])(f"before {written} after")
    assert MASK in shown
    assert SECRET not in shown
    # Of base64 the characters shared with neighbours may stay; nothing that gives back the secret does.
    assert max((len(part) for part in shown.replace("before", "").replace("after", "").split(MASK)), default=0) <= 8


def test_other_text_stays_as_it_is() -> None:
    text = "deploy passed at https://example.test/api?x=1"
    assert Redactor([SECRET])(text) == text


def test_short_values_are_words_and_stay() -> None:
    assert Redactor(["dev", ""])("the dev branch") == "the dev branch"


def test_a_secret_inside_another_one_leaves_no_rest() -> None:
    assert Redactor(["secret-one", "secret-one-and-more"])("x secret-one-and-more y") == f"x {MASK} y"


def test_the_canary_of_a_working_redactor_is_masked() -> None:
    assert Redactor([SECRET]).works


def test_the_canary_tells_a_redactor_that_lets_things_through(monkeypatch: pytest.MonkeyPatch) -> None:
    redact = Redactor([SECRET])
    monkeypatch.setattr(Redactor, "__call__", lambda _self, text: text)
    assert not redact.works


@given(st.text(min_size=6), st.text(), st.text())
def test_no_secret_survives_between_any_neighbours(secret: str, before: str, after: str) -> None:
    shown = Redactor([secret])(f"{before}{secret}{after}")
    assert MASK in shown
    if secret not in before + MASK + after:
        assert shown.count(secret) <= (before + after).count(secret)


def test_secrets_are_told_by_their_names() -> None:
    environ = {
        "EDGESPARK_API_KEY": "the-key",
        "GITHUB_TOKEN": "the-token",
        "NPM_PASSWORD": "the-password",
        "KEYBOARD": "qwerty-layout",
        "SSH_AUTH_SOCK": "/run/agent",
        "CERT_PRIVATE": "line one\nline two",
        "EMPTY_TOKEN": "",
    }
    assert set(secret_values(environ)) == {"the-key", "the-token", "the-password", "line one\nline two", "line one", "line two"}
