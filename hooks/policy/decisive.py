"""Which policy decides: the judged tree's own; in a proposal, which nobody has agreed to yet, the base's."""

from hooks.errors import ConfigError, NoVerdict
from hooks.policy import baseline, config, selection
from hooks.policy.baseline import Baseline
from hooks.policy.config import FILE_NAME, Policy
from hooks.project import project_roots
from hooks.trees.tree import Tree


def deciding(own: Policy, tip: Tree | None, *, is_proposal: bool) -> tuple[Policy, tuple[str, ...]]:
    """The policy that decides, and notes about it; `tip` is the base's.

    What describes the app or the pipeline and lets no result stand by itself is the change's own all the same.
    """
    if not is_proposal:
        return own, ()
    if tip is None:
        return own, ("no base to take the policy from: this change's own decides",)
    try:
        theirs = config.policy(tip)
    except ConfigError as error:
        # Without this way out nobody could repair it.
        return own, (f"the policy of the base ({tip.name}) cannot be read, so this change's own decides: {error}",)
    select, ignore = selection.known(theirs.select), selection.known(theirs.ignore)
    return theirs._replace(select=select, ignore=ignore, optional_keys=own.optional_keys, run=own.run, shared_paths=own.shared_paths), ()


def deciding_baseline(tree: Tree, own: Policy, tip: Tree | None) -> Baseline:
    """The judged tree's entries, and in a proposal those of the base. Raises ConfigError, also for a file that the policy names and that is not there."""
    if "baseline" in own.places and not tree.has(own.baseline):
        raise ConfigError(f'there is no file "{own.baseline}": write it with `edgespark-ci baseline`', own.place("baseline"))
    return Baseline(baseline.read(tree, own.baseline), None if tip is None else base_entries(tip))


def are_alike(own: Policy, tree: Tree, base: Tree) -> bool:
    """Whether both trees hold the same policy and the same baseline, byte for byte, and the same projects; `own` is the policy of `tree`."""
    return project_roots(tree) == project_roots(base) and all(_content(tree, path) == _content(base, path) for path in (FILE_NAME, own.baseline))


def _content(tree: Tree, path: str) -> bytes | None:
    try:
        return tree.read(path) if tree.has(path) else None
    except NoVerdict:
        return None


def base_entries(tree: Tree) -> frozenset[str]:
    """What the baseline of a base holds; nothing where it cannot be read, so that somebody can repair it."""
    try:
        return baseline.read(tree, config.policy(tree).baseline)
    except ConfigError:
        return frozenset()
