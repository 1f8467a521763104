import base64
import html
import json
import os
import re
import shlex
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ci_runner.edgespark_cli import answered
from ci_runner.redact import MASK, Redactor, secret_values
from hooks import child

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
    "JSON with escaped slashes": lambda text: json.dumps(text).replace("/", "\\/"),
    "encodeURIComponent": lambda text: quote(text, safe="!'()*"),
    "a command to GitHub": lambda text: text.replace("%", "%25"),
    "a broken line": lambda text: f"{text[:5]}\n    {text[5:]}",
    "a coloured half": lambda text: f"{text[:5]}\033[31m{text[5:]}\033[0m",
    "URL, small letters": lambda text: re.sub("%..", lambda found: found[0].lower(), quote(text, safe="")),
    "URL, letters too": lambda text: "".join(f"%{sign:02x}" for sign in text.encode()),
    "URL in a URL": lambda text: quote(quote(text, safe=""), safe=""),
    "JSON, letters too": lambda text: "".join(f"\\u{ord(sign):04x}" for sign in text),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "Python": ascii,
    "YAML": lambda text: yaml.safe_dump(text, default_style='"'),
    "YAML, wrapped": lambda text: yaml.safe_dump({"a": text}, default_style="'", width=10),
    "HTML": html.escape,
    "HTML in HTML": lambda text: html.escape(html.escape(text)),
    "HTML, letters too": lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    "XML": lambda text: text.encode("ascii", "xmlcharrefreplace").decode(),
    "shell, signs escaped": lambda text: re.sub(r"(\W)", r"\\\1", text),
    "shell, quotes escaped": lambda text: "'" + text.replace("'", "'\\''") + "'",
    "SQL": lambda text: "'" + text.replace("'", "''") + "'",
    "Markdown": lambda text: re.sub(r"([&@])", "\\\\\\1\u200b", text),
    "hex": lambda text: text.encode().hex(),
    "hex, capitals": lambda text: text.encode().hex().upper(),
    "hex, in pairs": lambda text: text.encode().hex(" "),
    "bytes": lambda text: "".join(f"\\x{sign:02x}" for sign in text.encode()),
    "octal, as git": lambda text: "".join(f"\\{sign:03o}" for sign in text.encode()),
    "base64 in short lines": lambda text: base64.encodebytes(text.encode() * 9).decode(),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_secret_is_masked_in_every_form(form: Callable[[str], str]) -> None:
    written = form(SECRET)
    shown = Redactor([SECRET])(f"before {written} after")
    assert MASK in shown
    assert SECRET not in shown
    # Of base64 the characters shared with neighbours may stay; nothing that gives back the secret does.
    assert max((len(part) for part in shown.replace("before", "").replace("after", "").split(MASK)), default=0) <= 8


