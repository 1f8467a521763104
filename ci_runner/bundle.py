"""What the CLI's build left behind, as a digest: the same code gives the same one, wherever it was built."""

import hashlib
import re
from pathlib import Path

_BUNDLE = Path("dist", "bundle.js")
# esbuild writes where each module came from, relative to where it ran; a worktree and the checkout lie in different places.
_WAY_TO_PACKAGES = re.compile(rb"""[^\s"'`(]*node_modules/""")


def digest(directories: tuple[Path, ...]) -> str:
    """The digest of the first bundle in one of the directories; empty where none was left."""
    found = next((path for path in (directory / _BUNDLE for directory in directories) if path.is_file()), None)
    if found is None:
        return ""
    return "sha256-" + hashlib.sha256(_WAY_TO_PACKAGES.sub(b"node_modules/", found.read_bytes())).hexdigest()
