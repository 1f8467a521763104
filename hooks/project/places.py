"""Where the parts of a project lie."""

from typing import TYPE_CHECKING

from hooks.finding import Location
from hooks.project.once import once
from hooks.project.roots import PROJECT_FILE
from hooks.trees.tree import Tree

if TYPE_CHECKING:
    from hooks.sources.edgespark_toml import EdgesparkToml


class Places:
    """The paths of a project at `root` (repository-relative, `.` for the top) of `tree`, as its `edgespark.toml` lays them out."""

    def __init__(self, tree: Tree, root: str) -> None:
        self.tree = tree
        self.root = root

    @once
    def toml(self) -> "EdgesparkToml":
        """`edgespark.toml`."""
        from hooks.sources import edgespark_toml

        path = self.path(PROJECT_FILE)
        return edgespark_toml.read(path, self.tree.read(path))

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

    @once
    def schema_path(self) -> str:
        """Where the declared schema lies."""
        return self.server_path("src", "defs", "db_schema.ts")

    @once
    def runtime_path(self) -> str:
        """Where runtime keys are declared."""
        return self.server_path("src", "defs", "runtime.ts")

    @once
    def storage_path(self) -> str:
        """Where buckets are declared."""
        return self.server_path("src", "defs", "storage_schema.ts")

    @once
    def auth_config_path(self) -> str:
        """Where sign-in is configured."""
        return self.path("configs", "auth-config.yaml")

    def generated_path(self, name: str) -> str:
        """Where the platform's CLI writes one of its files."""
        return self.server_path("src", "__generated__", name)

    @once
    def drizzle_path(self) -> str:
        """The directory of drizzle-kit's migrations."""
        return self.server_path("drizzle")

    @once
    def journal_path(self) -> str:
        """drizzle-kit's journal."""
        return self.server_path("drizzle", "meta", "_journal.json")

    def start_of(self, path: str) -> Location:
        """The first character of a file of this project."""
        return Location(path)


def _joined(*parts: str) -> str:
    """POSIX parts as one normal path, `.` left out except alone."""
    pieces = [piece for part in parts for piece in part.split("/") if piece not in {"", "."}]
    return "/".join(pieces) or "."
