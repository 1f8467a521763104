"""Names that drizzle-kit mistakes for something else.

It keeps what it compares as keys of JavaScript objects, every one of which inherits keys such as `constructor`; and it marks what only one side
has with `__added` or `__deleted` at the end of the key, which a name may hold itself.
"""

from itertools import chain

from hooks.sources.js_object import INHERITED
from hooks.sources.schema import Schema

ADDED, DELETED = "__added", "__deleted"
MARKS = (ADDED, DELETED)


def are_plain(schema: Schema) -> bool:
    """Whether no table or column of the schema has such a name."""
    names = chain(schema.tables, *(table.columns for table in schema.tables.values()))
    return not any(name in INHERITED or ADDED in name or DELETED in name for name in names)
