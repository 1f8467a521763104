"""The modules of one program: parsed where they matter, found by their bytes, joined by their imports."""

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Protocol

from hooks.errors import NoVerdict
from hooks.sources.flow.aliases import Alias, aliases, explained
from hooks.sources.flow.bindings import Binding
from hooks.sources.flow.exports import ALL, Export, Import, exports, imported
from hooks.sources.flow.scopes import Module
from hooks.sources.flow.syntax import text
from hooks.sources.typescript import Source, require_text

_NAMED = rb"""(?:[\s(]|/\*[^*]*\*/)*["'`]([^"'`\n]+)["'`]"""
# One pattern for each word: `re` looks for a plain beginning ten times as fast as for one of several.
SPECIFIERS = tuple(re.compile(word + _NAMED) for word in (b"from", b"import", b"require"))
"""What finds, in a module's bytes, the names of the modules that it imports: more than those, never fewer."""
_AGAIN = re.compile(rb"export\s*[{*]")
_WHOLE = b"* as "
_ENDINGS = ("", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_WRITTEN_AS = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}


class Code(Protocol):
    """Where modules come from: a project, or a test."""

    @property
    def code_paths(self) -> tuple[str, ...]:
        """The path of every module."""

    def content(self, path: str) -> bytes | None:
        """The bytes at `path`. May raise NoVerdict."""

    def source(self, path: str) -> Source | None:
        """The parsed module at `path`. May raise NoVerdict."""

    def server_path(self, *parts: str) -> str:
        """A path below the server directory."""


