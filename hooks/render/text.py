"""The report for a person: what, where, and what to do; nothing else."""

from collections.abc import Callable

from hooks.finding import Finding, Location, Report, Severity
from hooks.render.grouped import Group, grouped

Paint = Callable[[str, str], str]
"""What makes a part of the text stand out: its role (`place`, a severity, `no verdict`, `caret`, `repair`) and its words."""

# What a file name, a message or a source line may hold, and a terminal would obey.
_CONTROLS = {code: chr(0x2400 + code) for code in range(0x20) if code != ord("\t")}
_CONTROLS |= {0x7F: "\N{SYMBOL FOR DELETE}"} | dict.fromkeys(range(0x80, 0xA0), "\N{REPLACEMENT CHARACTER}")


def plain(_role: str, words: str) -> str:
    """No colours."""
    return words


def render(report: Report, paint: Paint = plain) -> str:
    """The listing, and for whoever is held up by it the way out."""
    return listing(report, paint) + _way_out(report)


def listing(report: Report, paint: Paint = plain) -> str:
    """Findings with their line and repair, then what could not be judged, then one line that sums up."""
    parts = [_finding(finding, paint) for finding in report.findings if finding.severity is not Severity.NOTE]
    parts += [_diagnostic(group, paint) for group in grouped(report.diagnostics)]
    return "\n".join([*parts, _summary(report)])


def _finding(finding: Finding, paint: Paint) -> str:
    from hooks.render import repair

    severity = finding.severity.value if finding.severity else Severity.ERROR.value
    lines = [_head(finding.location, severity, finding.message, finding.rule, paint), *_frame(finding.location, finding.excerpt, paint)]
    if finding.fix is not None:
        lines += [f"  {paint('repair', _shown(line))}" for line in repair.lines(finding.fix, finding.project)]
    return "\n".join(lines) + "\n"


def _diagnostic(group: Group, paint: Paint) -> str:
    place = group.diagnostic.location
    head = _head(place, "no verdict", group.diagnostic.message, group.rules, paint)
    return "\n".join([head, *_frame(place, group.diagnostic.excerpt, paint)]) + "\n"


def _head(place: Location, weight: str, message: str, rule: str, paint: Paint) -> str:
    return f"{paint('place', _shown(str(place)))}: {paint(weight, weight)}: {_shown(message)} [{rule}]"


def _frame(place: Location, excerpt: str, paint: Paint) -> list[str]:
    """The line of source and carets below the place."""
    from hooks.render.frame import framed

    frame = framed(place, _shown(excerpt))
    if frame is None:
        return []
    number = str(place.line)
    return [f"  {number} | {frame.source}", f"  {' ' * len(number)} | {frame.indent}{paint('caret', frame.carets)}"]


def _summary(report: Report) -> str:
    counts = [_counted(sum(f.severity is severity for f in report.findings), severity.value) for severity in Severity]
    counts.append(_counted(len(report.diagnostics), "rule result without verdict", "rule results without verdict"))
    counts.append(f"{report.suppressed} suppressed" if report.suppressed else "")
    counts.append(f"{report.baselined} in the baseline" if report.baselined else "")
    what = ", ".join(count for count in counts if count) or "clean"
    line = f"{what}: {_counted(len(report.projects), 'project') or '0 projects'} checked in the {report.judged} ({report.seconds:.2f} s)\n"
    return line + "".join(f"note: {_shown(note)}\n" for note in report.notes)


def _way_out(report: Report) -> str:
    """How to let one commit through all the same: a hook that cannot be passed is switched off as a whole instead."""
    rules = sorted({f.rule for f in report.findings if f.severity and f.severity.blocks} or {d.rule for d in report.diagnostics})
    if not rules:
        return ""
    return f"More on a rule: edgespark-ci explain {rules[0]}. To let it through once: EDGESPARK_CI_IGNORE={','.join(rules)} git commit ...\n"


def _counted(number: int, one: str, many: str = "") -> str:
    return "" if not number else f"{number} {one if number == 1 else many or one + 's'}"


def _shown(words: str) -> str:
    return words.translate(_CONTROLS)
