"""The programs that run hooks: pre-commit, and prek, which reads the same configuration."""

import os
import sys
from pathlib import Path
from typing import NamedTuple


class Host(NamedTuple):
    """One of them: how it is called, what it needs in the environment to install without a network, and where below `home` it puts our command."""

    command: tuple[str, ...]
    settings: dict[str, str]
    home: Path
    environment: str

    @property
    def installed(self) -> Path:
        """Our command as the host installed it. Raises StopIteration before that."""
        return next(self.home.glob(f"{self.environment}/bin/edgespark-ci"))

    def with_settings(self, **settings: str) -> "Host":
        """The same host in another environment."""
        return self._replace(settings={**self.settings, **settings})


def pre_commit(home: Path, wheelhouse: Path) -> Host:
    """pre-commit, which installs with pip."""
    settings = {"PRE_COMMIT_HOME": str(home), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheelhouse), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return Host((sys.executable, "-m", "pre_commit"), settings, home, "repo*/py_env-*")


def prek(home: Path, wheelhouse: Path) -> Host:
    """prek, which installs with uv."""
    programs = Path(sys.executable).parent
    offline = {"UV_OFFLINE": "1", "UV_NO_INDEX": "1", "UV_FIND_LINKS": str(wheelhouse), "UV_NO_CONFIG": "1", "UV_CACHE_DIR": str(home / "uv")}
    path = os.pathsep.join((str(programs), os.environ["PATH"]))  # where prek looks for uv before it would fetch one
    return Host((str(programs / "prek"),), {"PREK_HOME": str(home), "PATH": path, **offline}, home, "hooks/python-*")
