"""Where projects lie: each is the directory of an `edgespark.toml`."""

from collections.abc import Sequence

from hooks.trees.tree import Tree

PROJECT_FILE = "edgespark.toml"


def project_roots(tree: Tree) -> tuple[str, ...]:
    """Every directory of `tree` that holds an `edgespark.toml`, sorted."""
    return tuple(sorted(path[: -len(PROJECT_FILE) - 1] or "." for path in tree.entries if f"/{path}".endswith(f"/{PROJECT_FILE}")))


def projects_below(paths: Sequence[str], tree: Tree) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The roots of all projects below `paths` (none: everywhere), and a note for each that lies inside another and is left out."""
    found: list[str] = []
    notes = []
    for root in project_roots(tree):
        outer = next((other for other in found if _inside(root, other)), None)
        if outer is None:
            found.append(root)
        else:
            notes.append(f"{root}/{PROJECT_FILE} lies inside the project {outer} and is ignored")
    return tuple(root for root in found if not paths or any(_inside(root, path) for path in paths)), tuple(notes)


def _inside(path: str, directory: str) -> bool:
    return directory in {".", path} or path.startswith(f"{directory}/")
