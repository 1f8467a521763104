"""`requirements-action.txt`: what the privileged job installs is stated to the byte, and is what `pyproject.toml` asks for."""

import re
import tomllib

from packaging.requirements import Requirement

from tests.guestbook import ROOT
from tests.wheelhouse import LOCK

_ENTRY = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; [^\\]+)? \\\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
TEXT = "".join(line for line in LOCK.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("#"))
LOCKED = {entry["name"]: entry["version"] for entry in _ENTRY.finditer(TEXT)}


def test_every_line_belongs_to_a_version_with_digests() -> None:
    assert len(LOCKED) > 15
    assert _ENTRY.sub("", TEXT) == ""


def test_it_has_a_version_of_everything_that_an_installation_asks_for() -> None:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = stated["project"]
    asked = [Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"]["ci"], *stated["build-system"]["requires"])]
    assert len(asked) > 5
    assert [str(one) for one in asked if one.name not in LOCKED or not one.specifier.contains(LOCKED[one.name])] == []
