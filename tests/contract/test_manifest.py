"""`.pre-commit-hooks.yaml` follows from the registry, and pre-commit accepts it."""

import subprocess
import sys
from typing import Any

import yaml

from hooks import manifest, registry
from hooks.finding import Severity
from hooks.rule import Group, Rule
from tests.guestbook import ROOT

FILE = ROOT / manifest.FILE_NAME


def _rule(rule_id: str, group: Group, *, online: bool = False) -> Rule:
    return Rule(rule_id, "the promise holds", Severity.ERROR, group, lambda _project: iter(()), online=online)


def _hooks(*rules: Rule) -> dict[str, Any]:
    return {hook["id"]: hook for hook in yaml.safe_load(manifest.rendered(rules))}


def test_the_file_is_the_rendering() -> None:
    assert FILE.read_text(encoding="utf-8") == manifest.rendered(registry.rules()), "run `python -m hooks.manifest`"


def test_pre_commit_accepts_the_file() -> None:
    checked = subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", str(FILE)], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_a_group_has_a_hook_only_when_it_has_an_offline_rule() -> None:
    rules = (_rule("stale-schema-hash", Group.SCHEMA), _rule("stale-types", Group.TYPES, online=True))
    assert list(_hooks(*rules)) == ["edgespark", "edgespark-schema", "edgespark-stale-types"]


def test_an_offline_hook_always_runs_and_reads_what_git_records() -> None:
    hook = _hooks(_rule("undeclared-bucket", Group.STORAGE))["edgespark-storage"]
    assert hook["entry"] == "edgespark-ci check --staged --select storage"
    assert hook["stages"] == ["pre-commit", "pre-merge-commit", "pre-push", "manual"]
    assert (hook["always_run"], hook["pass_filenames"], hook["require_serial"], hook["language"]) == (True, False, True, "python")


def test_an_online_rule_runs_only_by_hand() -> None:
    hook = _hooks(_rule("stale-types", Group.TYPES, online=True))["edgespark-stale-types"]
    assert hook["stages"] == ["manual"]
    assert hook["entry"] == "edgespark-ci check --staged --select stale-types"
