"""An EdgeSpark project on disk, as a command that runs in it reads it. Raises NoVerdict or LocalError where it cannot be read."""

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ci_runner.sandbox.declarations import DeclaredKeys, declared_buckets, declared_keys
from ci_runner.sandbox.migrations import Entry
from ci_runner.sandbox.projects import Types
from hooks.errors import EdgesparkError
from hooks.sources import edgespark_toml

if TYPE_CHECKING:
    from hooks.sources.edgespark_toml import EdgesparkToml
    from hooks.sources.typescript import Source


class LocalError(EdgesparkError):
    """A file of the project is missing or says something that cannot be used."""


class LocalProject:
    """The project at `root`, the directory of its `edgespark.toml`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def toml(self) -> "EdgesparkToml":
        """`edgespark.toml`. Raises LocalError where there is none, NoVerdict where it is broken."""
        path = self.root / "edgespark.toml"
        if not path.is_file():
            raise LocalError("no edgespark.toml here: run this in the project's root")
        return edgespark_toml.read("edgespark.toml", path.read_bytes())

    @property
    def server(self) -> Path:
        """The directory of the server code."""
        return self.root / self.toml.server_path

    @property
    def types_hash(self) -> str:
        """The checksum of the pulled types, empty before the first pull."""
        value = self._checksums.get("server_types")
        return value if isinstance(value, str) else ""

    @property
    def types(self) -> Types | None:
        """The pulled types, or None where none were pulled yet."""
        path = self.generated / "server-types.d.ts"
        return Types(path.read_text("utf-8"), self.types_hash) if self.types_hash and path.is_file() else None

    @property
    def generated(self) -> Path:
        """The directory of generated files."""
        return self.server / "src" / "__generated__"

    @property
    def _checksums(self) -> dict[str, Any]:
        path = self.generated / ".checksums.json"
        return _object(path) if path.is_file() else {}

    def write_types(self, types: Types) -> None:
        """Replace the pulled types."""
        self.generated.mkdir(parents=True, exist_ok=True)
        (self.generated / "server-types.d.ts").write_text(types.content, "utf-8")
        checksums = {**self._checksums, "server_types": types.hash}
        (self.generated / ".checksums.json").write_text(json.dumps(checksums, indent=2) + "\n", "utf-8")

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The journal's entries with their SQL, in the journal's order; none before the first migration. Raises LocalError."""
        journal = self.server / "drizzle" / "meta" / "_journal.json"
        if not journal.is_file():
            return ()
        try:
            listed = [(str(item["tag"]), int(item["when"])) for item in _object(journal)["entries"]]
        except (KeyError, TypeError, ValueError) as error:
            raise LocalError("drizzle/meta/_journal.json is not a journal of drizzle-kit") from error
        return tuple(Entry(tag, when, self._sql(tag)) for tag, when in listed)

    def _sql(self, tag: str) -> str:
        path = self.server / "drizzle" / f"{tag}.sql"
        if not path.is_file():
            raise LocalError(f"drizzle/{tag}.sql is missing, the journal lists it")
        return path.read_text("utf-8-sig")

    @property
    def keys(self) -> DeclaredKeys:
        """The runtime keys that `runtime.ts` declares."""
        source = self._module("runtime.ts")
        return DeclaredKeys() if source is None else declared_keys(source)

    @property
    def buckets(self) -> dict[str, str]:
        """Every bucket that `storage_schema.ts` declares, with its description."""
        source = self._module("storage_schema.ts")
        return {} if source is None else declared_buckets(source)

    @property
    def auth(self) -> dict[str, Any] | None:
        """The document in `configs/auth-config.yaml`, or None where there is no such file. Raises LocalError."""
        import yaml

        path = self.root / "configs" / "auth-config.yaml"
        if not path.is_file():
            return None
        try:
            document = yaml.safe_load(path.read_bytes())
        except yaml.YAMLError as error:
            raise LocalError(f"configs/auth-config.yaml is not valid YAML: {error}") from error
        if document is None:
            return {}
        if not isinstance(document, dict):
            raise LocalError("configs/auth-config.yaml must be a mapping")
        return document

    def _module(self, name: str) -> "Source | None":
        from hooks.sources import typescript

        path = self.server / "src" / "defs" / name
        return typescript.parse(name, path.read_bytes()) if path.is_file() else None


def _object(path: Path) -> dict[str, Any]:
    try:
        parsed = json.loads(path.read_bytes())
    except ValueError as error:
        raise LocalError(f"{path.name} is not valid JSON: {error}") from error
    if not isinstance(parsed, dict):
        raise LocalError(f"{path.name} must hold a JSON object")
    return parsed
