"""What a project's files say: every input a property, read and parsed once."""

from typing import TYPE_CHECKING

from hooks.errors import CONFLICT, NoVerdict
from hooks.project.files import Files
from hooks.project.once import once

if TYPE_CHECKING:
    from hooks.sources.flow.program import Program
    from hooks.sources.journal import Journal
    from hooks.sources.key_reads import KeyReads
    from hooks.sources.runtime_keys import DeclaredKeys
    from hooks.sources.snapshot import Snapshot
    from hooks.sources.snapshot_ids import SnapshotIds
    from hooks.sources.storage import Storage
    from hooks.sources.yaml_tree import Node


class Inputs(Files):
    """The inputs of the rules as records. Every property may raise NoVerdict."""

    @once
    def journal(self) -> "Journal | None":
        """drizzle-kit's journal, or None before the first migration."""
        from hooks.sources import journal, migration_folders

        if self.migration_folders:
            return migration_folders.journal(self.drizzle_path, self.migration_folders, self.below(self.drizzle_path))
        try:
            content = self.content(self.journal_path)
            return None if content is None else journal.read(self.journal_path, content)
        except NoVerdict as reason:
            if reason.message != CONFLICT:
                raise
            way_out = f"settle the schema, leave {self.drizzle_path} as it is and run `edgespark-ci db renumber`"
            raise NoVerdict(f"{CONFLICT}: {way_out}", reason.location) from reason

    @once
    def newest_snapshot(self) -> "Snapshot | None":
        """The snapshot that drizzle-kit compares with, or None where there is none."""
        if self.snapshot_paths and self.migration_folders:
            from hooks.schema_diff import snapshot_heads

            return snapshot_heads.after(self.snapshot_ids, self.tree.read)
        return self.snapshot(self.snapshot_paths[-1]) if self.snapshot_paths else None

    @once
    def snapshot_ids(self) -> "tuple[SnapshotIds, ...]":
        """The place of every snapshot in the chain, in the order of `snapshot_paths`."""
        from hooks.sources import snapshot_ids

        return tuple(snapshot_ids.read(path, self.tree.read(path)) for path in self.snapshot_paths)

    def snapshot(self, path: str) -> "Snapshot":
        """The snapshot at `path`."""
        from hooks.sources import snapshot

        return snapshot.read(path, self.tree.read(path))

    @once
    def program(self) -> "Program":
        """The modules of `code_paths` as one program: each is read once, however many rules search it."""
        from hooks.sources.flow.program import Program

        return Program(self)

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
        return key_reads.reads(self.program, declared)

    @once
    def storage(self) -> "Storage | None":
        """The buckets that `storage_schema.ts` declares, or None where there is no such file."""
        if self.source(self.storage_path) is None:
            return None
        from hooks.sources import storage

        return storage.declared(self.program, self.storage_path)

    @once
    def auth_config(self) -> "Node | None":
        """`auth-config.yaml` as a tree of values, or None where there is no such file."""
        content = self.content(self.auth_config_path)
        if content is None:
            return None
        from hooks.sources import yaml_tree

        return yaml_tree.read(self.auth_config_path, content)
