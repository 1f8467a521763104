"""The process in which SQL from outside runs: asked one migration after another, and ended from outside where an answer does not come in time.

It is `hooks/sources/sqlite/process.py`, which also describes what passes between the two. Of the environment it sees the loader's variables only.
"""

import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from threading import Timer
from typing import Any, NamedTuple

from hooks import child

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
# Appended, so that nothing beside this package can stand in for a module of Python's.
_START = "import sys; sys.path.append(sys.argv[1]); from hooks.sources.sqlite.process import serve; serve()"
_LOADER = ("LD_", "DYLD_")  # where a Python that was unpacked somewhere finds its own libraries
_LONGEST_WAIT_SECONDS = 60.0  # the bound is processor time; this one is for a machine that gives the child none


class Answer(NamedTuple):
    """What became of a migration, and the image of the database after it."""

    facts: Mapping[str, Any]
    image: bytes


class Ended(NamedTuple):
    """A child that gave no answer: its exit code (negative: the signal), and the number of the last statement that it had run."""

    code: int
    ran: int

    @property
    def took_too_long(self) -> bool:
        """Whether a bound on time ended it."""
        return self.code in {-signal.SIGKILL, -signal.SIGXCPU}


class SqliteChild:
    """The running process. End it when done; after `Ended` it is."""

    def __init__(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name.startswith(_LOADER)}
        self._process = child.start((sys.executable, "-I", "-S", "-c", _START, _ROOT), env=environment)
        self._ran = 0

    def ask(self, sql: str, seconds: float, image: bytes) -> Answer | Ended:
        """Have `sql` run on the database that `image` was made of, for `seconds` of processor time at most."""
        self._ran = 0
        watch = Timer(_LONGEST_WAIT_SECONDS, self._kill)
        watch.daemon = True
        watch.start()
        try:
            return self._exchanged(json.dumps({"sql": sql, "seconds": seconds, "image": len(image)}).encode() + b"\n" + image)
        except (OSError, ValueError, TypeError, LookupError):  # it is gone, or what it says is no answer
            return self.end()
        except BaseException:  # what is left of this answer must not be taken for the next
            self.end()
            raise
        finally:
            watch.cancel()

    def end(self) -> Ended:
        """End the process and all that it may have started."""
        child.end_group(self._process)
        return Ended(self._process.returncode, self._ran)

    def _exchanged(self, question: bytes) -> Answer:
        """Raises OSError or ValueError where no answer comes."""
        ask, answer = self._process.stdin, self._process.stdout
        if ask is None or answer is None:
            raise OSError("no pipes")
        ask.write(question)
        ask.flush()
        while (line := answer.readline())[:1].isdigit():
            self._ran = int(line)
        facts = json.loads(line)
        image = answer.read(facts["image"])
        if len(image) < facts["image"]:
            raise ValueError("half an image")
        return Answer(facts, image)

    def _kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
