"""Every bucket that the code uses is declared."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.finding import Diagnostic, Finding, Fix, Severity
from hooks.nearest import nearest
from hooks.project import Project
from hooks.rule import Group, Rule

if TYPE_CHECKING:
    from hooks.sources.bucket_uses import Undeclared
    from hooks.sources.storage import Storage

_MISSPELT = 0.7


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Look for what `storage_schema.ts` does not declare: names read from it, and texts or objects given to `storage`."""
    from hooks.sources.bucket_uses import uses_of
    from hooks.sources.storage import Storage

    storage = project.storage or Storage(project.storage_path, (), {(): frozenset()})
    uses = uses_of(project.program.apart(), storage)
    for problem in uses.problems:
        yield Diagnostic(f"{problem.message}: the buckets that it uses are not judged", problem.location, problem.location.path)
    for use in uses.undeclared:
        if use.is_open:
            what = f'"{use.text}" is not found in {storage.path}, which cannot be read to the end without running the code'
            yield Diagnostic(what, use.location, use.text)
        else:
            yield _finding(use, storage)


def _finding(use: "Undeclared", storage: "Storage") -> Finding:
    what, repair = _OF_FORM[use.form.value](use, storage)
    return Finding(what, use.location, use.text, Fix(repair))


def _of_name(use: "Undeclared", storage: "Storage") -> tuple[str, str]:
    near = nearest(use.text, use.known, alike=_MISSPELT)
    where = f'"{".".join(use.nest)}" in {storage.path}' if use.nest else storage.path
    what = f'bucket "{use.text}" is used, but {where} does not declare it'
    if near is None:
        return what, _declared(storage)
    return f'{what}; did you mean "{near}"?', f'write "{near}"; only if {use.text} is really a new bucket, {_declared(storage)}'


def _of_text(use: "Undeclared", storage: "Storage") -> tuple[str, str]:
    names = {bucket.name: ".".join(bucket.way) for bucket in storage.buckets if bucket.name is not None}
    near = nearest(use.text, names, alike=_MISSPELT)
    what = f'bucket "{use.text}" is given as a text, but `storage` takes what {storage.path} declares'
    if near is None:
        return what, f"{_declared(storage)}, and give its declaration"
    return f"{what}; did you mean buckets.{names[near]}?", f"write buckets.{names[near]}"


def _of_object(use: "Undeclared", storage: "Storage") -> tuple[str, str]:
    return f'bucket "{use.text}" is written out here, but {storage.path} does not declare it', f"{_declared(storage)}, and give its declaration"


def _declared(storage: "Storage") -> str:
    return f"declare it in {storage.path} and run `edgespark storage apply`"


_OF_FORM = {"name": _of_name, "text": _of_text, "object": _of_object}

RULE = Rule(
    id="undeclared-bucket",
    summary="every bucket that the code uses is declared in storage_schema.ts",
    severity=Severity.ERROR,
    group=Group.STORAGE,
    check=check,
)
