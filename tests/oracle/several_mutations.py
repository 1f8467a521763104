"""Several changes at once."""

from random import Random

from tests.oracle import column_mutations, export_mutations, rewritings, table_mutations  # noqa: F401 - they register their kinds
from tests.oracle.kinds import KINDS, kind
from tests.oracle.model import Schema


def _several(random: Random, schema: Schema, count: int) -> int:
    """Apply that many kinds; returns how many found something to change."""
    names = [name for name in sorted(KINDS) if not name.endswith("_changes")]
    return sum(KINDS[random.choice(names)](random, schema) for _ in range(count))


@kind
def two_changes(random: Random, schema: Schema) -> bool:
    return _several(random, schema, 2) > 1


@kind
def four_changes(random: Random, schema: Schema) -> bool:
    return _several(random, schema, 4) > 1
