"""The guestbook with one more module that works on after its response."""

import pytest

from hooks.checks.execution_ctx_wait_until import check
from tests.guestbook import Guestbook

MORE = "server/src/more.ts"


def places(guestbook: Guestbook) -> list[str]:
    return [str(result.location) for result in check(guestbook.project())]


def test_the_guestbook_is_clean(guestbook: Guestbook) -> None:
    assert places(guestbook) == []


@pytest.mark.parametrize(
    ("text", "column"),
    [
        pytest.param('app.get("/api/a", (c) => { c.executionCtx.waitUntil(send()); });', 43, id="a call"),
        pytest.param("c.executionCtx?.waitUntil(send());", 17, id="an optional call"),
        pytest.param("const worker = c.executionCtx; worker.waitUntil(send());", 39, id="through a constant"),
        pytest.param("const { executionCtx } = c; executionCtx.waitUntil(send());", 42, id="taken out"),
        pytest.param("const { waitUntil } = c.executionCtx;", 9, id="the method taken out"),
        pytest.param("const later = c.executionCtx.waitUntil.bind(c.executionCtx);", 30, id="bound"),
        pytest.param('app.get("/api/a", ({ executionCtx }) => { executionCtx.waitUntil(send()); });', 56, id="taken out of the parameter"),
        pytest.param("const f = ({ executionCtx: { waitUntil } }: Context) => waitUntil(send());", 30, id="the method taken out of the parameter"),
    ],
)
def test_the_workers_own(guestbook: Guestbook, text: str, column: int) -> None:
    guestbook.write(MORE, text)
    assert places(guestbook) == [f"{MORE}:1:{column}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('import { ctx } from "edgespark"; ctx.runInBackground(send());', id="the platform's own"),
        pytest.param("// c.executionCtx.waitUntil(send())\nconst advice = 'c.executionCtx.waitUntil()';", id="comment and string"),
        pytest.param("event.waitUntil(executionCtx);", id="of something else"),
        pytest.param("const c = { executionCtx: { waitUntil() {} } }; c.executionCtx.waitUntil();", id="of an object in sight"),
        pytest.param("type Wait = typeof c.executionCtx.waitUntil;", id="a type"),
        pytest.param("const f = ({ event: { waitUntil }, executionCtx }) => waitUntil(executionCtx);", id="taken out of something else"),
    ],
)
def test_silent(guestbook: Guestbook, text: str) -> None:
    guestbook.write(MORE, text)
    assert places(guestbook) == []


def test_the_older_generation_has_no_other_way(guestbook: Guestbook) -> None:
    guestbook.write("server/src/index.ts", "export async function createApp(edgespark) { c.executionCtx.waitUntil(send()); }")
    assert places(guestbook) == []
