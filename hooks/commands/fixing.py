"""`check --fix`: the edits that findings carry, applied, and the result judged again before anything is written."""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from hooks.errors import NoVerdict, UsageError
from hooks.finding import Edit, Finding, FixKind, Report
from hooks.judge import Judged, judge, opened
from hooks.project.files import CODE
from hooks.render.patch import patch
from hooks.request import Request, StrPath
from hooks.sources.typescript import parse
from hooks.trees.editing import edited, touch
from hooks.trees.file_changes import FileChange, carry_out
from hooks.trees.tree import CommitTree, Tree, WorkTree


class Rewritten(NamedTuple):
    """A file as it is and as it should be."""

    path: str
    old: bytes
    new: bytes


class Fixed(NamedTuple):
    """What stands before and after the edits, and the files below `top` that they rewrite. Nothing is written yet."""

    before: Report
    after: Report
    top: str = ""
    files: tuple[Rewritten, ...] = ()

    @property
    def patch(self) -> str:
        """The files' changes, as `git apply` takes them."""
        return "".join(patch(file.path, file.old, file.new) for file in self.files)

    @property
    def notes(self) -> list[str]:
        """What is told of the repair."""
        return [note for note in self.after.notes if note not in self.before.notes]

    def write(self) -> None:
        """Write the files. Raises UsageError."""
        carry_out((FileChange(file.path, file.new) for file in self.files), Path(self.top))


class _Repair(NamedTuple):
    """Edited files by path, and the findings that asked for it."""

    contents: dict[str, bytes]
    findings: tuple[Finding, ...]


class _Files(NamedTuple):
    """The files that are judged, and those on disk that can be written."""

    judged: Tree
    disk: WorkTree

    def obstacle(self, finding: Finding) -> str | None:
        """The first file of its edits that is not on disk as it is judged."""
        return next((path for path in _paths(_edits(finding)) if not self._is_on_disk(path)), None)

    def rewritten(self, path: str, content: bytes) -> Rewritten:
        """The file on disk, with its own line endings, for what is judged to become `content`."""
        old = self.disk.read(path)
        return Rewritten(path, old, content if old == self.judged.read(path) else _with_crlf(content))

    def is_broken(self, path: str, content: bytes) -> bool:
        """Whether code that could be parsed as it is judged cannot as `content`."""
        return path.endswith(CODE) and not _is_readable(path, content) and _is_readable(path, self.judged.read(path))

    def _is_on_disk(self, path: str) -> bool:
        if not self.judged.has(path) or not self.disk.has(path):
            return False
        content = self.judged.read(path)
        return self.disk.read(path) in {content, _with_crlf(content)}  # git may check out what is stored with LF as CRLF


def fixed(request: Request, cwd: StrPath, environ: Mapping[str, str]) -> Fixed:
    """Judge, and repair what can be repaired by edits. Raises UsageError where no files lie on disk for what is judged."""
    if request.ref:
        raise UsageError("--fix edits files of the working tree, and --ref judges a commit")
    report = judge(request, cwd, environ)
    if not _mendable(report):
        return Fixed(report, report)
    with opened(request, cwd, environ) as judged:
        if isinstance(judged.tree, CommitTree):
            return Fixed(report, _noted(report, ["nothing is fixed: a pushed commit is judged, and --fix edits files of the working tree"]))
        files = _Files(judged.tree, _disk(judged))
        repair, after = _repaired(files, request, cwd, environ, report)
        rewritten = tuple(files.rewritten(path, content) for path, content in repair.contents.items())
        return Fixed(report, _noted(after, _notes(repair, after, files, request)), files.disk.top, rewritten)


def _repaired(files: _Files, request: Request, cwd: StrPath, environ: Mapping[str, str], report: Report) -> tuple[_Repair, Report]:
    """The whole repair and what stands behind it. Edits are made for the text as it is, so what touches another waits for the next pass."""
    repair = _Repair({}, ())
    while (more := _further(repair, report, files)) is not None:
        then = judge(request._replace(changed=more.contents), cwd, environ)
        if len(_mendable(then)) >= len(_mendable(report)) or _damaged(then, report, more, files):
            break  # this pass cured nothing, or hurt: it is left out
        repair, report = more, then
    return repair, report


def _damaged(then: Report, report: Report, repair: _Repair, files: _Files) -> bool:
    """Whether an edited file can be read no more, by a rule, or as code where no rule reads it again."""
    known = {diagnostic.fingerprint for diagnostic in report.diagnostics}
    unread = (diagnostic.location.path for diagnostic in then.diagnostics if diagnostic.fingerprint not in known)
    return any(path in repair.contents for path in unread) or any(files.is_broken(path, content) for path, content in repair.contents.items())


def _further(repair: _Repair, report: Report, files: _Files) -> _Repair | None:
    """One more pass over what stands in `report`; None where nothing more can be done."""
    accepted: list[Finding] = []
    taken: list[Edit] = []
    for finding in _mendable(report):
        if not touch(_edits(finding), taken) and files.obstacle(finding) is None:
            accepted.append(finding)
            taken += _edits(finding)
    if not accepted:
        return None
    contents = dict(repair.contents)
    for path in _paths(taken):
        contents[path] = edited(contents.get(path) or files.judged.read(path), [edit for edit in taken if edit.location.path == path])
    return _Repair(contents, (*repair.findings, *accepted))


def _disk(judged: Judged) -> WorkTree:
    tree = judged.tree
    working = tree if isinstance(tree, WorkTree) else judged.repository.working() if judged.repository else None
    if working is None:
        raise UsageError("--fix edits files of a working tree, and there is none here")
    return working


def _mendable(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if _edits(finding)]


def _is_readable(path: str, code: bytes) -> bool:
    try:
        parse(path, code)
    except NoVerdict:
        return False
    return True


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix is not None and finding.fix.kind is FixKind.EDIT else ()


def _paths(edits: Iterable[Edit]) -> Iterable[str]:
    return dict.fromkeys(edit.location.path for edit in edits)


def _with_crlf(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


def _noted(report: Report, notes: Iterable[str]) -> Report:
    return report._replace(notes=(*report.notes, *notes))


def _notes(repair: _Repair, after: Report, files: _Files, request: Request) -> Iterator[str]:
    for finding in repair.findings:
        left = "".join(f"; now run: {shlex.join(command)}" for command in finding.fix.commands) if finding.fix else ""
        yield f"fixed: {finding.location}: {finding.message} [{finding.rule}]{left}"
    if request.staged and repair.contents:
        yield f"fixed in the working tree, not in the index: {shlex.join(('git', 'add', *repair.contents))}"
    obstacles = dict.fromkeys(files.obstacle(finding) for finding in _mendable(after))
    yield from (f"not fixed: {path} is not on disk as it is judged; stage the rest of it, or put it aside" for path in obstacles if path)
