"""One EdgeSpark project in one tree: every input a property, read and parsed once."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, overload

from hooks.errors import NoVerdict
from hooks.finding import Location
from hooks.tree import Tree

if TYPE_CHECKING:
    from hooks.config import Policy
    from hooks.sources.drizzle_schema import Declared
    from hooks.sources.edgespark_toml import EdgesparkToml
    from hooks.sources.journal import Journal
    from hooks.sources.key_reads import KeyReads
    from hooks.sources.runtime_keys import DeclaredKeys
    from hooks.sources.snapshot import Snapshot
    from hooks.sources.typescript import Source

T = TypeVar("T")
PROJECT_FILE = "edgespark.toml"
_CODE = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")


class once(Generic[T]):  # noqa: N801 - used as a decorator, like property
    """A property that is computed at most once, its NoVerdict included: ten rules that need one unreadable file parse it once."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self._name = f"_once_{compute.__name__}"
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> "once[T]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> "T | once[T]":
        if instance is None:
            return self
        try:
            kept = instance.__dict__[self._name]
        except KeyError:
            kept = instance.__dict__[self._name] = self._outcome(instance)
        if isinstance(kept, NoVerdict):
            raise kept
        return kept  # type: ignore[no-any-return]  # it is what compute returned

    def _outcome(self, instance: object) -> T | NoVerdict:
        try:
            return self._compute(instance)
        except NoVerdict as reason:
            return reason


def project_roots(tree: Tree) -> tuple[str, ...]:
    """Every directory of `tree` that holds an `edgespark.toml`, sorted."""
    return tuple(sorted(path[: -len(PROJECT_FILE) - 1] or "." for path in tree.entries if f"/{path}".endswith(f"/{PROJECT_FILE}")))


class Base(NamedTuple):
    """What a change is judged against (design: base, tip, fork). A project that a side does not hold is None there."""

    ref: str
    tip: "Project | None"
    fork: "Project | None"


class Staged(NamedTuple):
    """What surrounds a judged index: the project in the working tree, and at HEAD (None: not there yet)."""

    working: "Project | None"
    head: "Project | None"


def read_statically(project: "Project") -> "Declared":
    """What `db_schema.ts` declares, without running it. Raises NoVerdict where it cannot be read at all."""
    from hooks.sources import drizzle_schema

    return drizzle_schema.declared(project, project.schema_path, project.server)


class Surroundings(NamedTuple):
    """Ways to the other trees, asked only when a rule needs them, and what the host says. `policy` is `.edgespark-ci.yaml`.

    `default_branch` is the branch that changes are merged to, where the host names it; `in_ci`: the change may be a stranger's.
    `declared` reads a declared schema.
    """

    policy: "Policy"
    base: Callable[[str], Base | None] = lambda _root: None
    staged: Callable[[str], Staged | None] = lambda _root: None
    default_branch: str | None = None
    in_ci: bool = False
    declared: "Callable[[Project], Declared]" = read_statically


