"""Other processes, looked at from outside."""

import time
from pathlib import Path


def has_ended(process: int, seconds: float = 30) -> bool:
    """Whether it ends within `seconds`: what was killed a moment ago may still be on its way. What nobody has reaped (`Z`) runs no more."""
    end = time.monotonic() + seconds
    while _runs(process):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # it may end between the opening and the reading
        return False
    return state not in {"Z", "X"}
