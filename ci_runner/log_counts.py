"""What is kept of an app's log: numbers, and the names of exception classes. No line of it: an app may log what no redactor knows.

Source of the lines: `edgespark log tail` of 0.0.9. A log line of several lines may pretend to be any of them; it can only make the counts worse.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

_EXCEPTION = re.compile(r"\d\d:\d\d:\d\d\.\d{3} EXC ([^:]*)")
_LOGGED = re.compile(r"\d\d:\d\d:\d\d\.\d{3} (?:DBG|INF|WRN|ERR|LOG)\b")
_ANSWERED = re.compile(r"─── \S+ .*→ (\d{1,3}|\?\?\?) ")
# Whatever else stands there could be a message.
_CLASS_NAME = re.compile(r"[A-Z][A-Za-z0-9]{0,50}(?:Error|Exception)|Error")
_OTHER = "of another kind"
_SERVER_ERROR = 500


@dataclass(slots=True)
class LogCounts:
    """What was seen so far; `unread` are lines before any that has a known form."""

    requests: int = 0
    server_errors: int = 0
    exceptions: Counter[str] = field(default_factory=Counter)
    known: int = 0
    unread: int = 0

    def see(self, line: str) -> None:
        """Count one line, and forget it."""
        if answered := _ANSWERED.match(line):
            self.requests += 1
            self.server_errors += answered[1].isdecimal() and int(answered[1]) >= _SERVER_ERROR
        elif thrown := _EXCEPTION.match(line):
            self.exceptions[thrown[1] if _CLASS_NAME.fullmatch(thrown[1]) else _OTHER] += 1
        elif not _LOGGED.match(line):
            self.unread += bool(line.strip())
            return
        self.known += 1

    @property
    def words(self) -> str:
        """The numbers, as a sentence has them."""
        thrown = ", ".join(f"{count} {name}" for name, count in sorted(self.exceptions.items(), key=lambda pair: (-pair[1], pair[0])))
        parts = [_counted(self.requests, "request"), _counted(self.exceptions.total(), "exception") + (f" ({thrown})" if thrown else "")]
        return ", ".join([*parts, f"{_counted(self.server_errors, 'answer')} of 500 or more"])

    @property
    def is_readable(self) -> bool:
        """Whether lines came and not one of them had a known form: then the numbers mean nothing."""
        return self.known > 0 or self.unread == 0


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
