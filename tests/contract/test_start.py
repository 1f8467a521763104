"""A hook starts light: what `check` must not load, it does not load."""

import subprocess
import sys

from tests.guestbook import EXAMPLE, ROOT

HEAVY = (
    "click",
    "httpx",
    "git",
    "jinja2",
    "jsonschema",
    "asyncio",
    "ci_runner.commands",
    "importlib.metadata",
    "importlib.resources",
    "pathlib",
    "shutil",
    "tomllib",
    "_hashlib",
)
_SCRIPT = """
import sys
sys.argv = ["edgespark-ci", "check", sys.argv[1]]
from ci_runner.cli import main
try:
    main()
except SystemExit as end:
    print(end.code, *sorted(sys.modules), file=sys.stderr)
"""


def test_check_loads_no_heavy_package() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT, str(EXAMPLE)], cwd=ROOT, capture_output=True, text=True, check=True)
    code, *modules = done.stderr.split()
    assert code == "0", done.stdout
    assert "hooks.engine" in modules
    assert [name for name in HEAVY if name in modules] == []
