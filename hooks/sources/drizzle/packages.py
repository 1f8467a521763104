"""Module names that `package.json` sends to a file of the repository: `imports` (`#name`), and the other packages of a workspace.

Source of the rules: Node.js documentation, "Modules: Packages" (`imports`, `exports`, `main`, conditions); npm's and pnpm's documentation of workspaces.
"""

import posixpath
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from hooks.errors import NoVerdict

if TYPE_CHECKING:
    from hooks.sources.drizzle.resolution import Modules

_MANIFEST, _PNPM = "package.json", "pnpm-workspace.yaml"
_DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_COMPILED = frozenset({".js", ".mjs", ".cjs", ".json"})
# A schema is loaded by `require` here and by `import` there: what depends on it is not known.
_CONDITIONS = ("require", "import")


class Package(NamedTuple):
    """A directory with a `package.json`, and what that says."""

    directory: str
    manifest: dict[str, Any]


class Packages:
    """The packages of a repository. `file` finds the file that a path without exact extension means."""

    def __init__(self, modules: "Modules", file: Callable[[str], str | None]) -> None:
        self._modules = modules
        self._file = file
        self._known: dict[str, Package | None] = {}

    def path(self, name: str, importer: str) -> str | None:
        """The file of the repository that `importer` calls `name`, or None where there is none, or where that is not certain."""
        here = next(self._above(importer), None)
        if here is None:
            return None
        if name.startswith("#"):
            return self._exact(here, _target(here.manifest.get("imports"), name))
        words = name.split("/")
        length = 2 if name.startswith("@") else 1
        package = self._linked("/".join(words[:length]), here)
        return None if package is None else self._entry(package, "/".join([".", *words[length:]]))

    def _entry(self, package: Package, subpath: str) -> str | None:
        exports = package.manifest.get("exports")
        if exports is None:
            main = package.manifest.get("main") if subpath == "." else subpath
            return self._loaded(posixpath.normpath(posixpath.join(package.directory, main if isinstance(main, str) else "index")))
        if not isinstance(exports, dict) or not any(key.startswith(".") for key in exports):
            exports = {".": exports}
        return self._exact(package, _target(exports, subpath))

    def _loaded(self, path: str) -> str | None:
        """The file that Node.js loads for a path in a package without `exports`: that one, or where it has no extension the one that has."""
        if self._content(path) is not None:
            return path
        return None if posixpath.splitext(path)[1] in _COMPILED else self._file(path)

    def _exact(self, package: Package, target: str | None) -> str | None:
        if target is None or not target.startswith("./"):
            return None
        path = posixpath.normpath(posixpath.join(package.directory, target))
        return path if not path.startswith("../") and self._content(path) is not None else None

    def _linked(self, name: str, importer: Package) -> Package | None:
        """The one package of that name in the workspace, where `importer` asks for the workspace's."""
        asked = [of.get(name) for of in (importer.manifest.get(section) for section in _DEPENDENCIES) if isinstance(of, dict)]
        if not any(isinstance(version, str) and (version == "*" or version.startswith("workspace:")) for version in asked):
            return None
        members = self._members(importer, posixpath.basename(name))
        found = {package.directory: package for package in members if package.manifest.get("name") == name}
        return next(iter(found.values())) if len(found) == 1 else None

    def _members(self, importer: Package, folder: str) -> Iterator[Package]:
        """The packages of the workspace that lie in a folder of that name, or that it lists by their own."""
        for root in self._above(f"{importer.directory}/."):
            for pattern in self._patterns(root):
                stem, star, _ = pattern.partition("*")
                package = self._at(posixpath.normpath(posixpath.join(root.directory, stem, folder if star else "")))
                if package is not None:
                    yield package

    def _patterns(self, root: Package) -> list[str]:
        """Where the workspace that `root` is the top of has its packages."""
        listed = root.manifest.get("workspaces")
        listed = listed.get("packages") if isinstance(listed, dict) else listed
        path = posixpath.normpath(posixpath.join(root.directory, _PNPM))
        content = self._content(path)
        if content is not None:
            listed = _packages_of(path, content)
        return [pattern for pattern in listed if isinstance(pattern, str) and not pattern.startswith("!")] if isinstance(listed, list) else []

    def _above(self, path: str) -> Iterator[Package]:
        """The packages that `path` lies in, the nearest first."""
        directory = path
        while directory not in {"", "."}:
            directory = posixpath.dirname(directory)
            package = self._at(directory or ".")
            if package is not None:
                yield package

    def _at(self, directory: str) -> Package | None:
        if directory not in self._known:
            self._known[directory] = self._read(directory)
        return self._known[directory]

    def _read(self, directory: str) -> Package | None:
        import json

        content = None if directory.startswith("..") else self._content(posixpath.normpath(posixpath.join(directory, _MANIFEST)))
        try:
            manifest = json.loads(content) if content is not None else None
        except (ValueError, RecursionError):
            return None
        return Package(directory, manifest) if isinstance(manifest, dict) else None

    def _content(self, path: str) -> bytes | None:
        try:
            return self._modules.content(path)
        except NoVerdict:
            return None


def _packages_of(path: str, content: bytes) -> Any:
    from hooks.sources import yaml_tree

    try:
        document = yaml_tree.read(path, content).plain()
    except NoVerdict:
        return None
    return document.get("packages") if isinstance(document, dict) else None


def _target(table: Any, name: str) -> str | None:
    """What `imports` or `exports` says of a name: the key itself, else the pattern with the longest beginning."""
    if not isinstance(table, dict):
        return None
    if name in table:
        return _certain(table[name])
    best = max((key for key in table if "*" in key and matched(key, name) is not None), key=lambda key: len(key.partition("*")[0]), default=None)
    target = None if best is None else _certain(table[best])
    return None if best is None or target is None else target.replace("*", matched(best, name) or "")


def _certain(target: Any) -> str | None:
    one, other = (_chosen(target, condition) for condition in _CONDITIONS)
    return one if one == other else None


def _chosen(target: Any, condition: str) -> str | None:
    if isinstance(target, dict):
        chosen = (_chosen(inner, condition) for key, inner in target.items() if key in {"node", "default", condition})
        return next((path for path in chosen if path is not None), None)
    return target if isinstance(target, str) else None


def matched(pattern: str, name: str) -> str | None:
    """What stands for the `*` of `pattern` in `name`, or None where they do not match."""
    prefix, star, suffix = pattern.partition("*")
    if not star:
        return "" if name == pattern else None
    fits = name.startswith(prefix) and name.endswith(suffix) and len(name) >= len(prefix) + len(suffix)
    return name[len(prefix) : len(name) - len(suffix)] if fits else None
