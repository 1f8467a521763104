"""From the text of an import to the file it means: relative paths, extensions, index files, and the aliases of `tsconfig.json`.

Source of the rules: TypeScript's module resolution handbook (`paths`, `baseUrl`, `extends`), as tsx applies them for drizzle-kit.
"""

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from hooks.errors import NoVerdict
from hooks.sources.drizzle.packages import Packages, matched

if TYPE_CHECKING:
    from hooks.sources.typescript import Source

_EXTENSIONS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json")
_WRITTEN_FOR = {".js": (".ts", ".tsx", ".js", ".jsx"), ".jsx": (".tsx", ".jsx"), ".mjs": (".mts", ".mjs"), ".cjs": (".cts", ".cjs")}
_MAX_EXTENDS = 10


class Modules(Protocol):
    """Where modules come from, by repository-relative path."""

    def source(self, path: str) -> "Source | None":
        """The parsed module, or None where there is no such file. Raises NoVerdict where it cannot be read."""

    def content(self, path: str) -> bytes | None:
        """The bytes of a file, or None where there is none."""


class Aliases(NamedTuple):
    """What `tsconfig.json` says about module names; `base` is where the targets of `paths` start, `root` is `baseUrl` if there is one."""

    paths: dict[str, list[str]]
    base: str
    root: str | None


class Resolution:
    """Finds the file that a module name means."""

    def __init__(self, modules: Modules, server: str) -> None:
        self._modules = modules
        self._server = server
        self._packages = Packages(modules, self.file)

    def path(self, name: str, importer: str) -> str | None:
        """The path of the module that `importer` calls `name`, or None where no file of the repository is meant or found."""
        for candidate in self._candidates(name, importer):
            found = self.file(candidate)
            if found is not None:
                return found
        return None if name.startswith((".", "/")) else self._packages.path(name, importer)

    def target(self, name: str, importer: str) -> str:
        """Where the module that `importer` calls `name` is looked for first, without regard to extensions."""
        return posixpath.normpath(next(iter(self._candidates(name, importer)), name))

    def _candidates(self, name: str, importer: str) -> list[str]:
        return [posixpath.join(posixpath.dirname(importer), name)] if name.startswith(".") else self._aliased(name)

    def is_alias(self, name: str) -> bool:
        """Whether `tsconfig.json` claims this name for a file; a bare `*` claims no name, it only adds a place to look."""
        return any(pattern != "*" and matched(pattern, name) is not None for pattern in self._aliases.paths)

    def file(self, target: str) -> str | None:
        """The file that a module at `target` lies in: with the extension that is left out or written for another, or the index of a directory."""
        target = posixpath.normpath(target)
        if target.startswith(("../", "/")) or target == "..":
            return None
        stem, extension = posixpath.splitext(target)
        written_for = [stem + other for other in _WRITTEN_FOR.get(extension, ())]
        exact = [target] if extension in _EXTENSIONS else []
        others = [target + other for other in _EXTENSIONS] + [posixpath.join(target, "index" + other) for other in _EXTENSIONS]
        return next((path for path in (*written_for, *exact, *others) if self._exists(path)), None)

    def _exists(self, path: str) -> bool:
        try:
            return self._modules.content(path) is not None
        except NoVerdict:
            return True

    def _aliased(self, name: str) -> list[str]:
        aliases = self._aliases
        patterns = sorted(aliases.paths, key=lambda pattern: ("*" in pattern, -len(pattern.partition("*")[0])))
        for pattern in patterns:
            rest = matched(pattern, name)
            if rest is not None:
                return [posixpath.join(aliases.base, target.replace("*", rest)) for target in aliases.paths[pattern]]
        return [] if aliases.root is None else [posixpath.join(aliases.root, name)]

    @cached_property
    def _aliases(self) -> Aliases:
        return self._read(posixpath.join(self._server, "tsconfig.json"), _MAX_EXTENDS)

    def _read(self, path: str, depth: int) -> Aliases:
        path = posixpath.normpath(path)
        content = self._modules.content(path)
        if content is None or depth == 0:
            return Aliases({}, ".", None)
        document = _relaxed_json(path, content)
        options = _mapping(document.get("compilerOptions"))
        inherited = self._inherited(document.get("extends"), path, depth)
        here = posixpath.dirname(path)
        root = inherited.root
        if isinstance(options.get("baseUrl"), str):
            root = posixpath.join(here, options["baseUrl"])
        if "paths" not in options:
            return Aliases(inherited.paths, inherited.base, root)
        paths = {pattern: [target for target in _list(targets) if isinstance(target, str)] for pattern, targets in _mapping(options["paths"]).items()}
        return Aliases(paths, here if root is None else root, root)

    def _inherited(self, parents: Any, path: str, depth: int) -> Aliases:
        result = Aliases({}, ".", None)
        for parent in [parents] if isinstance(parents, str) else _list(parents):
            if isinstance(parent, str) and parent.startswith("."):
                target = posixpath.join(posixpath.dirname(path), parent)
                result = self._read(target if target.endswith(".json") else f"{target}.json", depth - 1)
        return result


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _relaxed_json(path: str, content: bytes) -> dict[str, Any]:
    """JSON with comments and trailing commas: an object literal of TypeScript, read as one."""
    return _mapping(literal(path, content))


def literal(path: str, content: bytes) -> Any:
    """The value of a file that is one literal (JSON, with or without comments). Raises NoVerdict where it cannot be read."""
    from hooks.sources import typescript
    from hooks.sources.drizzle.evaluator import Evaluator
    from hooks.sources.drizzle.scope import Scope
    from hooks.sources.drizzle.values import Poison, Thrown

    text = content.removeprefix(b"\xef\xbb\xbf")
    source = typescript.parse(path, b"(" + text + b"\n)")
    try:
        statement = next(child for child in source.root.named_children if child.type == "expression_statement")
        return Evaluator().value(statement.named_children[0], Scope(source))
    except (StopIteration, Poison, Thrown) as error:
        from hooks.finding import Location

        raise NoVerdict("this file is not a JSON value", Location(path)) from error
