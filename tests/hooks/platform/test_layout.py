import pytest

from hooks.platform.layout import Layout, layout_of
from tests.guestbook import Guestbook

_ENTRY = "server/src/index.ts"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param("export default app;", Layout.MODERN, id="a default export"),
        pytest.param("export default new Hono();", Layout.MODERN, id="a default export of an expression"),
        pytest.param("const app = 1;\nexport { app as default };", Layout.MODERN, id="a default export in a clause"),
        pytest.param("export async function createApp(edgespark) {}", Layout.LEGACY, id="a function createApp"),
        pytest.param("export const createApp = () => {};", Layout.LEGACY, id="a const createApp"),
        pytest.param("function make() {}\nexport { make as createApp };", Layout.LEGACY, id="createApp in a clause"),
        pytest.param("export function createApp() {}\nexport default 1;", Layout.LEGACY, id="both: the older CLI asks for createApp only"),
        pytest.param("function createApp() {}\nexport default app;", Layout.MODERN, id="a createApp that is not exported"),
        pytest.param("// export async function createApp() {}\nexport default app;", Layout.MODERN, id="createApp in a comment"),
    ],
)
def test_the_entry_point_tells_the_layout(guestbook: Guestbook, entry: str, expected: Layout) -> None:
    guestbook.write(_ENTRY, entry)
    assert layout_of(guestbook.project()) is expected


@pytest.mark.parametrize("entry", [pytest.param("export const x = 1;", id="exports nothing known"), pytest.param("export {", id="does not parse")])
def test_where_the_entry_point_does_not_tell_the_declared_and_generated_files_do(guestbook: Guestbook, entry: str) -> None:
    guestbook.write(_ENTRY, entry)
    assert layout_of(guestbook.project()) is Layout.MODERN
    guestbook.delete("server/src/defs")
    assert layout_of(guestbook.project()) is Layout.UNKNOWN
    guestbook.write("server/src/__generated__/db_schema.ts", "export {};")
    assert layout_of(guestbook.project()) is Layout.LEGACY


def test_a_project_without_an_entry_point_is_told_by_its_files(guestbook: Guestbook) -> None:
    guestbook.delete(_ENTRY)
    assert layout_of(guestbook.project()) is Layout.MODERN
