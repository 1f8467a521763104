"""What was judged, as digests: computed again before anything irreversible, they must be the same."""

import hashlib
import json
import platform
from collections.abc import Iterable

from ci_runner.model import Digests
from hooks import registry
from hooks.about import VERSION
from hooks.policy.config import FILE_NAME, policy
from hooks.project import Project


def taken(project: Project, tree: str, changed: Iterable[str]) -> Digests:
    """The digests of `project` (in a working tree) whose commit holds the tree `tree` and whose files differ from it in `changed`."""
    return Digests(
        tree=_digest([tree, *_contents(project, changed)]),
        journal=_digest(_contents(project, project.below(project.drizzle_path))),
        schema=_digest(_contents(project, project.below(project.server_path("src", "defs")))),
        policy=_digest(_contents(project, [FILE_NAME, policy(project.tree).baseline])),
        tools=_digest([VERSION, platform.python_version(), *registry.rule_ids()]),
    )


def _contents(project: Project, paths: Iterable[str]) -> list[str]:
    """Each path with the digest of its bytes; a path without a file says so."""
    found = ((path, project.content(path)) for path in sorted(paths))
    return [f"{path} {'absent' if content is None else hashlib.sha256(content).hexdigest()}" for path, content in found]


def _digest(parts: list[str]) -> str:
    return "sha256-" + hashlib.sha256(json.dumps(parts).encode()).hexdigest()
