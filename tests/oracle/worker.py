"""The Python end of `worker.mjs` and `entity_worker.mjs`: asks, waits, and starts it anew when drizzle-kit ends the process."""

import json
import selectors
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from hooks import child
from hooks.sources import snapshot
from hooks.sources.schema import Schema

Files = dict[str, str]
KIT_0, KIT_1 = "worker.mjs", "entity_worker.mjs"
"""The worker of drizzle-kit 0.31, and that of 1.x."""
_SECONDS = 120.0
_QUESTIONS_OF_ONE_PROCESS = 5000


class Verdict(NamedTuple):
    """What drizzle-kit says of a pair: both schemas, or why it refuses; the SQL, and each object that differs when it is changed alone.

    1.x names the tables and views instead (`parts`).
    """

    before: Schema | None
    after: Schema | None
    refuses: str | None
    sql: tuple[str, ...] = ()
    objects: frozenset[tuple[str, str, str]] = frozenset()
    ambiguous: bool = False
    snapshots: tuple[str, str] = ("", "")
    parts: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """`same`, `differs` or `refuses`."""
        return "refuses" if self.refuses is not None else "differs" if self.sql else "same"


class Worker:
    """drizzle-kit in a long-lived Node process. Use as a context manager."""

    def __init__(self, *script: str) -> None:
        name, *arguments = script or (KIT_0,)
        self._command = ("node", str(Path(__file__).with_name(name)), *arguments)
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def pair(self, before: Files, after: Files) -> Verdict:
        """What drizzle-kit says of two schemas, each a mapping from file name (relative to `db_schema.ts`) to TypeScript."""
        return _verdict(self._answer({"op": "pair", "before": before, "after": after}))

    def upgraded(self, snapshot: str, after: Files) -> Verdict:
        """What drizzle-kit 1.x says of a snapshot of version 6, brought to its own version, and a schema."""
        return _verdict(self._answer({"upgraded": json.loads(snapshot), "after": after}))

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        self._asked += 1
        if self._asked % _QUESTIONS_OF_ONE_PROCESS == 0:
            self._end()
        asked = json.dumps({"id": self._asked, **question}).encode() + b"\n"
        line = self._exchanged(asked) or self._asked_anew(asked)
        if not line:
            return {"before": None, "after": None, "refuses": "drizzle-kit ended the process"}
        answer: dict[str, Any] = json.loads(line)
        assert answer["id"] == self._asked, "the worker answers another question"
        return answer

    def _asked_anew(self, question: bytes) -> bytes:
        """The answer of a fresh process: the old one may have ended for want of memory or time, which says nothing about the question."""
        self._end()
        line = self._exchanged(question)
        if not line:
            self._end()
        return line

    def _exchanged(self, question: bytes) -> bytes:
        if self._process is None:
            self._process = child.start(self._command)
        ask, answer = self._process.stdin, self._process.stdout
        assert ask is not None
        assert answer is not None
        try:
            ask.write(question)
            ask.flush()
        except BrokenPipeError:
            return b""
        with selectors.DefaultSelector() as selector:
            selector.register(answer, selectors.EVENT_READ)
            return answer.readline() if selector.select(_SECONDS) else b""

    def _end(self) -> None:
        if self._process is not None:
            child.end_group(self._process)
            self._process = None


def _verdict(answer: dict[str, Any]) -> Verdict:
    before, after = (_schema(answer[side]) for side in ("before", "after"))
    return Verdict(
        before,
        after,
        answer["refuses"],
        tuple(answer.get("sql", ())),
        frozenset((thing, table, name) for thing, table, name in answer.get("objects", ())),
        bool(answer.get("ambiguous")),
        (json.dumps(answer["before"], indent=2), json.dumps(answer["after"], indent=2)),
        frozenset(answer.get("parts", ())),
    )


def _schema(value: object) -> Schema | None:
    """A snapshot as the file would be read."""
    return None if value is None else snapshot.read("0000_snapshot.json", json.dumps(value).encode()).schema
