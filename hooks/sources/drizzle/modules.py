"""The modules of a project: what each imports, runs and exports."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.sources.drizzle import hoisting, imports, libraries, resolution, statements
from hooks.sources.drizzle.scope import UNSET, Imported, Provider, Scope
from hooks.sources.drizzle.values import UNDEFINED, Poison, Site, Thrown, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator
    from hooks.sources.typescript import Source

MAX_MODULES = 5_000


class Export(NamedTuple):
    """One exported name, its value, and where the export is written."""

    name: str
    value: Any
    location: Location


class Missing(NamedTuple):
    """A module of the project that no file was found for: what its importer calls it, where that file is looked for, and the importing place."""

    name: str
    target: str
    location: Location


class Module:
    """One module of the project: its scope, the local name or other module behind each exported name, and its `export *`."""

    def __init__(self, source: "Source") -> None:
        self.source = source
        self.scope = Scope(source)
        self.exports: dict[str, Imported | str] = {}
        self.imported: set[str] = set()
        self.places: dict[str, Node] = {}
        self.stars: list[Provider] = []
        self.star_nodes: list[Node] = []

    @cached_property
    def value_names(self) -> frozenset[bytes]:
        """The names that the module uses as values."""
        return imports.value_names(self.source)

    def exported(self, ev: "Evaluator", name: str, site: Site) -> Any:
        """The value that is exported as `name` now; undefined where there is none."""
        found = self._found(ev, name, site, frozenset())
        return UNDEFINED if found is UNSET else found

    def _found(self, ev: "Evaluator", name: str, site: Site, seen: frozenset[str]) -> Any:
        target = self.exports.get(name)
        if isinstance(target, Imported):
            return self._followed(ev, target, site, seen)
        if target is not None:
            return self._local(ev, target, site)
        return UNSET if name == "default" else self._of_stars(ev, name, site, seen | {self.source.path})

    def _of_stars(self, ev: "Evaluator", name: str, site: Site, seen: frozenset[str]) -> Any:
        """What the first `export *` that has `name` brings; one that cannot be read may have it, where no other has."""
        maybe: Any = UNSET
        for star in self.stars:
            if isinstance(star, Module):
                found = UNSET if star.source.path in seen else star._found(ev, name, site, seen)
                if found is not UNSET:
                    return found
                continue
            listed = star.names()
            if listed is not None and name in listed:
                return star.exported(ev, name, site)
            if listed is None and maybe is UNSET:
                maybe = star.exported(ev, name, site)
        return maybe

    def _followed(self, ev: "Evaluator", target: Imported, site: Site, seen: frozenset[str]) -> Any:
        key = f"{self.source.path}:{target.name}"
        if key in seen:
            raise Thrown(f'"{target.name}" is exported in a circle', site.location)
        if isinstance(target.provider, Module):
            found = target.provider._found(ev, target.name, site, seen | {key})
            return UNDEFINED if found is UNSET else found
        return target.resolved(ev, site)

    def _local(self, ev: "Evaluator", name: str, site: Site) -> Any:
        if name not in self.scope.names:
            return UNSET
        value = self.scope.names[name]
        if isinstance(value, Imported):
            return value.resolved(ev, site)
        if value is UNSET:
            raise Thrown(f'"{name}" of "{self.source.path}" is used before it is defined', site.location)
        return value

    def names(self, seen: frozenset[str] = frozenset()) -> list[str] | None:
        """Exported names as the loaded module lists them: its own sorted, then those of each `export *`."""
        return self.certain_names(seen) if self.unlisted is None or self.source.path in seen else None

    def certain_names(self, seen: frozenset[str] = frozenset()) -> list[str]:
        """The names that are known even where an `export *` brings others that are not."""
        if self.source.path in seen:
            return []
        listed = sorted(self.exports)
        for star in self.stars:
            inner = seen | {self.source.path}
            added = star.certain_names(inner) if isinstance(star, Module) else star.names(inner) or []
            known = {*listed, "default"}
            listed += [name for name in added if name not in known]
        return listed

    @property
    def unlisted(self) -> "Node | None":
        """An `export *` of which not every name can be known."""
        return self._unlisted(set())

    def _unlisted(self, seen: set[str]) -> "Node | None":
        seen.add(self.source.path)
        for star, node in zip(self.stars, self.star_nodes, strict=True):
            inner = star if isinstance(star, Module) else None
            hidden = star.names() is None if inner is None else inner.source.path not in seen and inner._unlisted(seen) is not None
            if hidden:
                return node
        return None

    def everything(self, ev: "Evaluator") -> Iterator[Export]:
        """Every export with its value."""
        for name in self.certain_names():
            site = Site(self.places.get(name, self.source.root), self.scope)
            try:
                value = self._found(ev, name, site, frozenset())
            except Thrown as thrown:
                value = ev.failed(thrown)
            if value is not UNSET:
                yield Export(name, value, site.location)


class Json:
    """A JSON file that is imported."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def exported(self, _ev: "Evaluator", name: str, _site: Site) -> Any:
        """The whole value as the default export, the members of an object by their names."""
        if name == "default":
            return self._value
        return self._value.get(name, UNDEFINED) if isinstance(self._value, dict) else UNDEFINED

    def names(self, _seen: frozenset[str] = frozenset()) -> list[str] | None:
        """The default export, and the keys of an object."""
        return sorted({"default", *self._value}) if isinstance(self._value, dict) else ["default"]


