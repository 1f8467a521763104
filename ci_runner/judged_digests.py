"""The digests of what lies in the checkout now."""

from ci_runner import digests
from ci_runner.context import Context
from ci_runner.model import Digests
from hooks.policy import config
from hooks.project import Project, Surroundings
from hooks.trees.git import Git
from hooks.trees.tree import WorkTree


def changed(context: Context) -> tuple[str, ...]:
    """Paths of the project and of what it shares that are not as committed; what this run itself writes does not count."""
    return tuple(path for path in context.repo.changed_paths(*context.touching) if path not in context.own_files)


def taken(context: Context) -> Digests:
    """Read everything from disk anew: nothing that was read before may be believed."""
    tree = WorkTree(context.repo.top, Git(context.repo.top))
    project = Project(tree, context.root, Surroundings(config.Policy()))
    return digests.taken(project, context.repo.tree(context.event.commit, context.root), changed(context))
