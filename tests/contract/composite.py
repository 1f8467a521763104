"""A composite action as GitHub runs it: expressions rendered into `env:`, each `run:` in bash, outputs and summary in files."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How the action ended."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str


@dataclass(frozen=True, slots=True)
class CompositeAction:
    """The action that `file` describes."""

    file: Path

    @property
    def content(self) -> dict[str, Any]:
        loaded: dict[str, Any] = yaml.safe_load(self.file.read_text(encoding="utf-8"))
        return loaded

    @property
    def steps(self) -> dict[str, dict[str, Any]]:
        """Its steps by name, in order."""
        return {step["name"]: step for step in self.content["runs"]["steps"]}

    def values(self, inputs: dict[str, str], event: dict[str, str]) -> dict[str, str]:
        """What the expressions of a step may name."""
        stated = {f"inputs.{name}": inputs.get(name, _rendered(known.get("default", ""), {})) for name, known in self.content["inputs"].items()}
        return stated | {f"github.event.{name}": value for name, value in event.items()}

    def outputs(self, step: dict[str, Any], written: dict[str, str]) -> dict[str, str]:
        """The action's outputs after `step` wrote its own."""
        values = {f"steps.{step.get('id')}.outputs.{name}": value for name, value in written.items()}
        return {name: _rendered(stated["value"], values) for name, stated in self.content["outputs"].items()}


@dataclass(frozen=True, slots=True)
class Runner:
    """A machine that runs steps: `temp` lasts as long as a job, `environ` is what its host sets."""

    action: CompositeAction
    temp: Path
    environ: dict[str, str]

    def run(self, name: str, inputs: dict[str, str], *, workspace: Path, files: Path, event: dict[str, str] | None = None) -> Ran:
        """Run the step called `name` in `workspace`, as a job does that passes `inputs`; `files` is a new directory for what the step writes."""
        step = self.action.steps[name]
        values = self.action.values(inputs, event or {})
        files.mkdir()
        output, summary, script = (files / kind for kind in ("output", "summary", "step.sh"))
        output.touch()
        summary.touch()
        script.write_text(_rendered(step["run"], values), encoding="utf-8")
        host = {"RUNNER_OS": "Linux", "RUNNER_TEMP": str(self.temp), "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(self.action.file.parent)}
        written = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
        stated = {variable: _rendered(text, values) for variable, text in step.get("env", {}).items()}
        # GitHub's own words for `shell: bash`.
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
        done = subprocess.run(command, cwd=workspace, env={**self.environ, **host, **written, **stated}, capture_output=True, timeout=300, check=False)
        lines = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
        log = done.stdout.decode() + done.stderr.decode()
        return Ran(code=done.returncode, log=log, outputs=self.action.outputs(step, lines), summary=summary.read_text(encoding="utf-8"))


def _rendered(text: str, values: dict[str, str]) -> str:
    """GitHub's rendering of the plain expressions that the action uses: what is not known is empty."""
    return _EXPRESSION.sub(lambda found: values.get(found[1], ""), text)
