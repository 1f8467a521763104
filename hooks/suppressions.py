"""Comments that let one finding stand: `edgespark-ci: ignore[rule-id] reason`, on its line or the line above."""

import re

from hooks.finding import Finding

_COMMENT = re.compile(rb"(?://|--|#|/\*)\s*edgespark-ci:\s*ignore\[([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)\][ \t]*([^\r\n]*)")
_MARK = b"edgespark-ci:"


def suppressed(finding: Finding, content: bytes) -> bool:
    """Whether a comment in `content`, the finding's file, lets it stand. An error needs a reason behind the bracket."""
    if _MARK not in content:
        return False
    lines = content.split(b"\n")[max(finding.location.line - 2, 0) : finding.location.line]
    needs_reason = finding.severity is not None and finding.severity.blocks
    return any(
        finding.rule.encode() in re.split(rb"\s*,\s*", match[1]) and (not needs_reason or match[2].strip(b" */"))
        for line in lines
        for match in _COMMENT.finditer(line)
    )
