"""The name somebody meant."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, alike: float = 0.6) -> str | None:
    """The known name that is most like `word`; None where none is near. `alike` is difflib's ratio, from 0 to 1."""
    import difflib

    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=alike)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint to append to a message: `; did you mean "x"?`, or nothing where no known name is near."""
    near = nearest(word, known)
    return f'; did you mean "{near}"?' if near else ""
