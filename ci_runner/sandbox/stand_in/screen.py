"""What a person reads, on stderr as in 0.0.9; data goes to stdout. Every line that is ours and not the platform's says so."""

import click

MARK = "(sandbox)"


def title() -> None:
    """The first line of a longer command."""
    click.echo("edgespark-ci sandbox: a stand-in, not the EdgeSpark CLI", err=True)


def success(text: str) -> None:
    """Something was done."""
    click.echo(f"✔ {text}", err=True)


def warning(text: str) -> None:
    """Something should be looked at."""
    click.echo(f"⚠ {text}", err=True)


def error(text: str) -> None:
    """Something went wrong."""
    click.echo(f"✖ {text}", err=True)


def step(text: str) -> None:
    """A detail of what was done."""
    click.echo(f"│ {text}", err=True)


def hint(text: str) -> None:
    """What to do next."""
    click.echo(f"  {text}", err=True)


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table, on stdout."""
    widths = [max(len(row[index]) for row in [heads, *rows]) for index in range(len(heads))]
    for row in [heads, tuple("─" * width for width in widths), *rows]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
