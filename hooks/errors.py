"""What can go wrong, each with its exit code and what the user must change. Caught in `cli.py` only."""

from hooks.finding import Location

CONFLICT = "unresolved merge conflict"
"""Why a file that git could not merge cannot be judged."""


class EdgesparkError(Exception):
    """Any error this tool raises on purpose; `exit_code` ends the process."""

    exit_code = 2


class UsageError(EdgesparkError):
    """The command line asks for something that cannot be (exit 2)."""


class ConfigError(EdgesparkError):
    """A configuration file says something it may not say (exit 2)."""

    def __init__(self, message: str, location: Location) -> None:
        super().__init__(f"{location}: {message}")
        self.location = location


class NoVerdict(EdgesparkError):  # noqa: N818 - it names a verdict, not a failure of the program
    """An input cannot be judged: the engine turns it into a diagnostic of the rule that asked (exit 3)."""

    exit_code = 3

    def __init__(self, message: str, location: Location) -> None:
        super().__init__(f"{location}: {message}")
        self.message = message
        self.location = location
