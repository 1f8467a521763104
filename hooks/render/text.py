"""The report for a person: what, where, and what to do; nothing else."""

from collections.abc import Callable
from itertools import groupby

from hooks.finding import Finding, Location, Report, Severity
from hooks.render.grouped import Group, grouped

Paint = Callable[[str, str], str]
"""What makes a part of the text stand out: its role (`place`, a severity, `no verdict`, `caret`, `repair`) and its words."""

# What a file name, a message or a source line may hold, and a terminal would obey.
_CONTROLS = {code: chr(0x2400 + code) for code in range(0x20) if code != ord("\t")}
_CONTROLS |= {0x7F: "\N{SYMBOL FOR DELETE}"}
_CONTROLS |= dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{REPLACEMENT CHARACTER}")  # C1, and what turns text around


def plain(_role: str, words: str) -> str:
    """No colours."""
    return words


def render(report: Report, paint: Paint = plain) -> str:
    """The listing, and for whoever is held up by it the way out."""
    return listing(report, paint) + _way_out(report)


def listing(report: Report, paint: Paint = plain) -> str:
    """Findings with their line and repair, then what could not be judged, then one line that sums up."""
    shown = (finding for finding in report.findings if finding.severity is not Severity.NOTE)
    parts = [_repaired(tuple(alike), paint) for _fix, alike in groupby(shown, lambda finding: (finding.fix, finding.project))]
    parts += [_diagnostic(group, paint) for group in grouped(report.diagnostics)]
    return "\n".join([*parts, _summary(report)])


def _repaired(findings: tuple[Finding, ...], paint: Paint) -> str:
    """Findings with one repair in common, which is told once, below the last of them."""
    from hooks.render import repair

    text = "\n".join(_finding(finding, paint) for finding in findings)
    fix, project = findings[0].fix, findings[0].project
    if fix is None:
        return text
    count = f"for all {len(findings)} above, " if len(findings) > 1 else ""
    first, *rest = repair.lines(fix, project)
    return text + "".join(f"  {paint('repair', _shown(line))}\n" for line in (first.replace("fix: ", f"fix: {count}", 1), *rest))


def _finding(finding: Finding, paint: Paint) -> str:
    severity = finding.severity.value if finding.severity else Severity.ERROR.value
    return "\n".join([_head(finding.location, severity, finding.message, finding.rule, paint), *_frame(finding.location, finding.excerpt, paint)]) + "\n"


def _diagnostic(group: Group, paint: Paint) -> str:
    place = group.diagnostic.location
    head = _head(place, "no verdict", group.diagnostic.message, group.rules, paint)
    return "\n".join([head, *_frame(place, group.diagnostic.excerpt, paint)]) + "\n"


def _head(place: Location, weight: str, message: str, rule: str, paint: Paint) -> str:
    # GitHub obeys a line of a log that begins with `::`.
    shown = f"./{place}" if place.path.lstrip().startswith("::") else f"{place}"
    return f"{paint('place', _shown(shown))}: {paint(weight, weight)}: {_shown(message)} [{rule}]"


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
    command = " git commit ..." if report.judged in {"index", "working tree"} else ""
    return f"More on a rule: edgespark-ci explain {rules[0]}. To let it through once: EDGESPARK_CI_IGNORE={','.join(rules)}{command}\n"


def _counted(number: int, one: str, many: str = "") -> str:
    return "" if not number else f"{number} {one if number == 1 else many or one + 's'}"


def _shown(words: str) -> str:
    return words.translate(_CONTROLS).replace("##[", "## [")  # `##[x]` is a command to GitHub wherever it stands