class Graph:
    """Loads modules, each once, imports before the module that asks for them, as Node does."""

    def __init__(self, modules: resolution.Modules, server: str, ev: "Evaluator") -> None:
        self._modules = modules
        self._resolution = resolution.Resolution(modules, server)
        self._ev = ev
        self._loaded: dict[str, Provider] = {}
        self._missing: dict[str, Missing] = {}

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that took part, in the order of loading; then the targets of those that are missing."""
        return (*self._loaded, *self._missing)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The modules of the project that no file was found for, each at its first import."""
        return tuple(self._missing.values())

    def entry(self, path: str) -> Module:
        """The module at `path`, evaluated. Raises NoVerdict where it cannot be read."""
        source = self._modules.source(path)
        if source is None:
            raise NoVerdict("no such file", Location(path))
        return self._evaluated(path, source)

    def library(self, name_node: "Node", scope: Scope) -> libraries.Library | None:
        """The part of drizzle that the module name at `name_node` stands for, or None where it is none."""
        return libraries.found(self._ev.value(name_node, scope), orm_1=self._ev.orm_1)

    def provider(self, name_node: "Node", scope: Scope) -> Provider:
        """What the module name at `name_node` stands for, loaded."""
        library = self.library(name_node, scope)
        if library is not None:
            return library
        name = self._ev.value(name_node, scope)
        path = self._resolution.path(name, scope.source.path)
        if path is None:
            return self._outside(name, name_node, scope)
        if path not in self._loaded:
            self._load(path, name_node, scope)
        return self._loaded[path]

    def _outside(self, name: str, node: "Node", scope: Scope) -> Provider:
        if name.startswith((".", "/", "#")) or self._resolution.is_alias(name):
            unknown = self._ev.unknown(f'cannot find the module "{name}"', node, scope)
            self._ev.problem(unknown.reason, unknown.location)
            target = self._resolution.target(name, scope.source.path)
            self._missing.setdefault(target, Missing(name, target, unknown.location))
            return libraries.Unread(unknown)
        return libraries.Package(name)

    def _load(self, path: str, node: "Node", scope: Scope) -> None:
        try:
            if len(self._loaded) >= MAX_MODULES:
                raise NoVerdict(f"more than {MAX_MODULES} modules are imported", scope.source.location(node))
            if path.endswith(".json"):
                self._loaded[path] = Json(resolution.literal(path, self._modules.content(path) or b""))
                return
            source = self._modules.source(path)
            if source is None:
                raise NoVerdict("no such file", Location(path))
            self._evaluated(path, source)
        except NoVerdict as reason:
            self._ev.problem(reason.message, reason.location)
            self._loaded[path] = libraries.Unread(Unknown(reason.message, reason.location))

    def _evaluated(self, path: str, source: "Source") -> Module:
        module = Module(source)
        self._loaded[path] = module
        listed = source.root.named_children
        hoisting.hoist(self._ev, listed, module.scope)
        hoisting.hoist_vars(source.root, module.scope)
        linking = [statement for statement in listed if statement.type in {"import_statement", "export_statement"}]
        for statement in linking:
            imports.announced(module, statement, self._ev)
        for statement in linking:
            imports.linked(self, module, statement)
        for statement in listed:
            self._run(module, statement)
        return module

    def _run(self, module: Module, statement: "Node") -> None:
        """Run one statement of a module; where it fails, what it declares is unknown and the rest goes on."""
        ev = self._ev
        node = statement
        if statement.type == "export_statement":
            exported = imports.exported_statement(ev, module, statement)
            if exported is None:
                return
            node = exported
        try:
            completion = ev.run(node, module.scope)
            if completion is not None:
                ev.problem("this statement cannot stand here", module.source.location(node))
            return
        except Poison as poison:
            unknown = poison.unknown
            ev.unresolved("what this statement does", unknown)
        except Thrown as thrown:
            unknown = ev.failed(thrown)
        except RecursionError:
            unknown = ev.unknown("this statement is nested too deeply", node, module.scope)
            ev.problem(unknown.reason, unknown.location)
        ev.shaken = True
        for name in statements.exported_names(node, module.scope):
            if module.scope.names.get(name) is UNSET:
                module.scope.names[name] = unknown
