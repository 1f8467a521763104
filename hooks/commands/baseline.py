"""The command `baseline`: today's results become known ones."""

import os
from collections.abc import Iterator
from pathlib import Path

import click

from hooks.errors import UsageError
from hooks.judge import Judged, opened, today
from hooks.request import Request
from hooks.trees.tree import WorkTree


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
def baseline(paths: tuple[str, ...]) -> None:
    """Write down what the rules find today below PATH, so that from now on only what is new is told. Default: the whole repository.

    \b
    edgespark-ci baseline
    git add .edgespark-ci-baseline.json

    Findings and results without verdict are recorded by their fingerprints, but none that a comment or an acknowledgement lets stand. Nothing is
    compared with a base, so the same files give the same baseline everywhere. Run it again after a repair: the list becomes shorter.

    Exit codes: 0 written, 2 bad usage.
    """  # noqa: D301 - click wants the character \b itself
    with opened(Request(paths, base="", is_proposal=False), Path.cwd(), os.environ) as judged:
        click.echo(_written(judged, _found(judged)))


def _found(judged: Judged) -> frozenset[str]:
    """The fingerprints of all that is shown without a baseline. What is said of the policy itself is no history."""
    from hooks import engine
    from hooks.policy import selection
    from hooks.rule import Group

    rules = [rule for rule in selection.chosen(judged.policy.select, judged.policy.ignore) if rule.group is not Group.POLICY]
    report = engine.run(rules, judged.projects, judged.policy, today=today())
    return frozenset(finding.fingerprint for finding in report.findings).union(diagnostic.fingerprint for diagnostic in report.diagnostics)


def _written(judged: Judged, found: frozenset[str]) -> str:
    """Write the file; what was done, in words."""
    from hooks.policy.baseline import rendered
    from hooks.trees.file_changes import FileChange, carry_out

    if not isinstance(judged.tree, WorkTree):
        raise UsageError("there is no working tree to write the baseline to")
    name = judged.policy.baseline
    carry_out([FileChange(name, rendered(found.union(_of_others(judged))).encode())], Path(judged.tree.top))
    return f"{len(found)} {'result' if len(found) == 1 else 'results'} recorded in {name}"


def _of_others(judged: Judged) -> Iterator[str]:
    """The entries of the projects that were not judged now. Where all were, the old file need not even be readable."""
    from hooks.policy.baseline import read
    from hooks.project import project_roots

    others = set(project_roots(judged.tree)).difference(project.root for project in judged.projects)
    return (entry for entry in read(judged.tree, judged.policy.baseline) if entry.split(":", 2)[1] in others) if others else iter(())
