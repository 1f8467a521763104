"""A repair in words, the same in every format that shows lines of text."""

import shlex

from hooks.finding import Finding, Fix


def told(finding: Finding) -> str:
    """The message and, on lines of their own, the repair."""
    return "\n".join([finding.message, *(lines(finding.fix, finding.project) if finding.fix else [])])


def lines(fix: Fix, project: str) -> list[str]:
    """The repair, then its commands; where these must run is said unless everybody stands there anyway."""
    where = "" if not fix.commands or fix.cwd == project == "." else f" (in {'the top of the repository' if fix.cwd == '.' else fix.cwd})"
    return [f"fix: {fix.text}{where}", *(f"  $ {shlex.join(command)}" for command in fix.commands)]
