"""What the new migrations destroy, whoever acknowledged it in a comment: production's rows need a human's word of their own."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from ci_runner.model import Losses
from hooks.checks import destructive_migration
from hooks.finding import Finding, Severity
from hooks.judge import Request, opened
from hooks.project import Project

_CODE_CHARACTERS = 10


def rehearsed(request: Request, top: Path, environ: Mapping[str, str]) -> Losses | None:
    """The losses of the project that `request` names; None where there are none. Raises UsageError, ConfigError, NoVerdict."""
    with opened(request, top, environ) as judged:
        project = judged.project
        found = [result for result in destructive_migration.check(project) if isinstance(result, Finding) and result.severity is not Severity.WARNING]
        return Losses(_code(project, found), tuple(result.message for result in found)) if found else None


def _code(project: Project, found: list[Finding]) -> str:
    """A digest of the losses and of the migrations that make them: a changed statement is another decision."""
    contents = {path: hashlib.sha256(project.content(path) or b"").hexdigest() for path in sorted({result.location.path for result in found})}
    parts = [sorted(result.subject for result in found), sorted(contents.items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:_CODE_CHARACTERS]
