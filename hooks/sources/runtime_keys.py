"""`runtime.ts`: the runtime keys that a project declares, as unions of string literals.

Source: the platform's own template, `export type VarKey = | "A" | "B";` and `export type SecretKey = never;`.
"""

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from hooks.finding import Location
from hooks.sources.flow.syntax import named, text
from hooks.sources.key_unions import Unions
from hooks.sources.typescript import Source

if TYPE_CHECKING:
    from tree_sitter import Node


class Accessor(Enum):
    """The two clients that read runtime keys: `vars.get("KEY")`, `secret.get("KEY")`."""

    VARS = "vars"
    SECRET = "secret"  # noqa: S105 - the name of a client

    @property
    def noun(self) -> str:
        """What one of its keys is called."""
        return "var" if self is Accessor.VARS else "secret"

    @property
    def union(self) -> str:
        """The type that declares its keys."""
        return "VarKey" if self is Accessor.VARS else "SecretKey"

    @property
    def other(self) -> "Accessor":
        """The other client."""
        return Accessor.SECRET if self is Accessor.VARS else Accessor.VARS


class Unreadable(NamedTuple):
    """A part of a union that names no key by itself."""

    what: str
    location: Location


class KeyUnion(NamedTuple):
    """One declared union: each key with the place of its literal. With `unreadable` parts other keys may be declared too."""

    location: Location
    keys: dict[str, Location]
    unreadable: tuple[Unreadable, ...] = ()


class DeclaredKeys(NamedTuple):
    """What `runtime.ts` declares; None for a union that it does not have."""

    path: str
    vars: KeyUnion | None
    secrets: KeyUnion | None

    def union(self, accessor: Accessor) -> KeyUnion | None:
        """The union of one client."""
        return self.vars if accessor is Accessor.VARS else self.secrets

    def place(self, key: str, accessor: Accessor) -> Location | None:
        """Where `key` is declared for `accessor`; None where it is not."""
        union = self.union(accessor)
        return None if union is None else union.keys.get(key)


def declared(source: Source) -> DeclaredKeys:
    """The keys that the parsed `runtime.ts` declares."""
    found = {name: _union(source, name) for name in (Accessor.VARS.union, Accessor.SECRET.union)}
    return DeclaredKeys(source.path, found[Accessor.VARS.union], found[Accessor.SECRET.union])


def alias(source: Source, name: str) -> "Node | None":
    """The declaration of the type alias `name` at the top level of the file."""
    for statement in named(source.root):
        declaration = statement.child_by_field_name("declaration") or statement
        if declaration.type == "type_alias_declaration" and _name(declaration) == name:
            return declaration
    return None


def _union(source: Source, name: str) -> KeyUnion | None:
    written = alias(source, name)
    if written is not None:
        return _of_alias(source, written)
    for statement in named(source.root):
        declaration = statement.child_by_field_name("declaration") or statement
        if declaration.type in {"enum_declaration", "interface_declaration"} and _name(declaration) == name:
            place = source.location(declaration)
            return KeyUnion(place, {}, (Unreadable(f"an {declaration.type.partition('_')[0]}", place),))
        specifier = _exported(statement, name)
        if specifier is not None and statement.child_by_field_name("source") is not None:
            place = source.location(specifier)
            return KeyUnion(place, {}, (Unreadable("an export from another module", place),))
    return None


def _of_alias(source: Source, written: "Node") -> KeyUnion:
    keys: dict[str, Location] = {}
    unreadable = []
    for part in Unions(source).parts(written):
        if part.key is None:
            unreadable.append(Unreadable(f"the type {text(part.node)}", source.location(part.node)))
        else:
            keys.setdefault(part.key, source.location(part.node))
    return KeyUnion(source.location(written), keys, tuple(unreadable))


def _exported(statement: "Node", name: str) -> "Node | None":
    for clause in named(statement) if statement.type == "export_statement" else ():
        for specifier in named(clause) if clause.type == "export_clause" else ():
            shown = specifier.child_by_field_name("alias") or specifier.child_by_field_name("name")
            if shown is not None and text(shown) == name:
                return specifier
    return None


def _name(declaration: "Node") -> str:
    name = declaration.child_by_field_name("name")
    return "" if name is None else text(name)
