"""The platform's types have been pulled: the generated files are there, and are no stubs.

Source: the stub that the CLI's own template brings, a comment and `export {};`.
"""

from collections.abc import Iterator

from hooks.finding import Finding, Fix, FixKind, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.types_release import is_stub

_USED_AS = {"server-types.d.ts": ("@sdk/server-types",), "edgespark.d.ts": ("edgespark", "edgespark/http")}


def check(project: Project) -> Iterator[Finding]:
    """A warning for a stub, and for a file that is missing while the server's code imports what it declares."""
    for name, modules in _USED_AS.items():
        path = project.generated_path(name)
        content = project.content(path)
        if content is None:
            place = _first_import(project, modules)
            if place is not None:
                yield _finding(project, f'"{name}" is missing, which declares what is imported here', place, name)
        elif is_stub(content):
            yield _finding(project, f'"{name}" declares nothing yet, so the compiler checks no use of the platform', Location(path), name)


def _first_import(project: Project, modules: tuple[str, ...]) -> Location | None:
    """The first place in the server's code that names one of the modules in an import."""
    quoted = [quote + module.encode() + quote for module in modules for quote in (b'"', b"'")]
    for path, content in project.program.contents.items():
        module = project.program.module(path) if any(name in content for name in quoted) else None
        if module is None:
            continue
        from hooks.sources.flow.syntax import source_module

        for statement in module.root.named_children:
            if statement.type == "import_statement" and source_module(statement) in modules:
                return module.source.location(statement)
    return None


def _finding(project: Project, message: str, place: Location, name: str) -> Finding:
    return Finding(message, place, name, Fix("pull the platform's types", FixKind.COMMAND, (("edgespark", "pull", "types"),), cwd=project.root))


RULE = Rule(
    id="placeholder-types",
    summary="the platform's types have been pulled",
    severity=Severity.WARNING,
    group=Group.TYPES,
    check=check,
)
