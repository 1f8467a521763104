"""The wheelhouse: every wheel that real pre-commit and the action must install, so that tests install without a network.

`python tests/wheelhouse.py` fills `wheelhouse/` from `requirements-action.txt` (base, `ci`, build system); it needs pip and its usual index once.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHEELHOUSE = ROOT / "wheelhouse"
LOCK = ROOT / "requirements-action.txt"
_STAMP = WHEELHOUSE / "requirements.json"


def is_current() -> bool:
    """Whether `wheelhouse/` was filled for today's requirements and this Python."""
    return _STAMP.is_file() and _STAMP.read_text(encoding="utf-8") == _stamp()


def _stamp() -> str:
    return json.dumps({"python": sys.version_info[:2], "platform": sys.platform, "requirements": LOCK.read_text(encoding="utf-8")})


def fill() -> None:
    """Collect the wheels anew, each with the digest that the lock file states."""
    shutil.rmtree(WHEELHOUSE, ignore_errors=True)
    wanted = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK)]
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(WHEELHOUSE), *wanted], check=True)
    _STAMP.write_text(_stamp(), encoding="utf-8")


if __name__ == "__main__":
    if not is_current():
        fill()
