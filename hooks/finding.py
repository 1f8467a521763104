"""The records that flow from a check to a renderer. Records only: no reading, no deciding."""

from enum import Enum
from typing import NamedTuple


class Severity(Enum):
    """How much a broken promise weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def blocks(self) -> bool:
        """Whether one such finding fails the run."""
        return self is Severity.ERROR


class FixKind(Enum):
    """Who can carry out a repair."""

    COMMAND = "command"
    EDIT = "edit"
    HUMAN = "human"


class Location(NamedTuple):
    """A place in the judged tree: repository-relative POSIX path; line and column from 1, column in characters."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Edit(NamedTuple):
    """Replace the text of `location` (end exclusive) with `text`."""

    location: Location
    text: str


class Fix(NamedTuple):
    """How to repair a finding: one sentence, and what a machine needs to do it.

    `commands` are argument lists, run in order in `cwd` (repository-relative); `requires` names tools and versions they need.
    """

    text: str
    kind: FixKind = FixKind.HUMAN
    commands: tuple[tuple[str, ...], ...] = ()
    cwd: str = "."
    requires: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()


class Finding(NamedTuple):
    """A broken promise at a place.

    A check fills the first five fields; the engine stamps the rest. `subject` is what the finding is about in the user's terms
    (`posts.slug`), stable when lines move; it makes the fingerprint. `severity` is set by a check only where it differs from its rule's.
    """

    message: str
    location: Location
    subject: str
    fix: Fix | None = None
    severity: Severity | None = None
    rule: str = ""
    project: str = "."
    fingerprint: str = ""
    excerpt: str = ""


class Diagnostic(NamedTuple):
    """No verdict could be reached: never a silent pass, never called drift. A check fills the first three fields."""

    message: str
    location: Location
    subject: str = ""
    rule: str = ""
    project: str = "."
    fingerprint: str = ""
    excerpt: str = ""


class Report(NamedTuple):
    """What one run of the checks found, in the order it is shown; `rules` are those that judged."""

    projects: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    suppressed: int = 0
    notes: tuple[str, ...] = ()
    judged: str = ""
    seconds: float = 0.0
    undetermined_blocks: bool = True
    rules: tuple[str, ...] = ()
    baselined: int = 0

    @property
    def blocked(self) -> bool:
        """Whether an error stands."""
        return any(f.severity is not None and f.severity.blocks for f in self.findings)

    @property
    def verdict(self) -> str:
        """`clean`, `findings` (an error stands) or `undetermined` (no error, but a rule reached no verdict)."""
        if self.blocked:
            return "findings"
        return "undetermined" if self.diagnostics else "clean"

    @property
    def exit_code(self) -> int:
        """0 clean, 1 an error stands, 3 no error but a rule without verdict (0 where the policy only warns of that)."""
        return {"findings": 1, "undetermined": 3 if self.undetermined_blocks else 0}.get(self.verdict, 0)
