"""How a command ends badly, with the exit codes of 0.0.9 (its `config.js`)."""

from enum import IntEnum


class Code(IntEnum):
    """Exit codes."""

    ERROR = 1
    USAGE = 2
    NO_KEY = 3
    NETWORK = 6


class Failed(Exception):  # noqa: N818 - it names what happened
    """The command ends with `code`, saying `text` and then each of `hints`."""

    def __init__(self, code: Code, text: str, *hints: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.hints = hints
