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
# Ends behind which a step may have had its effect all the same.
_EFFECT_UNKNOWN = frozenset(
    {"interrupted", "time-out", "crashed", "internal-error", "unreachable", "effect-unknown", "unproven", "another-deploy", "promoted-another"}
)


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
class Told:
    """What is live, as far as anybody can tell: `live` where that is sure.

    Else `perhaps` is all that may be, the newest first: the commits of deploys whose end nobody saw, and what was live before them.
    Neither, where nothing is known; `trouble` is why whoever knows could not be asked, which `passes` or has to be mended.
    """

    live: Live | None = None
    perhaps: tuple[Live, ...] = ()
    trouble: str = ""
    passes: bool = False

    @property
    def candidates(self) -> tuple[Live, ...]:
        """Everything that may be live."""
        return (self.live,) if self.live else self.perhaps


@dataclass(frozen=True, slots=True)
class Losses:
    """The data that new migrations destroy, in sentences, and a code that stands for exactly these losses. `migrations` were all looked at."""

    code: str
    sentences: tuple[str, ...]
    migrations: tuple[str, ...] = ()

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
    """A refusal that a human sets aside, by its reason code, and why. `used`: a step was refused for that reason, and went on."""

    reason: str
    why: str
    used: bool = False


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
    has_news: bool = False
    schema: SchemaChange | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    step: str = ""
    stage: Stage = Stage.PLAN
    seconds: float = 0.0

    @property
    def effect_is_unknown(self) -> bool:
        """Whether nobody can tell if the step had its effect."""
        return self.reason in _EFFECT_UNKNOWN


Act = Callable[["Context", "Receipt"], StepResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act of the pipeline. `seconds` is its time limit; `repeatable` ones are tried again when the network was at fault.

    `changes` says what of the platform the step changes, empty where nothing: `applied`, `live` and `staged` are the receipt's fields about it.
    """

    name: str
    act: Act
    stage: Stage
    seconds: float
    repeatable: bool = False
    changes: Literal["", "applied", "live", "staged", "storage", "auth"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was checked and done, true at any moment: `in_progress` names the step that may or may not have had its effect.

    `live` and `may_be_live` are as in Told: what is live for sure, or all that may be. `staged` is what waits in staging to be promoted, `bundle`
    the digest of the code that was built, and after a deploy of that one. `ahead` are the environments that a deploy comes to, with its steps.
    """

    tool: str
    project: str
    environment: str
    event: "Event"
    commit: str
    tree: str
    started: str
    ahead: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sandbox: bool = False
    versions: Mapping[str, str] = field(default_factory=dict)
    digests: Digests | None = None
    applied: Applied | None = None
    live: Live | None = None
    may_be_live: tuple[Live, ...] = ()
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
            may_be_live=() if result.live else self.may_be_live,
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
    def unused_override(self) -> str:
        """Words about an override that let nothing through, once the run is over: it may be a slip, or older than what it was for. Empty for any other."""
        refused = self.stopped_by is not None and self.stopped_by.reason == "override-refused"
        if not self.finished or self.override is None or self.override.used or refused:
            return ""
        return f"the override of {self.override.reason} was used by no step: nothing was refused for that reason"

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
        """Whether a reviewer learns anything from it: the change brings findings, loses data or changes the schema, or a step did not pass."""
        has_news = any(result.has_news for result in self.steps)
        return has_news or self.verdict != "passed" or self.schema is not None or self.losses is not None

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