SECRETS = [
    "a.b*c(d)[e]^$|",
    "C:\\temp\\network",
    "100%25 & more%41",
    "x&amp;y&lt;z-and-on",
    "deadbeefcafe0123",
    'it\'s "quoted"',
    "a\\u0041\\nbcdefg",
    "😀 a smile",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_signs_that_mean_something_to_somebody_hide_no_secret(secret: str) -> None:
    written = {name: form(secret) for name, form in FORMS.items() if name != "JSON, letters too"}  # which knows no sign beyond four digits
    assert [name for name, text in written.items() if MASK not in Redactor([secret])(f"before {text} after")] == []


def test_a_secret_that_is_no_text_is_masked_as_a_command_prints_it() -> None:
    value = os.fsdecode(b"secret-\xff-of-bytes")
    said = answered(("x",), child.run(("sh", "-c", 'printf %s "$X"; printf %s "$X" | base64'), seconds=20, env={"X": value}), Redactor([value])).excerpt
    assert said == f"{MASK}{MASK}M="  # what base64 shares with the end of the text


def test_passwords_in_addresses_are_masked_though_nobody_told_them() -> None:
    assert Redactor()("fatal: unable to access 'https://x:t0k3n@git.example/a.git/'") == f"fatal: unable to access 'https://x:{MASK}@git.example/a.git/'"


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


def test_broken_lines_without_a_secret_stay_as_they_are() -> None:
    text = f"one\r\n  two {SECRET[:6]}\n\tthree"
    assert Redactor([SECRET])(text) == text


def test_what_stands_around_a_broken_secret_stays() -> None:
    text = "one\n  two plain\n  secr\n\tet three\n  four"
    assert Redactor(["plainsecret"])(text) == f"one\n  two {MASK} three\n  four"


SCRIPTS = {
    "two pauses": "printf %s {first}; sleep 0.02; printf %s {second}",
    "a colour": "printf '%s\033[31m%s\033[0m' {first} {second}",
    "a link": "printf '%s\033]8;;https://a.example\007%s\033]8;;\007' {first} {second}",
    "a new line": "printf '%s\n  %s' {first} {second}",
    "the cut of the excerpt": "printf '%s%s' {first} {second}; head -c {room} /dev/zero | tr '\\0' x",
    "the cut of its lines": "printf '%s\n%s' {first} {second}; yes line | head -n 39",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_a_secret_that_comes_in_two_pieces_is_masked(script: str) -> None:
    """What a command printed is read whole before anything of it is shown, and masked before it is cut."""
    secret = "a-secret-of-the-command"
    words = script.format(first=secret[:9], second=secret[9:], room=6_000 - len(secret) // 2)
    said = answered(("x",), child.run(("sh", "-c", words), seconds=20), Redactor([secret])).excerpt
    assert secret[:9] not in said
    assert secret[9:] not in said


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param("https://edgespark.dev/cli/login?x=1", "https://edgespark.dev/***", id="a login"),
        pytest.param("https://app.edgespark.dev/projects/p1/secrets/new", "https://app.edgespark.dev/***", id="a page for secrets"),
        pytest.param("https://edgespark.dev/s/8f14e45fceea167a5a36dedd4bea2543", "https://edgespark.dev/***", id="a random path"),
        pytest.param("https:\\/\\/edgespark.dev\\/cli\\/login?x=1", "https://edgespark.dev/***", id="a login, in JSON"),
        pytest.param("https://x.example/go?user_code=ABCD-1234&y=2#t", "https://x.example/go?user_code=***&y=2#t", id="a code in a parameter"),
        pytest.param("https://my-app.edgespark.dev/", "https://my-app.edgespark.dev/", id="what was deployed"),
        pytest.param("https://my-app.edgespark.dev/api/public/health", "https://my-app.edgespark.dev/api/public/health", id="what is verified"),
        pytest.param("https://docs.edgespark.dev/guides/secrets", "https://docs.edgespark.dev/guides/secrets", id="documentation"),
        pytest.param("http://127.0.0.1:8000/live/prj_1/", "http://127.0.0.1:8000/live/prj_1/", id="the sandbox"),
    ],
)
def test_addresses_for_one_persons_eyes_are_masked_in_ci_and_only_there(url: str, shown: str) -> None:
    assert Redactor(links=True)(f"open {url} now") == f"open {shown} now"
    assert Redactor()(f"open {url} now") == f"open {url} now"


def test_passwords_in_addresses_and_values_with_blanks_around_are_secrets() -> None:
    environ = {"HTTPS_PROXY": "http://ada:pass-word@proxy.example:8080", "SMTP_PASS": " key-with-blanks\n", "HOME": "/home/ada"}
    environ |= {"NPM_REGISTRY": "https://npm-0123456789abcdefghij@npm.example", "DB": "postgres://ada:p%40ss-word@db.example/x"}
    assert {"npm-0123456789abcdefghij", "p@ss-word"} <= set(secret_values(environ))
    environ = {name: environ[name] for name in ("HTTPS_PROXY", "SMTP_PASS", "HOME")}
    assert {"pass-word", "key-with-blanks"} <= set(secret_values(environ)) <= {"pass-word", "key-with-blanks", " key-with-blanks\n"}


def test_secrets_are_told_by_their_names() -> None:
    environ = {
        "EDGESPARK_API_KEY": "the-key",
        "GITHUB_TOKEN": "the-token",
        "NPM_PASSWORD": "the-password",
        "KEYBOARD": "qwerty-layout",
        "SSH_AUTH_SOCK": "/run/agent",
        "GITHUBTOKEN": "run-together",
        "npm_config_//npm.example/:_authToken": "of-npm",
        "SLACK_WEBHOOK_URL": "an-address",
        "PWD": "/home/ada/work",
        "CERT_PRIVATE": "line one\nline two",
        "EMPTY_TOKEN": "",
    }
    assert set(secret_values(environ)) == {
        *("the-key", "the-token", "the-password", "run-together", "of-npm", "an-address"),
        *("line one\nline two", "line one", "line two"),
    }