class Project:
    """A project at `root` (repository-relative, `.` for the top) of `tree`. Every property may raise NoVerdict."""

    def __init__(self, tree: Tree, root: str, surroundings: Surroundings) -> None:
        self.tree = tree
        self.root = root
        self._surroundings = surroundings
        self._parsed: dict[str, Source | NoVerdict | None] = {}

    # --- where things lie -------------------------------------------------------------------------------------------------------
    @once
    def server(self) -> str:
        """The directory of the server code, repository-relative (`.` for the top)."""
        return _joined(self.root, self.toml.server_path)

    def path(self, *parts: str) -> str:
        """A path below the project's root."""
        return _joined(self.root, *parts)

    def server_path(self, *parts: str) -> str:
        """A path below the server directory."""
        return _joined(self.server, *parts)

    @property
    def schema_path(self) -> str:
        """Where the declared schema lies."""
        return self.server_path("src", "defs", "db_schema.ts")

    @property
    def runtime_path(self) -> str:
        """Where runtime keys are declared."""
        return self.server_path("src", "defs", "runtime.ts")

    @property
    def drizzle_path(self) -> str:
        """The directory of drizzle-kit's migrations."""
        return self.server_path("drizzle")

    @property
    def journal_path(self) -> str:
        """drizzle-kit's journal."""
        return self.server_path("drizzle", "meta", "_journal.json")

    # --- reading ----------------------------------------------------------------------------------------------------------------
    def content(self, path: str) -> bytes | None:
        """The bytes at `path`, or None where no file is."""
        return self.tree.read(path) if self.tree.has(path) else None

    def below(self, directory: str, suffix: str = "") -> tuple[str, ...]:
        """Every path of the tree below `directory` that ends in `suffix`, sorted."""
        start = "" if directory == "." else f"{directory}/"
        return tuple(path for path in self.tree.entries if path.startswith(start) and path.endswith(suffix))

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

    # --- inputs -----------------------------------------------------------------------------------------------------------------
    @once
    def toml(self) -> "EdgesparkToml":
        """`edgespark.toml`."""
        from hooks.sources import edgespark_toml

        path = self.path(PROJECT_FILE)
        return edgespark_toml.read(path, self.tree.read(path))

    @once
    def declared(self) -> "Declared | None":
        """The schema that `db_schema.ts` declares, or None where there is no such file."""
        return self._surroundings.declared(self) if self.tree.has(self.schema_path) else None

    @once
    def journal(self) -> "Journal | None":
        """drizzle-kit's journal, or None before the first migration."""
        from hooks.sources import journal, migration_folders

        if self.migration_folders:
            return migration_folders.journal(self.drizzle_path, self.migration_folders, self.below(self.drizzle_path))
        content = self.content(self.journal_path)
        return None if content is None else journal.read(self.journal_path, content)

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

    @once
    def newest_snapshot(self) -> "Snapshot | None":
        """The snapshot that drizzle-kit compares with, or None where there is none."""
        return self.snapshot(self.snapshot_paths[-1]) if self.snapshot_paths else None

    def snapshot(self, path: str) -> "Snapshot":
        """The snapshot at `path`."""
        from hooks.sources import snapshot

        return snapshot.read(path, self.tree.read(path))

    @once
    def code_paths(self) -> tuple[str, ...]:
        """Every TypeScript or JavaScript module of the server, generated and declaration files left out, sorted."""
        below = self.below(self.server_path("src"))
        return tuple(path for path in below if path.endswith(_CODE) and not path.endswith(".d.ts") and "/__generated__/" not in path)

    @once
    def declared_keys(self) -> "DeclaredKeys | None":
        """The keys that `runtime.ts` declares, or None where there is no such file."""
        from hooks.sources import runtime_keys

        source = self.source(self.runtime_path)
        return None if source is None else runtime_keys.declared(source)

    @once
    def key_reads(self) -> "KeyReads":
        """The places in the server's code that read a var or a secret, plain reads of declared keys left out, and the files that could not be searched."""
        from hooks.sources import key_reads

        try:
            declared = self.declared_keys
        except NoVerdict:
            declared = None
        return key_reads.reads(self, declared)

    # --- surroundings -----------------------------------------------------------------------------------------------------------
    @property
    def policy(self) -> "Policy":
        """What `.edgespark-ci.yaml` says."""
        return self._surroundings.policy

    @property
    def default_branch(self) -> str | None:
        """The branch that changes are merged to, where the host names it."""
        return self._surroundings.default_branch

    @property
    def in_ci(self) -> bool:
        """Whether this runs in CI, where the change may be a stranger's."""
        return self._surroundings.in_ci

    @once
    def base(self) -> Base | None:
        """What the change is judged against; None where no base can be found."""
        return self._surroundings.base(self.root)

    @once
    def staged(self) -> Staged | None:
        """The working tree and HEAD beside a judged index; None where something else is judged."""
        return self._surroundings.staged(self.root)

    def start_of(self, path: str) -> Location:
        """The first character of a file of this project."""
        return Location(path)


def _joined(*parts: str) -> str:
    """POSIX parts as one normal path, `.` left out except alone."""
    pieces = [piece for part in parts for piece in part.split("/") if piece not in {"", "."}]
    return "/".join(pieces) or "."
