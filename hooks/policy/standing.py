"""What becomes of a result: it is shown, or it is let stand by the policy for its path, a comment, an acknowledgement or the baseline."""

from enum import Enum
from typing import NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Severity
from hooks.policy.baseline import Baseline
from hooks.policy.config import Policy
from hooks.project import Project
from hooks.rule import Group, Rule

Result = Finding | Diagnostic


class Standing(Enum):
    """Whether somebody hears of a result."""

    SHOWN = "shown"
    SUPPRESSED = "suppressed"
    BASELINED = "baselined"


class Heard(NamedTuple):
    """A result, and what became of it."""

    result: Result
    standing: Standing = Standing.SHOWN


class Terms:
    """What decides that: the policy, the baseline, and the day (`2026-12-31`)."""

    def __init__(self, policy: Policy, baseline: Baseline, today: str) -> None:
        self.policy = policy
        self.baseline = baseline
        self.today = today

    def severity(self, rule: Rule, path: str) -> Severity | None:
        """The severity that the policy gives the rule there; the last glob that says one decides. None where it says nothing."""
        said = [one.severity[rule.id] for one in self.policy.per_path if rule.id in one.severity and _matches(one.glob, path)]
        return said[-1] if said else self.policy.severity.get(rule.id)

    def heard(self, rule: Rule, result: Result, project: Project, *, in_base: bool) -> Heard:
        """What becomes of the result; `in_base` tells that the base has it too. What is said of the policy itself nobody can let stand."""
        if rule.group is Group.POLICY:
            return Heard(result)
        if self._is_ignored(rule, result.location.path):
            return Heard(result, Standing.SUPPRESSED)
        heard = self._acknowledged(_commented(result, project))
        if heard.standing is Standing.SHOWN and self.baseline.holds(result.fingerprint, in_base=in_base):
            return heard._replace(standing=Standing.BASELINED)
        return heard

    def _is_ignored(self, rule: Rule, path: str) -> bool:
        names = {rule.id, rule.group.value}
        return any(not names.isdisjoint(one.ignore) and _matches(one.glob, path) for one in self.policy.per_path)

    def _acknowledged(self, heard: Heard) -> Heard:
        found = next((one for one in self.policy.acknowledged if one.fingerprint == heard.result.fingerprint), None)
        if found is None or heard.standing is not Standing.SHOWN:
            return heard
        if found.holds(self.today):
            return heard._replace(standing=Standing.SUPPRESSED)
        return Heard(_with_remark(heard.result, f"it was acknowledged until {found.until}: {found.reason}"))


def _commented(result: Result, project: Project) -> Heard:
    """What the comments in its file do to a finding. An error needs a reason behind the bracket."""
    if isinstance(result, Diagnostic):
        return Heard(result)
    try:
        found = project.comments(result.location.path)
    except NoVerdict:
        return Heard(result)
    reaching = [comment for comment in found if comment.reaches(result.rule, result.location.line)]
    if any(comment.reason for comment in reaching) or (reaching and result.severity is not Severity.ERROR):
        return Heard(result, Standing.SUPPRESSED)
    return Heard(_with_remark(result, "the comment that ignores it gives no reason, which an error needs") if reaching else result)


def _with_remark(result: Result, remark: str) -> Result:
    return result._replace(message=f"{result.message} ({remark})")


def _matches(glob: str, path: str) -> bool:
    from hooks.policy.globs import matches

    return matches(glob, path)
