"""Pairs of schemas, the second a mutation of the first: same seed and number, same pair."""

from copy import deepcopy
from random import Random
from typing import NamedTuple

from tests.oracle import generate, several_mutations  # noqa: F401 - with it come all kinds
from tests.oracle.kinds import KINDS
from tests.oracle.render import files
from tests.oracle.worker import Files


class Pair(NamedTuple):
    """Two schemas as files, and the kind of mutation between them."""

    kind: str
    before: Files
    after: Files


def pair(seed: int, number: int) -> Pair:
    """The pair of that number; kinds take turns, and a schema that a kind cannot change is replaced by another."""
    names = sorted(KINDS)
    kind = names[number % len(names)]
    for attempt in range(100):
        random = Random(f"{seed}/{number}/{attempt}")  # noqa: S311 - not a secret, and the same in every run
        before = generate.schema(random)
        after = deepcopy(before)
        if KINDS[kind](random, after):
            return Pair(kind, files(before), files(after))
    raise AssertionError(f"nothing fits the kind {kind}")
