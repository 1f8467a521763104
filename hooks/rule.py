"""What a rule is: a promise with an id, and the function that enforces it."""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from hooks.finding import Diagnostic, Finding, Severity
from hooks.project import Project


class Group(Enum):
    """What a rule watches over; each group is one pre-commit hook."""

    SCHEMA = "schema"
    MIGRATIONS = "migrations"
    TYPES = "types"
    RUNTIME_KEYS = "runtime-keys"
    STORAGE = "storage"
    AUTH = "auth"
    PROJECT = "project"
    POLICY = "policy"


Check = Callable[[Project], Iterator[Finding | Diagnostic]]


class Rule(NamedTuple):
    """A promise. `id` is kebab-case, reads as the fault and is its module's name; `summary` is one sentence of what holds.

    `needs_base` marks what can say nothing without a base, and is left out there; `online` what must ask the platform and so never runs unasked.
    """

    id: str
    summary: str
    severity: Severity
    group: Group
    check: Check
    needs_base: bool = False
    online: bool = False
