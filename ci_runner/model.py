"""The records of a run: what a step is, how it ended, and the receipt that all of them add up to. Records only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Literal

from hooks.finding import Report
from hooks.schema_diff.change import Change
from hooks.sources.schema import Table

if TYPE_CHECKING:
    from ci_runner.context import Context
    from ci_runner.event import Event


# Skipped, and yet nothing may follow: a later run does the work.
_ENDS_IN_PEACE = frozenset({"superseded"})


NOT_REACHED = "not-reached"


class Outcome(Enum):
    """How a step ended."""

    PASSED = "passed"
    FAILED = "failed"
    HELD = "held"
    SKIPPED = "skipped"
    EXPECTED = "expected"

    @property
    def stops_the_run(self) -> bool:
        """Whether nothing may be changed after it."""
        return self in {Outcome.FAILED, Outcome.HELD}


class Stage(Enum):
    """What a step may need: `PLAN` runs anywhere, `DEPLOY` only where production may be changed."""

    PLAN = "plan"
    DEPLOY = "deploy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """What the run judged, as digests that can be computed anew and compared before anything irreversible."""

    tree: str
    journal: str
    schema: str
    policy: str
    tools: str

    def differing(self, other: "Digests") -> tuple[str, ...]:
        """The names of the digests that are not the same."""
        return tuple(name for name in ("tree", "journal", "schema", "policy", "tools") if getattr(self, name) != getattr(other, name))


@dataclass(frozen=True, slots=True)
class Applied:
    """The migrations that the live database is proven to hold, and the commit they came from."""

    commit: str
    migrations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """The code that answers at `url`, as far as `told_by` knows. `deployment` is as much of the platform's id as it showed.

    `pinned` is why a rollback holds the project there, empty where nothing does.
    """

    commit: str
    url: str
    deployment: str = ""
    told_by: str = "this run"
    pinned: str = ""


@dataclass(frozen=True, slots=True)
class Losses:
    """The data that new migrations destroy, in sentences, and a code that stands for exactly these losses."""

    code: str
    sentences: tuple[str, ...]

    @property
    def phrase(self) -> str:
        """What somebody writes who agrees to them."""
        return f"confirm {self.code}"


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """What a change does to the declared schema: since `base`, which `changes`, and every table that they touch as it is now, or was before it went."""

    base: str
    changes: tuple[Change, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Override:
    """A refusal that a human sets aside, by its reason code, and why."""

    reason: str
    why: str


@dataclass(frozen=True, slots=True)
class Permits:
    """What a human allows on the command line, for one run: a refusal set aside, losses agreed to by their code, a pin taken away and why."""

    override: Override | None = None
    confirm: str = ""
    resume: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """How one step ended, in words for people and a `reason` (kebab-case, stable) for machines.

    A step fills its texts and what it learned; the executor stamps `step`, `stage` and `seconds` and redacts every text.
    `annotations` are GitHub workflow commands, printed only there.
    """

    outcome: Outcome
    reason: str
    sentence: str
    todo: tuple[str, ...] = ()
    excerpt: str = ""
    annotations: str = ""
    digests: Digests | None = None
    applied: Applied | None = None
    live: Live | None = None
    staged: Live | None = None
    bundle: str = ""
    losses: Losses | None = None
    override: Override | None = None
    confirmed_by: str = ""
    report: Report | None = None
    schema: SchemaChange | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    step: str = ""
    stage: Stage = Stage.PLAN
    seconds: float = 0.0


Act = Callable[["Context", "Receipt"], StepResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act of the pipeline. `seconds` is its time limit; `repeatable` ones are tried again when the network was at fault.

    `changes` says what of the platform the step changes, empty where nothing: `applied` and `live` are the receipt's fields about it.
    """

    name: str
    act: Act
    stage: Stage
    seconds: float
    repeatable: bool = False
    changes: Literal["", "applied", "live", "storage", "auth"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was checked and done, true at any moment: `in_progress` names the step that may or may not have had its effect.

    `staged` is what waits in staging to be promoted, `bundle` the digest of the code that was built, and after a deploy of that one.
    """

    tool: str
    project: str
    environment: str
    event: "Event"
    commit: str
    tree: str
    started: str
    sandbox: bool = False
    versions: Mapping[str, str] = field(default_factory=dict)
    digests: Digests | None = None
    applied: Applied | None = None
    live: Live | None = None
    staged: Live | None = None
    bundle: str = ""
    losses: Losses | None = None
    override: Override | None = None
    confirmed_by: str = ""
    report: Report | None = None
    schema: SchemaChange | None = None
    steps: tuple[StepResult, ...] = ()
    in_progress: str | None = None
    unknown: tuple[str, ...] = ()
    interrupted: str | None = None
    finished: bool = False

    def after(self, result: StepResult) -> "Receipt":
        """The receipt with one more result and what that step learned."""
        return replace(
            self,
            steps=(*self.steps, result),
            in_progress=None,
            versions={**self.versions, **result.versions},
            digests=result.digests or self.digests,
            applied=result.applied or self.applied,
            live=result.live or self.live,
            staged=None if result.live else result.staged or self.staged,
            bundle=result.bundle or self.bundle,
            losses=result.losses or self.losses,
            override=result.override or self.override,
            confirmed_by=result.confirmed_by or self.confirmed_by,
            report=result.report or self.report,
            schema=result.schema or self.schema,
        )

    def result_of(self, step: str) -> StepResult | None:
        """The newest result of the step of that name."""
        return next((result for result in reversed(self.steps) if result.step == step), None)

    @property
    def stopped_by(self) -> StepResult | None:
        """The first result that stops the run, or None."""
        return next((result for result in self.steps if result.outcome.stops_the_run or result.reason in _ENDS_IN_PEACE), None)

    @property
    def is_live(self) -> bool:
        """Whether this run's commit is what answers, put there by this run or found there."""
        return self.live is not None and self.live.commit == self.commit

    @property
    def deployed(self) -> bool:
        """Whether this run put its commit live."""
        return any(result.step in {"deploy", "promote"} and result.outcome is Outcome.PASSED and result.staged is None for result in self.steps)

    @property
    def verdict(self) -> str:
        """`passed`, `failed`, `held`, `superseded` (a later commit's run does the work), `interrupted`, or `unfinished` while the run lasts."""
        if self.interrupted:
            return "interrupted"
        outcomes = {result.outcome for result in self.steps}
        if Outcome.FAILED in outcomes:
            return "failed"
        if Outcome.HELD in outcomes:
            return "held"
        if not self.finished:
            return "unfinished"
        return "superseded" if self.stopped_by else "passed"

    @property
    def says_something(self) -> bool:
        """Whether a reviewer learns anything from it: something is wrong, is lost, or changes in the schema."""
        found = self.report is not None and bool(self.report.findings or self.report.diagnostics)
        return found or self.verdict != "passed" or self.schema is not None or self.losses is not None

    @property
    def exit_code(self) -> int:
        """The exit code that this receipt asks for (see the table of exit codes)."""
        if self.interrupted:
            return 130 if self.interrupted == "SIGINT" else 143
        reasons = {result.reason for result in self.steps if result.outcome is Outcome.FAILED}
        if "findings" in reasons:
            return 1
        if reasons - {"undetermined"}:
            return 4
        if any(result.outcome is Outcome.HELD for result in self.steps):
            return 5
        return 3 if reasons else 0
