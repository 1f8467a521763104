"""`.edgespark-ci.yaml`: what a repository asks of the checks. Strict: an unknown word is an error with its line.

The names of rules are checked where rules are known (`hooks.policy.selection`). The `run:` section belongs to the pipeline and is handed on as it stands.
"""

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from hooks.errors import ConfigError, NoVerdict
from hooks.finding import Location, Severity
from hooks.trees.tree import Tree

if TYPE_CHECKING:
    from hooks.sources.policy_file import Acknowledgement, PathRules
    from hooks.sources.yaml_tree import Node

FILE_NAME = ".edgespark-ci.yaml"
_OTHER_NAME = ".edgespark-ci.yml"
BASELINE_FILE = ".edgespark-ci-baseline.json"


class Engine(Enum):
    """Who says what `db_schema.ts` declares: the evaluator of this tool, the project's own drizzle-kit, or that one where the first has no verdict."""

    STATIC = "static"
    DRIZZLE_KIT = "drizzle-kit"
    AUTO = "auto"


class Policy(NamedTuple):
    """The file's content; the defaults are those of a repository without one.

    `select` and `ignore` hold rule ids and group names as written (`selection.chosen` resolves them); `run` is the pipeline's section.
    `shared_paths` tells for a project which paths outside of it count as its own; `places` where each word of the file stands (`ignore.stale-types`).
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Severity] = {}  # noqa: RUF012 - records are never changed here
    optional_keys: frozenset[str] = frozenset()
    undetermined_blocks: bool = True
    run: "Node | None" = None
    engine: Engine = Engine.STATIC
    per_path: "tuple[PathRules, ...]" = ()
    acknowledged: "tuple[Acknowledgement, ...]" = ()
    baseline: str = BASELINE_FILE
    shared_paths: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - as above
    places: dict[str, Location] = {}  # noqa: RUF012 - as above

    def place(self, *words: str) -> Location:
        """Where the first of `words` that the file holds stands; its start where it holds none."""
        return next((self.places[word] for word in words if word in self.places), Location(FILE_NAME))

    def touching(self, project: str) -> tuple[str, ...]:
        """The paths of the repository whose change is a change of `project`: its own directory, and what `projects:` adds."""
        return (project, *self.shared_paths.get(project, ()))


def policy(tree: Tree) -> Policy:
    """The policy that `tree` holds. Raises ConfigError at the line that may not stand."""
    if tree.has(_OTHER_NAME):
        raise ConfigError(f"nothing reads a file of this name: it is called {FILE_NAME}", Location(_OTHER_NAME))
    if not tree.has(FILE_NAME):
        return Policy()
    from hooks.sources import policy_file, yaml_tree

    try:
        root = yaml_tree.read(FILE_NAME, tree.read(FILE_NAME))
    except NoVerdict as reason:
        raise ConfigError(reason.message, reason.location) from reason
    return Policy() if root.value is None else Policy(**policy_file.fields(root, engine=_engine))


def unread(tree: Tree) -> Iterator[str]:
    """A note for each file of this name below the top of the tree, which nothing reads."""
    for path in tree.entries:
        if path.endswith(f"/{FILE_NAME}"):
            yield f"{path} is ignored: a repository has one {FILE_NAME}, at its top"


def _engine(node: "Node", name: str) -> Engine:
    from hooks.sources.yaml_values import choice

    return Engine(choice(node, name, [engine.value for engine in Engine]))
