"""What a sandbox can be told to do wrong, so that tests and rehearsals meet it before production does."""

import threading
from dataclasses import dataclass
from enum import Enum

from hooks.errors import UsageError


class Kind(Enum):
    """One way to go wrong."""

    STALE_TYPES = "stale-types"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    CONFLICT = "409"
    RATE_LIMITED = "429"
    SERVER_ERROR = "500"
    UNAVAILABLE = "503"
    HANG = "hang"
    CRASH_AFTER_UPLOAD = "crash-after-upload"
    CRASH_AFTER_DEPLOY = "crash-after-deploy"
    FAILING_MIGRATION = "failing-migration"
    SILENT_MIGRATE = "silent-migrate"
    DROPPED_LOG = "dropped-log"
    THROWING_APP = "throwing-app"
    MISSING_KEY = "missing-key"
    PENDING_FAILS = "pending-fails"

    @property
    def status(self) -> int | None:
        """The HTTP status that this fault answers with, or None where it is of another kind."""
        return int(self.value) if self.value.isdecimal() else None

    @property
    def explanation(self) -> str:
        """What happens, for a list of faults that a reader can choose from."""
        return _EXPLANATIONS.get(self) or f"every request is answered with HTTP {self.value}"


_EXPLANATIONS = {
    Kind.STALE_TYPES: "the platform's types are newer than the project's",
    Kind.RATE_LIMITED: "every request is answered with HTTP 429 and Retry-After",
    Kind.HANG: "requests are accepted and never answered",
    Kind.CRASH_AFTER_UPLOAD: "the command dies after the upload: nothing was deployed, which the run cannot know",
    Kind.CRASH_AFTER_DEPLOY: "the command dies after the deploy: the new code is live, nobody heard of it",
    Kind.FAILING_MIGRATION: "the last pending migration fails, those before it are applied",
    Kind.SILENT_MIGRATE: "`db migrate` claims success and does nothing",
    Kind.DROPPED_LOG: "the log stream is lost right after it was connected",
    Kind.THROWING_APP: "the deployed app throws at every request, and answers it with HTTP 500",
    Kind.MISSING_KEY: "the first declared key has no value on the platform (`missing-key@NAME`: that one)",
    Kind.PENDING_FAILS: "`db check` and `deploy --dry-run` fail while a migration is pending (nobody outside has seen which they do)",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind, where it strikes (`at`: a part of the request's path, or a key's name) and how often (0: every time)."""

    kind: Kind
    at: str = ""
    times: int = 0

    @classmethod
    def parsed(cls, text: str) -> "Fault":
        """Read `KIND[@WHERE][*TIMES]`, as in `503@/deploy/execute*2`. Raises UsageError."""
        head, _, times = text.partition("*")
        name, _, at = head.partition("@")
        try:
            return cls(Kind(name), at, int(times or 0))
        except ValueError:
            known = ", ".join(kind.value for kind in Kind)
            raise UsageError(f"{text!r} is no sandbox fault: use KIND[@WHERE][*TIMES], KIND one of {known}") from None


class Faults:
    """The fault that stands, shared by the threads of one server; one that strikes a limited number of times wears off."""

    def __init__(self, fault: Fault | None = None) -> None:
        self._lock = threading.Lock()
        self._fault = fault
        self._struck = 0

    def set(self, fault: Fault | None) -> None:
        """Let `fault` stand from now on; None ends all trouble."""
        with self._lock:
            self._fault, self._struck = fault, 0

    def standing(self, kind: Kind) -> Fault | None:
        """The fault, if it is of `kind` and stands."""
        with self._lock:
            return self._fault if self._fault is not None and self._fault.kind is kind else None

    def strike(self, path: str) -> Kind | None:
        """The trouble that a request for `path` meets: an HTTP status or a hang. Counts as one strike.

        A fault without a place means the whole API; the deployed app and uploads suffer only where they are named.
        """
        with self._lock:
            fault = self._fault
            if fault is None or (fault.kind.status is None and fault.kind is not Kind.HANG):
                return None
            here = fault.at in path if fault.at else path.startswith("/api/")
            if not here or (fault.times and self._struck >= fault.times):
                return None
            self._struck += 1
            return fault.kind
