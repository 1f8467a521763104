"""`auth` is imported from `edgespark/http`, not from `edgespark`, which does not export it.

Source: `edgespark.d.ts`, which declares both modules, and the platform's agent skill.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.finding import Diagnostic, Finding, Fix, FixKind, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.flow.scopes import Module

_NAME, _WRONG, _RIGHT = "auth", "edgespark", "edgespark/http"
_QUOTED = (b'"edgespark"', b"'edgespark'", b"`edgespark`")
_ADVICE = f'take `{_NAME}` from "{_RIGHT}"'


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Look at what is taken from `edgespark`; only modules that may take `auth` from it are parsed."""
    from hooks.searched import searched

    for module in searched(project, f"`{_NAME}`", _may_take):
        if isinstance(module, Diagnostic):
            yield module
        elif not _is_declared_otherwise(project):
            yield from _of_module(project, module)


def _may_take(content: bytes) -> bool:
    """Whether `auth` may come from `edgespark` here, seen from the bytes: more often than it does, never less often."""
    if _NAME.encode() not in content:
        return False
    return any(_names(content, quoted) for quoted in _QUOTED)


def _names(content: bytes, quoted: bytes) -> bool:
    """Whether the clause before one of the quoted module names may hold `auth`, or take the whole module."""
    at = content.find(quoted)
    while at >= 0:
        start = max(content.rfind(b"\nimport", 0, at), content.rfind(b"\nexport", 0, at), 0)
        clause = content[start:at]
        if _NAME.encode() in clause or b"*" in clause or b"(" in clause:
            return True
        at = content.find(quoted, at + 1)
    return False


def _is_declared_otherwise(project: Project) -> bool:
    """Whether the pulled types are of a generation that has no `edgespark/http`."""
    declared = project.content(project.generated_path("edgespark.d.ts")) or b""
    return b"declare module" in declared and _RIGHT.encode() not in declared


def _of_module(project: Project, module: "Module") -> Iterator[Finding]:
    from hooks.sources.flow.packages import is_from, taken_members

    for specifier, statement in _specifiers(module):
        yield _finding(module, specifier, _fix(module, specifier, statement))
    for word, value in taken_members(module, _NAME):
        if is_from(project.program, value, _WRONG, (_NAME,)):
            yield _finding(module, word, Fix(_ADVICE))


def _specifiers(module: "Module") -> "Iterator[tuple[Node, Node]]":
    """Each place in an import or export list that takes `auth` from `edgespark`, with its statement; types are erased and left out."""
    from hooks.sources.flow.syntax import has_token, source_module, text

    for word in module.words(_NAME, module.root):
        specifier = module.parent(word)
        if specifier is None or specifier.type not in {"import_specifier", "export_specifier"} or has_token(specifier, "type"):
            continue
        name = specifier.child_by_field_name("name")
        statement = next((node for node in module.ancestors(specifier) if node.type in {"import_statement", "export_statement"}), None)
        if statement is not None and name == word and text(word) == _NAME and source_module(statement) == _WRONG and not has_token(statement, "type"):
            yield specifier, statement


def _fix(module: "Module", specifier: "Node", statement: "Node") -> Fix:
    if statement.type != "import_statement" or _RIGHT.encode() in module.source.text:
        return Fix(_ADVICE)
    from hooks.sources.import_edits import taken_from

    edits = taken_from(module.source, specifier, statement, _RIGHT)
    return Fix(_ADVICE, FixKind.EDIT, edits=edits) if edits else Fix(_ADVICE)


def _finding(module: "Module", node: "Node", fix: Fix) -> Finding:
    return Finding(f'"{_NAME}" is taken from "{_WRONG}", which does not export it', module.source.location(node), module.path, fix)


RULE = Rule(
    id="http-auth-import",
    summary='`auth` is imported from "edgespark/http", not from "edgespark"',
    severity=Severity.ERROR,
    group=Group.PROJECT,
    check=check,
)
