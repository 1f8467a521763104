"""The wheelhouse: every wheel that real pre-commit and the action must install, so that tests install without a network.

`python tests/wheelhouse.py` fills `wheelhouse/` from what `pyproject.toml` names (base, `ci`, build system); it needs pip and its usual index once.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHEELHOUSE = ROOT / "wheelhouse"
_STAMP = WHEELHOUSE / "requirements.json"


def requirements() -> list[str]:
    """What an installation of this project asks pip for."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = stated["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["ci"], *stated["build-system"]["requires"]]


def is_current() -> bool:
    """Whether `wheelhouse/` was filled for today's requirements and this Python."""
    return _STAMP.is_file() and _STAMP.read_text(encoding="utf-8") == _stamp()


def _stamp() -> str:
    return json.dumps({"python": sys.version_info[:2], "platform": sys.platform, "requirements": requirements()})


def fill() -> None:
    """Collect the wheels anew; those of libraries that ship none are built."""
    shutil.rmtree(WHEELHOUSE, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(WHEELHOUSE), *requirements()], check=True)
    _STAMP.write_text(_stamp(), encoding="utf-8")


if __name__ == "__main__":
    if not is_current():
        fill()
