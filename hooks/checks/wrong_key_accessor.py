"""Vars are read with `vars`, secrets with `secret`."""

from collections.abc import Iterator

from hooks.finding import Diagnostic, Finding, Fix, FixKind, Location, Severity
from hooks.key_places import KeyPlace, key_places, unreadable, unsearched
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.flow.scopes import whole_words
from hooks.sources.runtime_keys import Accessor


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Compare the client that reads each key with the union that declares it."""
    yield from unsearched(project)
    declared = project.declared_keys if project.key_reads.reads else None
    if declared is None:
        return
    undecided: set[Diagnostic] = set()
    for place in key_places(project):
        if any(declared.place(place.key, accessor) for accessor in place.accessors):
            continue
        other = place.accessors[0].other
        declaration = declared.place(place.key, other)
        if declaration is None:
            continue
        lost = set(unreadable(declared, place.accessors))
        if lost:
            undecided |= lost
        else:
            yield _finding(project, place, declaration)
    yield from sorted(undecided)


def _finding(project: Project, place: KeyPlace, declaration: Location) -> Finding:
    wrong = place.accessors[0]
    return Finding(
        f'"{place.key}" is declared as a {wrong.other.noun} ({declaration}), but is read{place.how} with {wrong.value}, which answers null',
        place.location,
        place.key,
        fix=_to_secret(project, place.key) if wrong is Accessor.SECRET else _human(place.key, wrong),
    )


def _human(key: str, wrong: Accessor) -> Fix:
    right = wrong.other
    return Fix(f'read it with {right.value}.get("{key}"), or, if it should be a {wrong.noun}, move it to {wrong.union} and set its value anew')


def _to_secret(project: Project, key: str) -> Fix:
    """A var that the code reads as a secret everywhere can become one by itself: the way that shows no value. A secret never becomes a var by itself."""
    source = project.source(project.runtime_path)
    if source is None or not _is_only_a_secret(project, key):
        return _human(key, Accessor.SECRET)
    from hooks.sources.union_edits import moved

    edits = moved(source, key, Accessor.SECRET)
    text = "move it to SecretKey, then let a human enter its value at the URL that the command prints"
    return Fix(text, FixKind.EDIT, (("edgespark", "secret", "set", key),), project.root, edits=edits) if edits else _human(key, Accessor.SECRET)


def _is_only_a_secret(project: Project, key: str) -> bool:
    """Whether every mention of the key, its declaration left out, is a read with `secret`; not known while a file cannot be searched."""
    if project.key_reads.problems:
        return False
    reads = [read for read in project.key_reads.reads if read.key == key]
    paths = [project.path("configs", "auth-config.yaml"), *project.code_paths, *project.test_paths]
    mentions = sum(1 for path in paths if path != project.runtime_path for _ in whole_words(project.content(path) or b"", key))
    return all(read.accessor is Accessor.SECRET for read in reads) and mentions == len({read.location for read in reads})


RULE = Rule(
    id="wrong-key-accessor",
    summary="vars are read with vars.get and secrets with secret.get",
    severity=Severity.ERROR,
    group=Group.RUNTIME_KEYS,
    check=check,
)
