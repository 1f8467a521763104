"""`.pre-commit-hooks.yaml` from the registry: one hook for everything, one a group, one for each rule that must go online.

`python -m hooks.manifest` rewrites the file; a test holds it equal to the rendering. Format: https://pre-commit.com/#creating-new-hooks
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from hooks import registry
from hooks.rule import Group, Rule

FILE_NAME = ".pre-commit-hooks.yaml"
_ENTRY = "edgespark-ci check --staged"
_STAGES = ("pre-commit", "pre-merge-commit", "pre-push", "manual")
_HEADER = "# Written by `python -m hooks.manifest`: change hooks/manifest.py or the rules, not this file.\n"

# `always_run` without file names: pre-commit does not show deletions to `files:`, so a commit that only deletes a migration would slip through.
# Stage names of this form need pre-commit 3.2.
_HOOK = """\
- id: {id}
  name: {name}
  description: {description}
  entry: {entry}
  language: python
  stages: [{stages}]
  always_run: true
  pass_filenames: false
  require_serial: true
  minimum_pre_commit_version: "3.2.0"
"""


class Hook(NamedTuple):
    """One hook that a repository may list."""

    id: str
    name: str
    description: str
    entry: str
    stages: tuple[str, ...] = _STAGES


def hooks(rules: Iterable[Rule]) -> Iterator[Hook]:
    """The hooks that `rules` give: a group without an offline rule has none, an online rule runs only when asked for."""
    every = tuple(rules)
    yield Hook("edgespark", "EdgeSpark", "Every offline check of every EdgeSpark project, in one process.", _ENTRY)
    for group in Group:
        offline = [rule.id for rule in every if rule.group is group and not rule.online]
        if offline:
            yield Hook(f"edgespark-{group.value}", f"EdgeSpark {_words(group)}", f"Only {', '.join(offline)}.", f"{_ENTRY} --select {group.value}")
    for rule in every:
        if rule.online:
            description = f"Asks the platform whether {rule.summary}."
            yield Hook(f"edgespark-{rule.id}", f"EdgeSpark {rule.id}", description, f"{_ENTRY} --select {rule.id}", ("manual",))


def rendered(rules: Iterable[Rule]) -> str:
    """The whole file."""
    fields = ({**hook._asdict(), "description": json.dumps(hook.description), "stages": ", ".join(hook.stages)} for hook in hooks(rules))
    return _HEADER + "\n" + "\n".join(_HOOK.format(**field) for field in fields)


def _words(group: Group) -> str:
    return group.value.replace("-", " ")


if __name__ == "__main__":
    Path(FILE_NAME).write_text(rendered(registry.rules()), encoding="utf-8")