class Program:
    """The modules of `code`, each read and parsed at most once. What cannot be read or parsed is kept in `problems`.

    `is_plain` may tell of a module's bytes and an imported word that its use there is of no interest: such a module is not parsed for that word.
    """

    def __init__(self, code: Code) -> None:
        self._code = code
        self._modules: dict[str, Module | None] = {}
        self._exports: dict[str, tuple[Export, ...]] = {}
        self._exported_names: dict[str, dict[str, list[str]]] = {}
        self._imports: dict[str, tuple[tuple[Binding, Import], ...]] = {}
        self._left_out: set[str] = set()
        self.problems: dict[str, NoVerdict] = {}
        self.texts: dict[tuple[str, int, int], list[str]] = {}
        """What texts that are put together may be (see `hooks.sources.flow.origins`), by module, node and depth; void when `is_plain` changes."""
        self.is_plain: Callable[[bytes, str], bool] = lambda _content, _word: False

    def apart(self) -> "Program":
        """The same modules, with an account of problems of its own: what one rule could not read may be no matter of another's."""
        other = Program(self._code)
        other.contents, other._taking_whole, other._starring, other._importing = self.contents, self._taking_whole, self._starring, self._importing
        other.problems = {path: problem for path, problem in self.problems.items() if path not in self.contents}
        return other

    def must_ask_again(self) -> bool:
        """Whether a module was left out for one word and parsed for another later: whoever asked before has missed it. Starts a new account."""
        missed = not self._left_out.isdisjoint(self._modules)
        self._left_out.clear()
        return missed

    @cached_property
    def contents(self) -> dict[str, bytes]:
        """The bytes of every module that can be read as text: in UTF-16 no name would be found, and the module would pass unseen."""
        found: dict[str, bytes] = {}
        for path in self._code.code_paths:
            try:
                content = self._code.content(path) or b""
                require_text(path, content)
            except NoVerdict as reason:
                self.problems[path] = reason
            else:
                found[path] = content
        return found

    def module(self, path: str) -> Module | None:
        """The parsed module, or None where it cannot be parsed."""
        if path not in self._modules:
            self._modules[path] = self._parsed(path)
        return self._modules[path]

    def _parsed(self, path: str) -> Module | None:
        try:
            source = self._code.source(path)
        except NoVerdict as reason:
            self.problems[path] = reason
            return None
        return None if source is None else Module(source)

    def hands_on(self, module: Module) -> bool:
        """Whether `module` may export again what it imports: most do not, and their exports need not be read for that."""
        return _AGAIN.search(self.contents[module.path]) is not None

    def exports(self, module: Module) -> tuple[Export, ...]:
        """What `module` exports."""
        if module.path not in self._exports:
            self._exports[module.path] = tuple(exports(module))
        return self._exports[module.path]

    def exported_names(self, module: Module) -> dict[str, list[str]]:
        """The names under which `module` exports each of its own."""
        if module.path not in self._exported_names:
            names = self._exported_names[module.path] = {}
            for export in self.exports(module):
                if export.node is not None:
                    names.setdefault(text(export.node), []).append(export.exported)
        return self._exported_names[module.path]

    def imports(self, module: Module) -> tuple[tuple[Binding, Import], ...]:
        """Every value that `module` imports, with what it stands for."""
        if module.path not in self._imports:
            bindings = ((binding, imported(binding)) for binding in module.imports())
            self._imports[module.path] = tuple((binding, source) for binding, source in bindings if source is not None)
        return self._imports[module.path]

    def resolved(self, path: str, specifier: str) -> str:
        """The path of the module that `specifier` names in the module at `path`; the specifier itself where it is none of the program's."""
        for start in self._starts(path, specifier):
            for candidate in _candidates(start):
                if candidate in self.contents:
                    return candidate
        return specifier

    def _starts(self, path: str, specifier: str) -> Iterator[str]:
        """Where a specifier may lead: `tsconfig.json` has the first word, then common habit."""
        if specifier.startswith("."):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(path), specifier))
            return
        yield from filter(None, (explained(specifier, alias) for alias in self._aliases))
        first, _, rest = specifier.partition("/")
        if first in {"@", "~", "#"}:
            yield self._code.server_path("src", rest)
        elif first[:1] in {"@", "~", "#"}:
            yield self._code.server_path("src", first[1:], rest)
        elif first == "src":
            yield self._code.server_path(specifier)

    @cached_property
    def _aliases(self) -> tuple[Alias, ...]:
        try:
            return aliases(self._code.server_path("tsconfig.json"), self._code.content)
        except NoVerdict:
            return ()

    def importers(self, target: str, word: str) -> Iterator[Module]:
        """Every module that imports `target` (a path, or the name of a package) and holds `word`, or takes the whole. Only these are parsed."""
        wanted = word.encode()
        for path in self._importing.get(target, ()):
            content = self.contents[path]
            if not (wanted in content or path in self._taking_whole):
                continue
            if path not in self._modules and self.is_plain(content, word):
                self._left_out.add(path)
                continue
            module = self.module(path)
            if module is not None:
                yield module

    def barrels(self, target: str) -> Iterator[Module]:
        """Every module with `export *` from `target`."""
        for module in self._starred:
            if any(export.exported == ALL and self.resolved(module.path, export.module or "") == target for export in self.exports(module)):
                yield module

    @cached_property
    def _taking_whole(self) -> frozenset[str]:
        """The modules that may import a whole module, and so need not spell what they take from it."""
        return frozenset(path for path, content in self.contents.items() if _WHOLE in content)

    @cached_property
    def _starred(self) -> tuple[Module, ...]:
        return tuple(module for module in map(self.module, self._starring) if module is not None)

    @cached_property
    def _starring(self) -> tuple[str, ...]:
        return tuple(path for path, content in self.contents.items() if b"export *" in content or b"export*" in content)

    @cached_property
    def _importing(self) -> dict[str, list[str]]:
        """The paths of the modules whose bytes seem to name each target, in order: more than import it, never fewer."""
        found: dict[str, list[str]] = {}
        for path, content in self.contents.items():
            names = {name for pattern in SPECIFIERS for name in pattern.findall(content)}
            for target in {self.resolved(path, name.decode("utf-8", "replace")) for name in names}:
                found.setdefault(target, []).append(path)
        return found


def _candidates(start: str) -> Iterator[str]:
    yield from (start + ending for ending in _ENDINGS)
    stem, written = posixpath.splitext(start)
    yield from (stem + ending for ending in _WRITTEN_AS.get(written, ()))
    yield from (f"{start}/index{ending}" for ending in _ENDINGS[1:])
