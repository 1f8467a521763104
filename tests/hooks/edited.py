"""What a text looks like after the edits of a fix, as `--fix` makes them."""

from collections.abc import Sequence

from hooks.finding import Edit
from hooks.trees import editing


def edited(text: str, edits: Sequence[Edit]) -> str:
    """`text` with every edit made; places are those of the text as it was."""
    return editing.edited(text.encode(), edits).decode()
