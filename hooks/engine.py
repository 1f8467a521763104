"""Rules and projects in, a report out: stamps, history, what is let stand, order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from hooks import registry
from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Location, Report, Severity
from hooks.policy.baseline import Baseline
from hooks.policy.config import Policy
from hooks.policy.standing import Heard, Standing, Terms
from hooks.project import Project, Said
from hooks.rule import Group, Rule

_EXCERPT_CHARACTERS = 200
NO_BASE = "no base to compare with"
"""How the note begins that names the rules which were left out for that."""


def run(rules: Sequence[Rule], projects: Sequence[Project], policy: Policy, baseline: Baseline = Baseline(), today: str = "") -> Report:  # noqa: B008 - immutable
    """Judge each project by each rule. `today` is the day by which acknowledgements run out."""
    terms = Terms(policy, baseline, today)
    heard = [one for project in projects for one in _of_project(rules, project, terms)]
    shown = [one.result for one in heard if one.standing is Standing.SHOWN]
    pairs = [(rule, project) for project in projects for rule in rules]
    return Report(
        tuple(project.root for project in projects),
        tuple(sorted((result for result in shown if isinstance(result, Finding)), key=_order)),
        tuple(sorted((result for result in shown if isinstance(result, Diagnostic)), key=_order)),
        suppressed=sum(one.standing is Standing.SUPPRESSED for one in heard),
        baselined=sum(one.standing is Standing.BASELINED for one in heard),
        notes=(*_without_base(sorted({rule.id for rule, project in pairs if not _can_judge(rule, project)})), *_repaired(pairs, heard, baseline)),
        undetermined_blocks=policy.undetermined_blocks,
        rules=tuple(sorted({rule.id for rule, project in pairs if _can_judge(rule, project)})),
    )


def _of_project(rules: Sequence[Rule], project: Project, terms: Terms) -> list[Heard]:
    """What becomes of every result. The rules of the group `policy` judge last: they look at what the others said."""
    able = [rule for rule in rules if _can_judge(rule, project)]
    heard = [one for rule in able if rule.group is not Group.POLICY for one in _judged(rule, project, terms)]
    last = [rule for rule in able if rule.group is Group.POLICY]
    if last:
        judged = frozenset(rule.id for rule in able if _says_all(rule, project))
        project = project.after(Said(frozenset(registry.rule_ids()), judged, tuple(one.result for one in heard)))
    return heard + [one for rule in last for one in _judged(rule, project, terms)]


def _can_judge(rule: Rule, project: Project) -> bool:
    return not rule.needs_base or project.base is not None


def _says_all(rule: Rule, project: Project) -> bool:
    """Whether the rule tells all that is there: beside a base, the rules about migrations tell what is new, and what is gone is not repaired."""
    return not rule.needs_base and (rule.group is not Group.MIGRATIONS or project.base is None)


def _without_base(left_out: Sequence[str]) -> Iterator[str]:
    """That rules were left out is said once, and is no fault: a fresh clone without a remote has nothing to compare with."""
    if left_out:
        rules = "1 rule was" if len(left_out) == 1 else f"{len(left_out)} rules were"
        yield f"{NO_BASE}: {rules} not judged ({', '.join(left_out)}); name one with --base"


def _repaired(pairs: Sequence[tuple[Rule, Project]], heard: Sequence[Heard], baseline: Baseline) -> Iterator[str]:
    """That results of the baseline are gone; of rules that were not run here nobody can tell."""
    gone = baseline.entries.difference(one.result.fingerprint for one in heard)
    judged = {(rule.id, project.root) for rule, project in pairs if gone and _says_all(rule, project)}
    count = sum(tuple(entry.split(":", 2)[:2]) in judged for entry in gone)
    if count:
        yield f"{count} {'entry of the baseline is' if count == 1 else 'entries of the baseline are'} repaired: run `edgespark-ci baseline`"


def _judged(rule: Rule, project: Project, terms: Terms) -> list[Heard]:
    results = [_with_severity(result, rule, terms) for result in _stamped(rule, project)]
    known = history(rule, project) if any(_asks_history(result, terms) for result in results) else frozenset()
    return [_heard(rule, result, project, terms, in_base=result.fingerprint in known) for result in results]


def _asks_history(result: Finding | Diagnostic, terms: Terms) -> bool:
    is_error = isinstance(result, Finding) and result.severity is Severity.ERROR
    return is_error or terms.baseline.is_only_proposed(result.fingerprint)


def history(rule: Rule, project: Project) -> frozenset[str]:
    """The fingerprints of what the base's tip has too."""
    tip = project.base.tip if project.base else None
    return frozenset(result.fingerprint for result in _stamped(rule, tip)) if tip else frozenset()


def _heard(rule: Rule, result: Finding | Diagnostic, project: Project, terms: Terms, *, in_base: bool) -> Heard:
    """What becomes of a result. History is never judged again: what the base has too is a warning at most."""
    if in_base and project.base and isinstance(result, Finding) and result.severity is Severity.ERROR:
        result = result._replace(severity=Severity.WARNING, message=f"{result.message} (not new: {project.base.ref} has it too)")
    return terms.heard(rule, result, project, in_base=in_base)


def _stamped(rule: Rule, project: Project) -> list[Finding | Diagnostic]:
    """What the rule says of the project, with rule, project, excerpt and fingerprint. An unreadable input is a diagnostic of the rule."""
    ordinals: Counter[str] = Counter()
    stamped = []
    for result in _results(rule, project):
        subject = f"{rule.id}:{project.root}:{result.subject}"
        ordinals[subject] += 1
        ordinal = f"#{ordinals[subject]}" if ordinals[subject] > 1 else ""
        excerpt = _excerpt(project, result.location)
        stamped.append(result._replace(rule=rule.id, project=project.root, fingerprint=subject + ordinal, excerpt=excerpt))
    return stamped


def _results(rule: Rule, project: Project) -> Iterable[Finding | Diagnostic]:
    try:
        yield from rule.check(project)
    except NoVerdict as reason:
        yield Diagnostic(reason.message, reason.location, reason.location.path)
    except Exception as error:
        error.add_note(f"while running {rule.id} on {project.root}")
        raise


def _with_severity(result: Finding | Diagnostic, rule: Rule, terms: Terms) -> Finding | Diagnostic:
    if isinstance(result, Diagnostic):
        return result
    return result._replace(severity=terms.severity(rule, result.location.path) or result.severity or rule.severity)


def _excerpt(project: Project, place: Location) -> str:
    """The line of source that a place names, cut a little behind it; empty where it cannot be shown."""
    try:
        lines = project.lines(place.path)
    except NoVerdict:
        return ""
    return lines[place.line - 1].decode("utf-8", "replace").rstrip()[: place.column + _EXCERPT_CHARACTERS] if place.line <= len(lines) else ""


def _order(result: Finding | Diagnostic) -> tuple[bool, str, str, int, int, str]:
    """By place; what loosens the policy heads the report, since it says how far the rest can be trusted."""
    place = result.location
    return (result.rule != "weakened-policy", result.project, place.path, place.line, place.column, result.rule)
