"""What a large project costs: 2,000 modules of 20 KB, a fifth of which read runtime keys or buckets.

    python benchmarks/large_project.py [--modules 2000] [--rounds 3] [--without-tools]

Run it on Linux with the Python of the environment that holds edgespark-ci, after `npm ci` in tests/node, on a calm machine. In each round the same project is
checked and then, as a team would do instead, given to `tsc --noEmit`, `drizzle-kit generate` and `drizzle-kit check`. Targets for the usual mix of reads:
2 s, 300 MB, and at least 30 times as fast as those three. The worst mix, where no reader can be told by its bytes, is shown beside it.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.large_code import SETTINGS, Reads, modules, usual, worst
from benchmarks.paired import timed

ROOT = Path(__file__).resolve().parents[1]
NODE_MODULES = ROOT / "tests" / "node" / "node_modules"
CHECK = "edgespark-ci check"
_NOT_COPIED = ("node_modules", "dist", ".pre-commit-config.yaml")
_AUTHOR = ("-c", "user.name=a", "-c", "user.email=a@example.invalid")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-tools", action="store_true", help="time the check alone")
    arguments = parser.parse_args()
    for name, reads in (("usual mix of reads", usual), ("every reader followed", worst)):
        with TemporaryDirectory() as directory:
            project = Path(directory) / "project"
            size = _written(project, arguments.modules, reads)
            print(f"{name}: {arguments.modules} modules, {size / 1e6:.0f} MB; the check holds {_peak(project):.0f} MB at most")
            _compared(project, arguments.rounds, tools=reads is usual and not arguments.without_tools)


def _written(project: Path, number: int, reads: Reads) -> int:
    """Write and commit the project; the size of its modules in bytes."""
    shutil.copytree(ROOT / "examples" / "guestbook", project, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    (project / "server" / "node_modules").symlink_to(NODE_MODULES)
    (project / "server" / "src" / "settings.ts").write_text(SETTINGS, encoding="utf-8")
    size = 0
    for path, text in modules(number, reads):
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        size += (project / path).write_text(text, encoding="utf-8")
    (project / ".gitignore").write_text("node_modules\n", encoding="utf-8")
    for command in (("init", "--quiet"), ("add", "--all"), (*_AUTHOR, "commit", "--quiet", "--message", "a large guestbook")):
        subprocess.run(["git", *command], cwd=project, check=True)
    return size


def _check(project: Path) -> tuple[str, ...]:
    return (str(Path(sys.executable).with_name("edgespark-ci")), "check", str(project))


def _peak(project: Path) -> float:
    """The most memory that the check's process held, in MB."""
    running = subprocess.Popen(_check(project), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0, "the large project is clean"
    return usage.ru_maxrss / 1024


def _compared(project: Path, rounds: int, *, tools: bool) -> None:
    commands = {CHECK: _check(project)}
    if tools:
        commands["tsc, drizzle-kit generate and check"] = ("sh", "-ec", _tools(project / "server"))
    results = timed(commands, rounds=rounds, cwd=str(project))
    for result in results:
        print(f"  {result.name:40} {result.median:7.2f} s   {result.ratio(results[0]):6.1f} x")


def _tools(server: Path) -> str:
    kit = f"node {NODE_MODULES / 'drizzle-kit' / 'bin.cjs'}"
    return (
        f"cd {server}; node --max-old-space-size=8192 {NODE_MODULES / 'typescript' / 'bin' / 'tsc'} --noEmit; "
        f"{kit} generate --dialect=sqlite --schema=src/defs/db_schema.ts; {kit} check --dialect=sqlite --out=drizzle"
    )


if __name__ == "__main__":
    main()
