"""Rules and projects in, a report out: selection, suppression, history, order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from hooks import registry
from hooks.config import Policy
from hooks.errors import NoVerdict, UsageError
from hooks.finding import Diagnostic, Finding, Location, Report, Severity
from hooks.nearest import did_you_mean
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.suppressions import Suppression, suppression

_EXCERPT_CHARACTERS = 200


def chosen(select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """The rules that `select` names (none: all that are offline), without those that `ignore` names. Raises UsageError for an unknown name.

    A name is a rule id or a group. An online rule runs only where it is named itself.
    """
    ignored = set(_ids(ignore))
    if not select:
        return tuple(rule for rule in registry.rules() if rule.id not in ignored and not rule.online)
    asked = set(_ids(select)) - ignored
    return tuple(rule for rule in map(registry.rule, sorted(asked)) if rule.id in select or not rule.online)


def _ids(names: Sequence[str]) -> Iterator[str]:
    groups = {group.value for group in Group}
    for name in names:
        if name in groups:
            yield from (rule.id for rule in registry.rules() if rule.group.value == name)
        elif name in registry.rule_ids():
            yield name
        else:
            raise UsageError(f'unknown rule "{name}"{did_you_mean(name, [*registry.rule_ids(), *groups])} (`edgespark-ci rules` lists them)')


def run(rules: Sequence[Rule], projects: Sequence[Project], policy: Policy) -> Report:
    """Judge each project by each rule."""
    pairs = [(rule, project) for project in projects for rule in rules]
    heard = [_heard(result, project) for rule, project in pairs if _can_judge(rule, project) for result in _judged(rule, project, policy)]
    return Report(
        tuple(project.root for project in projects),
        tuple(sorted((result for result in heard if isinstance(result, Finding)), key=_order)),
        tuple(sorted((result for result in heard if isinstance(result, Diagnostic)), key=_order)),
        suppressed=heard.count(None),
        notes=tuple(_without_base(sorted({rule.id for rule, project in pairs if not _can_judge(rule, project)}))),
        undetermined_blocks=policy.undetermined_blocks,
    )


def _can_judge(rule: Rule, project: Project) -> bool:
    return not rule.needs_base or project.base is not None


def _heard(result: Finding | Diagnostic, project: Project) -> Finding | Diagnostic | None:
    """The result as it is shown; None where a comment lets it stand."""
    if isinstance(result, Diagnostic):
        return result
    match _suppression(result, project):
        case Suppression.SUPPRESSED:
            return None
        case Suppression.WITHOUT_REASON:
            return result._replace(message=f"{result.message} (the comment that ignores it gives no reason, which an error needs)")
        case Suppression.NONE:
            return result


def _without_base(left_out: Sequence[str]) -> Iterator[str]:
    """That rules were left out is said once, and is no fault: a fresh clone without a remote has nothing to compare with."""
    if left_out:
        rules = "1 rule was" if len(left_out) == 1 else f"{len(left_out)} rules were"
        yield f"no base to compare with: {rules} not judged ({', '.join(left_out)}); name one with --base"


def _judged(rule: Rule, project: Project, policy: Policy) -> list[Finding | Diagnostic]:
    severity = policy.severity.get(rule.id)
    results = [_with_severity(result, severity or rule.severity, forced=severity is not None) for result in _stamped(rule, project)]
    if any(isinstance(result, Finding) and result.severity is Severity.ERROR for result in results):
        return _without_history(rule, project, results)
    return results


def _without_history(rule: Rule, project: Project, results: list[Finding | Diagnostic]) -> list[Finding | Diagnostic]:
    """History is never judged again: what the base's tip has too is a warning at most."""
    base = project.base
    if base is None or base.tip is None:
        return results
    known = {result.fingerprint for result in _stamped(rule, base.tip)}
    return [_known(result, base.ref) if result.fingerprint in known else result for result in results]


def _known(result: Finding | Diagnostic, ref: str) -> Finding | Diagnostic:
    if isinstance(result, Finding) and result.severity is Severity.ERROR:
        return result._replace(severity=Severity.WARNING, message=f"{result.message} (not new: {ref} has it too)")
    return result


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


def _with_severity(result: Finding | Diagnostic, severity: Severity, *, forced: bool) -> Finding | Diagnostic:
    if isinstance(result, Finding) and (forced or result.severity is None):
        return result._replace(severity=severity)
    return result


def _excerpt(project: Project, place: Location) -> str:
    """The line of source that a place names, cut to a readable length; empty where it cannot be shown."""
    try:
        content = project.content(place.path) or b""
    except NoVerdict:
        return ""
    lines = content.split(b"\n", place.line)
    return lines[place.line - 1].decode("utf-8", "replace").rstrip()[:_EXCERPT_CHARACTERS] if place.line <= len(lines) else ""


def _suppression(finding: Finding, project: Project) -> Suppression:
    try:
        return suppression(finding, project.content(finding.location.path) or b"")
    except NoVerdict:
        return Suppression.NONE


def _order(result: Finding | Diagnostic) -> tuple[str, str, int, int, str]:
    place = result.location
    return (result.project, place.path, place.line, place.column, result.rule)
