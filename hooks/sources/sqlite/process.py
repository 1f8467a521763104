"""Migrations run in a process of their own: what `hooks/chain/sqlite_child.py` starts, bounded by the system.

It imports little, since a pull request waits for it. A question on stdin is a line of JSON (`sql`, `seconds`, and the bytes of `image`) and the
image of a database. On stdout stands the number of each statement that was run, then a line of JSON (`failure`, `touches`, `seconds`, `image`)
and the image after it.
"""

import sys
import time
from math import ceil
from typing import Any

from hooks.sources.sqlite.clock import Clock, Failure
from hooks.sources.sqlite.database import D1_VALUE_BYTES, Database

_OWN_SECONDS = 0.3  # what the process needs besides, so that SQLite's own clock strikes first where it can


def serve() -> None:
    """Answer questions until there are no more."""
    import json
    import resource
    import signal

    signal.signal(signal.SIGXCPU, signal.SIG_DFL)  # whatever the parent made of it: the system ends the process
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing is written to disk, whatever SQLite is talked into; no core either
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        database = Database(_clock(asked["seconds"]), D1_VALUE_BYTES)
        database.load(sys.stdin.buffer.read(asked["image"]))
        facts = _facts(database, asked["sql"])
        image = b"" if facts["failure"] else database.image()
        database.close()
        sys.stdout.buffer.write(json.dumps({**facts, "image": len(image)}).encode() + b"\n" + image)
        sys.stdout.buffer.flush()


def _clock(seconds: float) -> Clock:
    """A clock for the next migration, after a bound by the system, which knows whole seconds of the process's life only."""
    import resource

    used = time.process_time()
    end = max(ceil(used + seconds - 0.5), ceil(used + 0.5))
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    return Clock(round(max(min(seconds, end - used - _OWN_SECONDS), 0.1), 1))


def _facts(database: Database, sql: str) -> dict[str, Any]:
    failure = None
    for outcome in database.stepped(sql):
        if isinstance(outcome, Failure):
            failure = (outcome.statement.number, outcome.words, outcome.undecided)
        else:
            # To the parent, which reads it where the process is ended.
            sys.stdout.buffer.write(b"%d\n" % outcome.number)
            sys.stdout.buffer.flush()
    touches = [(touch.statement.number, *touch[1:]) for touch in database.touches]
    return {"failure": failure, "touches": touches, "seconds": database.clock.seconds - database.clock.left}
