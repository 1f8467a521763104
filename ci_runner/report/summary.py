"""The step summary: what a reader of the run's page sees first, as Markdown."""

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from ci_runner.model import Receipt

MAX_CHARACTERS = 60_000
_MARKS = re.compile(r"([\\`*_{}\[\]<>|#~])")


def summary(receipt: Receipt) -> str:
    """The Markdown page of a run, cut to what GitHub shows."""
    text = _template().render(receipt=receipt, seconds=sum(result.seconds for result in receipt.steps))
    if len(text) <= MAX_CHARACTERS:
        return text
    return text[:MAX_CHARACTERS] + "\n\n*Cut here: the receipt holds the rest.*\n"


@cache
def _template() -> Template:
    # No autoescape: this is Markdown; what comes from elsewhere passes the filters below.
    environment = Environment(  # noqa: S701
        loader=PackageLoader("ci_runner.report"), trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    environment.filters["cell"] = cell
    environment.filters["fenced"] = fenced
    return environment.get_template("summary.md.j2")


def cell(text: str) -> str:
    """Text of somebody else's in one line of Markdown: it shows as it is and means nothing."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def fenced(text: str) -> str:
    """Text of several lines in a fence longer than any inside it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(longest + 1, 3)
    return f"{fence}text\n{text}\n{fence}"
