"""One migration in one process: what `hooks/chain/contained.py` starts, bounded by the system.

It imports little, since a pull request may wait for twenty of them.
The question on stdin and the answer on stdout are a line of JSON and the image of a database; on stderr stands the number of each statement that was run.
"""

import sys
from math import ceil
from typing import Any

from hooks.sources.sqlite import D1_VALUE_BYTES, Clock, Database, Failure

_OWN_SECONDS = 0.3  # what the process needs besides, so that SQLite's own clock strikes first where it can


def serve() -> None:
    """Read the question, run the migration, write the answer."""
    import json
    import resource

    head, _, image = sys.stdin.buffer.read().partition(b"\n")
    asked = json.loads(head)
    seconds = max(ceil(asked["seconds"]), 1)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))  # both bounds the same: Linux ends it at once, and no handler is asked
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing is written to disk, whatever SQLite is talked into; no core either
    clock = Clock(round(max(min(asked["seconds"], seconds - _OWN_SECONDS), 0.1), 1))
    database = Database(clock, D1_VALUE_BYTES)
    database.load(image)
    answer = _answer(database, asked["sql"])
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + (b"" if answer["failure"] else database.image()))


def _answer(database: Database, sql: str) -> dict[str, Any]:
    failure = None
    for outcome in database.stepped(sql):
        if isinstance(outcome, Failure):
            failure = (outcome.statement.number, outcome.words, outcome.undecided)
        else:
            print(outcome.number, file=sys.stderr, flush=True)  # noqa: T201 - to the parent, which reads it where the child is ended
    touches = [(touch.statement.number, touch.table, touch.action) for touch in database.touches]
    return {"failure": failure, "touches": touches, "seconds": database.clock.seconds - database.clock.left}
