"""The report for a person: what, where, and what to do; nothing else."""

from hooks.finding import Finding, Fix, Location, Report, Severity
from hooks.render.grouped import Group, grouped


def render(report: Report) -> str:
    """The listing, and for whoever is held up by it the way out."""
    return listing(report) + _way_out(report)


def listing(report: Report) -> str:
    """Findings with their line and repair, then what could not be judged, then one line that sums up."""
    parts = [_finding(finding) for finding in report.findings if finding.severity is not Severity.NOTE]
    parts += [_diagnostic(group) for group in grouped(report.diagnostics)]
    return "\n".join([*parts, _summary(report)])


def _finding(finding: Finding) -> str:
    severity = finding.severity.value if finding.severity else Severity.ERROR.value
    lines = [f"{finding.location}: {severity}: {finding.message} [{finding.rule}]", *_frame(finding.location, finding.excerpt)]
    if finding.fix is not None:
        lines += _repair(finding.fix, finding.project)
    return "\n".join(lines) + "\n"


def _diagnostic(group: Group) -> str:
    place = group.diagnostic.location
    head = f"{place}: no verdict: {group.diagnostic.message} [{group.rules}]"
    return "\n".join([head, *_frame(place, group.diagnostic.excerpt)]) + "\n"


def _frame(place: Location, excerpt: str) -> list[str]:
    """The line of source and a caret below its column; tabs stay tabs, so that the caret stands where the terminal puts the character."""
    if not excerpt.strip() or place.column > len(excerpt) + 1:
        return []
    number = str(place.line)
    before = "".join("\t" if character == "\t" else " " for character in excerpt[: place.column - 1])
    last = place.end_column if place.end_line == place.line else len(excerpt) + 1
    width = max(min(last, len(excerpt) + 1) - place.column, 1)
    return [f"  {number} | {excerpt}", f"  {' ' * len(number)} | {before}{'^' * width}"]


def _repair(fix: Fix, project: str) -> list[str]:
    """The repair; where its commands must run is said unless everybody stands there anyway."""
    where = "" if not fix.commands or fix.cwd == project == "." else f" (in {'the top of the repository' if fix.cwd == '.' else fix.cwd})"
    return [f"  fix: {fix.text}{where}", *(f"    $ {_pasted(command)}" for command in fix.commands)]


def _pasted(command: tuple[str, ...]) -> str:
    import shlex

    return shlex.join(command)


def _summary(report: Report) -> str:
    counts = [_counted(sum(f.severity is severity for f in report.findings), severity.value) for severity in Severity]
    counts.append(_counted(len(report.diagnostics), "rule result without verdict", "rule results without verdict"))
    counts.append(f"{report.suppressed} suppressed" if report.suppressed else "")
    what = ", ".join(count for count in counts if count) or "clean"
    line = f"{what}: {_counted(len(report.projects), 'project') or '0 projects'} checked in the {report.judged} ({report.seconds:.2f} s)\n"
    return line + "".join(f"note: {note}\n" for note in report.notes)


def _way_out(report: Report) -> str:
    """How to let one commit through all the same: a hook that cannot be passed is switched off as a whole instead."""
    rules = sorted({f.rule for f in report.findings if f.severity and f.severity.blocks} or {d.rule for d in report.diagnostics})
    if not rules:
        return ""
    return f"More on a rule: edgespark-ci explain {rules[0]}. To let it through once: EDGESPARK_CI_IGNORE={','.join(rules)} git commit ...\n"


def _counted(number: int, one: str, many: str = "") -> str:
    return "" if not number else f"{number} {one if number == 1 else many or one + 's'}"
