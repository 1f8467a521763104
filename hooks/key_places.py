"""What the rules about runtime keys share: the places that name a key, and why a union may leave no verdict."""

from collections.abc import Iterator
from typing import NamedTuple

from hooks.finding import Diagnostic, Location
from hooks.nearest import nearest
from hooks.project import Project
from hooks.sources.key_reads import KeyRead
from hooks.sources.runtime_keys import Accessor, DeclaredKeys

_MISSPELT = 0.8  # SMTP_HOST is not a misspelt SMTP_PORT


class KeyPlace(NamedTuple):
    """One literal that names `key`, and every read that it serves: `vars.get(k) ?? secret.get(k)` in a wrapper makes two of one literal."""

    key: str
    location: Location
    reads: tuple[KeyRead, ...]

    @property
    def accessors(self) -> tuple[Accessor, ...]:
        """The clients that read the key from here."""
        return tuple(read.accessor for read in self.reads)

    @property
    def cast(self) -> bool:
        """Whether every read hides the key from the compiler."""
        return all(read.cast for read in self.reads)

    @property
    def how(self) -> str:
        """How the key is read, for a message: ` through optionalVar`, or nothing where `get` itself is given the literal."""
        wrapper = next((read.wrapper for read in self.reads if read.wrapper), "")
        return f" through {wrapper}" if wrapper.replace(".", "").replace("_", "").isalnum() else ""


def key_places(project: Project) -> tuple[KeyPlace, ...]:
    """Every place that names a key, in order."""
    found: dict[tuple[str, Location], list[KeyRead]] = {}
    for read in project.key_reads.reads:
        if read.key is not None:
            found.setdefault((read.key, read.location), []).append(read)
    return tuple(KeyPlace(key, location, tuple(reads)) for (key, location), reads in found.items())


def undeclared(project: Project, declared: DeclaredKeys) -> Iterator[KeyPlace]:
    """Every place that names a key which neither union declares and the policy does not list as optional."""
    for place in key_places(project):
        if place.key not in project.policy.optional_keys and not any(declared.place(place.key, accessor) for accessor in Accessor):
            yield place


def meant(place: KeyPlace, declared: DeclaredKeys) -> str | None:
    """The declared key that an undeclared one may be a misspelling of."""
    unions = [declared.union(accessor) for accessor in place.accessors]
    return nearest(place.key, [key for union in unions if union is not None for key in union.keys], alike=_MISSPELT)


def unsearched(project: Project) -> Iterator[Diagnostic]:
    """One diagnostic for each file whose reads nobody can tell."""
    for problem in project.key_reads.problems:
        yield Diagnostic(f"{problem.message}: its runtime keys are not judged", problem.location, problem.location.path)


def unreadable(declared: DeclaredKeys, accessors: tuple[Accessor, ...]) -> Iterator[Diagnostic]:
    """One diagnostic for each part of the accessors' unions that may declare any key."""
    for accessor in accessors:
        union = declared.union(accessor)
        for part in union.unreadable if union is not None else ():
            yield Diagnostic(f'"{accessor.union}" cannot be read: {part.what} names no key by itself', part.location, accessor.union)
