"""What the privileged job installs is stated to the byte, what `make` installs to the version, and both are what `pyproject.toml` asks for."""

import re
import tomllib
from collections.abc import Mapping

from packaging.requirements import Requirement

from tests.guestbook import ROOT
from tests.wheelhouse import LOCK

_ENTRY = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; [^\\]+)? \\\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
TEXT = "".join(line for line in LOCK.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("#"))
STATED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKED = {entry["name"]: entry["version"] for entry in _ENTRY.finditer(TEXT)}


def test_every_line_belongs_to_a_version_with_digests() -> None:
    assert len(LOCKED) > 15
    assert _ENTRY.sub("", TEXT) == ""


def test_it_has_a_version_of_everything_that_an_installation_asks_for() -> None:
    asked = _asked("ci", *STATED["build-system"]["requires"])
    assert len(asked) > 5
    assert _left_out(asked, LOCKED) == []


def test_whoever_works_here_has_the_same_versions() -> None:
    lines = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    kept = dict(line.partition(" ;")[0].split("==") for line in lines if not line.startswith("#"))
    assert len(_asked("dev")) > 20
    assert _left_out(_asked("ci") + _asked("dev"), kept) == []
    assert {name: version for name, version in kept.items() if LOCKED.get(name, version) != version} == {}


def _asked(extra: str, *more: str) -> list[Requirement]:
    """What the base and an extra ask for, our own other extras left out."""
    project = STATED["project"]
    named = (Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"][extra], *more))
    return [one for one in named if one.name != project["name"]]


def _left_out(asked: list[Requirement], kept: Mapping[str, str]) -> list[str]:
    return [str(one) for one in asked if (name := one.name.lower()) not in kept or not one.specifier.contains(kept[name])]
