"""A tree with some files changed: what a repair would make of it, before anything is written."""

from collections.abc import Mapping

from hooks.trees.tree import Entry, Tree


class Overlay:
    """`tree` with the files of `changed` as they stand there; None: the file is gone."""

    def __init__(self, tree: Tree, changed: Mapping[str, bytes | None], name: str = "") -> None:
        self.name = name or tree.name
        self._tree = tree
        self._changed = changed
        kept = {path: entry for path, entry in tree.entries.items() if path not in changed}
        added = {path: Entry("100644") for path, content in changed.items() if content is not None}
        self.entries = dict(sorted((kept | added).items()))

    def has(self, path: str) -> bool:
        """Whether a file is at `path`."""
        return path in self.entries if path in self._changed else self._tree.has(path)

    def read(self, path: str) -> bytes:
        """Its bytes. Raises NoVerdict."""
        content = self._changed.get(path)
        return self._tree.read(path) if content is None else content
