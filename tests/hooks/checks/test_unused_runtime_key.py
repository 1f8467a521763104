"""The guestbook with one more key than it uses."""

import pytest

from hooks.checks.unused_runtime_key import check
from hooks.errors import NoVerdict
from tests.guestbook import Guestbook

RUNTIME = "server/src/defs/runtime.ts"
MORE = "server/src/more.ts"
CONFIG = "configs/auth-config.yaml"


def messages(guestbook: Guestbook) -> list[str]:
    return [f"{result.location}: {result.message}" for result in check(guestbook.project())]


@pytest.fixture
def one_more(guestbook: Guestbook) -> Guestbook:
    guestbook.replace(RUNTIME, '  | "MAX_ENTRY_LENGTH"', '  | "MAX_ENTRY_LENGTH"\n  | "PAGE_SIZE"')
    return guestbook


def test_the_guestbook_is_clean_with_keys_that_only_auth_config_names(guestbook: Guestbook) -> None:
    assert messages(guestbook) == []


def test_a_key_that_nothing_uses(one_more: Guestbook) -> None:
    assert messages(one_more) == [
        f'{RUNTIME}:6:5: var "PAGE_SIZE" is declared, but neither the server nor auth-config.yaml uses it: a deploy waits until its value is set'
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('// vars.get("PAGE_SIZE")', id="comment"),
        pytest.param('export const x = "MY_PAGE_SIZE" + "PAGE_SIZES";', id="part of another word"),
    ],
)
def test_what_is_no_use(one_more: Guestbook, text: str) -> None:
    one_more.write(MORE, text)
    assert len(messages(one_more)) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('import { vars } from "edgespark"; vars.get("PAGE_SIZE");', id="read"),
        pytest.param('import { secret } from "edgespark"; secret.get("PAGE_SIZE");', id="read with the wrong client: another rule's"),
        pytest.param('export const KEYS = ["PAGE_SIZE"];', id="literal that goes who knows where"),
        pytest.param("export const sizes = { PAGE_SIZE: 1 };", id="property"),
        pytest.param("export const f = (env) => env.PAGE_SIZE;", id="member"),
        pytest.param('const (( = "PAGE_SIZE";', id="in a file that cannot be parsed"),
        pytest.param('import { vars } from "edgespark"; vars.get(`PAGE_${x}`);', id="a key of its kind is computed"),
    ],
)
def test_silent(one_more: Guestbook, text: str) -> None:
    one_more.write(MORE, text)
    assert messages(one_more) == []


def test_a_key_computed_of_the_other_kind_excuses_nothing(one_more: Guestbook) -> None:
    one_more.write(MORE, 'import { secret } from "edgespark"; secret.get(`PAGE_${x}`);')
    assert len(messages(one_more)) == 1


def test_a_comment_in_auth_config_is_no_use(one_more: Guestbook) -> None:
    one_more.write(CONFIG, one_more.read(CONFIG).rstrip() + "  # PAGE_SIZE\n")
    assert len(messages(one_more)) == 1
    one_more.write(CONFIG, one_more.read(CONFIG) + "other: PAGE_SIZE # why\n")
    assert messages(one_more) == []


def test_a_hash_inside_a_text_of_auth_config_begins_no_comment(one_more: Guestbook) -> None:
    one_more.write(CONFIG, one_more.read(CONFIG) + 'other: {a: "#", b: PAGE_SIZE}\n')
    assert messages(one_more) == []


def test_auth_config_that_cannot_be_searched(one_more: Guestbook) -> None:
    (one_more.path / CONFIG).write_bytes(one_more.read(CONFIG).encode("utf-16"))
    with pytest.raises(NoVerdict, match=f"{CONFIG}:1:1: invalid UTF-8"):
        messages(one_more)


def test_a_test_that_names_the_key_uses_it(one_more: Guestbook) -> None:
    one_more.write("server/src/more.test.ts", 'stub({ PAGE_SIZE: "20" });')
    assert messages(one_more) == []


def test_a_list_beside_the_unions_is_a_use(one_more: Guestbook) -> None:
    one_more.write(RUNTIME, one_more.read(RUNTIME) + '\nexport const LIMITS: VarKey[] = ["PAGE_SIZE"];\n')
    assert messages(one_more) == []


def test_nothing_is_called_unused_while_a_file_cannot_be_read(one_more: Guestbook) -> None:
    (one_more.path / MORE).write_bytes('import { vars } from "edgespark"; vars.get("PAGE_SIZE");'.encode("utf-16"))
    assert messages(one_more) == [f"{MORE}:1:1: invalid UTF-8: its runtime keys are not judged"]


def test_a_file_that_cannot_be_read_is_no_matter_where_every_key_is_used(guestbook: Guestbook) -> None:
    (guestbook.path / MORE).write_bytes(b"\xff\xfe")
    assert messages(guestbook) == []


@pytest.mark.parametrize(
    ("read", "count"),
    [
        pytest.param("PAGE_SIZ", 0, id="a misspelling: to delete the key would make it permanent"),
        pytest.param("TIMEOUT", 1, id="another key"),
        pytest.param("PAGE_SIZES", 1, id="a name near, but optional"),
    ],
)
def test_the_key_that_an_undeclared_read_means(one_more: Guestbook, read: str, count: int) -> None:
    one_more.write(".edgespark-ci.yaml", "optional-keys: [PAGE_SIZES]\n")
    one_more.write(MORE, f'import {{ vars }} from "edgespark"; vars.get("{read}");')
    assert len(messages(one_more)) == count


def test_without_runtime_ts_nothing_is_unused(guestbook: Guestbook) -> None:
    guestbook.delete(RUNTIME)
    assert messages(guestbook) == []
