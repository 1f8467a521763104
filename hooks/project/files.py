"""Which files a project has, and what stands in them."""

from contextlib import suppress
from typing import TYPE_CHECKING

from hooks.errors import NoVerdict
from hooks.policy.suppressions import MARK, Comment, comments
from hooks.project.once import once
from hooks.project.places import Places
from hooks.project.roots import PROJECT_FILE
from hooks.trees.tree import Tree

if TYPE_CHECKING:
    from hooks.sources.typescript import Source

CODE = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")  # how modules' names end
_BOM = b"\xef\xbb\xbf"
_TESTS = (".test.", ".spec.", "/__tests__/", "/__mocks__/")
_NO_CODE = ("/__generated__/", "/node_modules/")
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")


class Files(Places):
    """The files of a project: listed by kind, and read as bytes, as lines, as comments for this tool and as parsed modules."""

    def __init__(self, tree: Tree, root: str) -> None:
        super().__init__(tree, root)
        self._parsed: dict[str, Source | NoVerdict | None] = {}
        self._speaks_to_us: dict[str, bool] = {}
        self._lines: dict[str, list[bytes]] = {}
        self._comments: dict[str, tuple[Comment, ...]] = {}

    def content(self, path: str) -> bytes | None:
        """The bytes at `path`, or None where no file is."""
        content = self.tree.read(path) if self.tree.has(path) else None
        if path not in self._speaks_to_us:
            self._speaks_to_us[path] = content is not None and MARK in content
        return content

    def lines(self, path: str) -> list[bytes]:
        """The lines of the file at `path`, none where no file is; split once, since every finding shows one."""
        if path not in self._lines:
            content = self.content(path)
            self._lines[path] = [] if content is None else content.removeprefix(_BOM).split(b"\n")
        return self._lines[path]

    def comments(self, path: str) -> tuple[Comment, ...]:
        """The comments for this tool in the file at `path`; read once, since every finding asks for them."""
        if path not in self._comments:
            self._comments[path] = comments(path, self.content(path) or b"", lambda offset: self._is_comment(path, offset))
        return self._comments[path]

    def _is_comment(self, path: str, offset: int) -> bool:
        """Whether a comment stands at a byte of the file; what cannot be parsed is taken at its word."""
        try:
            source = self.source(path) if path.endswith(CODE) else None
        except NoVerdict:
            return True
        node = source and source.root.named_descendant_for_byte_range(offset, offset + 1)
        return node is None or node.type == "comment"

    @property
    def commented_paths(self) -> tuple[str, ...]:
        """The files with a comment for this tool, among all that a rule may look at, sorted. Those that were read before are not read again."""
        for path in (*self.code_paths, *self.migration_paths, self.path(PROJECT_FILE), self.auth_config_path):
            if path not in self._speaks_to_us:
                with suppress(NoVerdict):
                    self.content(path)
        return tuple(sorted(path for path, speaks in self._speaks_to_us.items() if speaks))

    def source(self, path: str) -> "Source | None":
        """The parsed module at `path`, or None where no file is. Parsed once; raises NoVerdict each time where it cannot be."""
        if path not in self._parsed:
            self._parsed[path] = self._parse(path)
        kept = self._parsed[path]
        if isinstance(kept, NoVerdict):
            raise kept
        return kept

    def _parse(self, path: str) -> "Source | NoVerdict | None":
        from hooks.sources import typescript

        try:
            content = self.content(path)
            return None if content is None else typescript.parse(path, content)
        except NoVerdict as reason:
            return reason

    def below(self, directory: str, suffix: str = "") -> tuple[str, ...]:
        """Every path of the tree below `directory` that ends in `suffix`, sorted."""
        start = "" if directory == "." else f"{directory}/"
        return tuple(path for path in self.tree.entries if path.startswith(start) and path.endswith(suffix))

    @once
    def code_paths(self) -> tuple[str, ...]:
        """Every TypeScript or JavaScript module that the server is made of, sorted: no tests, no declaration files, nothing generated or installed."""
        return tuple(path for path in self._modules if path not in self._tests)

    @once
    def test_paths(self) -> tuple[str, ...]:
        """The modules that test the server and are deployed with none, sorted."""
        return tuple(path for path in self._modules if path in self._tests)

    @once
    def _tests(self) -> frozenset[str]:
        tests = frozenset(path for path in self._modules if any(mark in path for mark in _TESTS))
        if not tests:
            return tests
        from hooks.project.imported_tests import imported

        return tests - imported(tests, (path for path in self._modules if path not in tests), self.content)

    @once
    def _modules(self) -> tuple[str, ...]:
        below = self.below(self.server_path("src"))
        return tuple(path for path in below if path.endswith(CODE) and not path.endswith(_DECLARATIONS) and not any(part in path for part in _NO_CODE))

    @once
    def definition_paths(self) -> tuple[str, ...]:
        """Those of `code_paths` that lie below `defs/`."""
        below = self.server_path("src", "defs") + "/"
        return tuple(path for path in self.code_paths if path.startswith(below))

    @once
    def migration_folders(self) -> tuple[str, ...]:
        """The folders of drizzle-kit 1.x's layout, sorted; none where there is a journal, which 1.x refuses to work beside."""
        if self.tree.has(self.journal_path):
            return ()
        from hooks.sources import migration_folders

        return migration_folders.names(self.drizzle_path, self.below(self.drizzle_path))

    @once
    def migration_paths(self) -> tuple[str, ...]:
        """Every migration's .sql file, sorted."""
        if self.migration_folders:
            return self._in_folders("migration.sql")
        start = len(self.drizzle_path) + 1
        return tuple(path for path in self.below(self.drizzle_path, ".sql") if "/" not in path[start:])

    @once
    def snapshot_paths(self) -> tuple[str, ...]:
        """Every snapshot, sorted by file name: the last one is the newest, as for drizzle-kit."""
        if self.migration_folders:
            return self._in_folders("snapshot.json")
        start = len(self.drizzle_path) + len("/meta/")
        below = self.below(f"{self.drizzle_path}/meta", "_snapshot.json")
        return tuple(path for path in below if "/" not in path[start:] and not path[start:].startswith("_"))

    def _in_folders(self, name: str) -> tuple[str, ...]:
        paths = (f"{self.drizzle_path}/{folder}/{name}" for folder in self.migration_folders)
        return tuple(path for path in paths if self.tree.has(path))
