"""What a commit waits for: the hook with every rule on the example project, beside an interpreter that does nothing.

    python benchmarks/start.py [--rounds 31]

Run it with the Python of the environment that holds edgespark-ci, on a calm machine. Target: the hook takes at most 10 times `python -c 0`.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.paired import timed

ROOT = Path(__file__).resolve().parents[1]
_AUTHOR = ("-c", "user.name=a", "-c", "user.email=a@example.invalid")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=31)
    rounds = parser.parse_args().rounds
    program = str(Path(sys.executable).with_name("edgespark-ci"))
    commands = {
        "python -c 0": (sys.executable, "-c", "0"),
        "edgespark-ci check --staged (the hook)": (program, "check", "--staged"),
        "edgespark-ci check": (program, "check"),
    }
    with TemporaryDirectory() as directory:
        project = _committed(Path(directory) / "guestbook")
        results = timed(commands, rounds=rounds, cwd=str(project))
    for result in results:
        print(f"{result.name:40} {result.median * 1000:7.1f} ms   {result.ratio(results[0]):5.2f} x")


def _committed(project: Path) -> Path:
    """The example as a repository of its own with one commit, so that the rules which need a base judge as well."""
    shutil.copytree(ROOT / "examples" / "guestbook", project, ignore=shutil.ignore_patterns("node_modules", "dist"))
    for command in (("init", "--quiet"), ("add", "--all"), (*_AUTHOR, "commit", "--quiet", "--no-verify", "--message", "a guestbook")):
        subprocess.run(["git", *command], cwd=project, check=True)
    return project


if __name__ == "__main__":
    main()
