"""Comments that let one finding stand: `edgespark-ci: ignore[rule-id] reason`, on its line or the line above."""

import re
from enum import Enum

from hooks.finding import Finding

_COMMENT = re.compile(rb"(?://|--|#|/\*)\s*edgespark-ci:\s*ignore\[([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)\][ \t]*([^\r\n]*)")
_MARK = b"edgespark-ci:"


class Suppression(Enum):
    """What a comment does to a finding."""

    NONE = "no comment names it"
    WITHOUT_REASON = "a comment names it and gives no reason, which an error needs"
    SUPPRESSED = "a comment lets it stand"


def suppression(finding: Finding, content: bytes) -> Suppression:
    """What the comments in `content`, the finding's file, do to it. An error needs a reason behind the bracket."""
    if _MARK not in content:
        return Suppression.NONE
    lines = content.split(b"\n")[max(finding.location.line - 2, 0) : finding.location.line]
    needs_reason = finding.severity is not None and finding.severity.blocks
    comments = [match for line in lines for match in _COMMENT.finditer(line) if finding.rule.encode() in re.split(rb"\s*,\s*", match[1])]
    if any(not needs_reason or match[2].strip(b" */") for match in comments):
        return Suppression.SUPPRESSED
    return Suppression.WITHOUT_REASON if comments else Suppression.NONE
