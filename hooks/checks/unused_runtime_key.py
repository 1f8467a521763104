"""Every declared runtime key is used: its name occurs in the server's code or in the auth configuration."""

from collections.abc import Iterator

from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Fix, Location, Severity
from hooks.key_places import meant, undeclared, unsearched
from hooks.project import Project
from hooks.rule import Group, Rule
from hooks.sources.flow.scopes import whole_words
from hooks.sources.runtime_keys import Accessor, DeclaredKeys
from hooks.sources.typescript import require_text


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Look for each declared key: among the reads first, then as a word anywhere outside comments."""
    declared = project.declared_keys
    if declared is None:
        return
    unread = _unread(project, declared)
    used = set(_occurring(project, declared, {key for key, _accessor in unread}))
    unused = {name: place for name, place in unread.items() if name[0] not in used}
    if unused and project.key_reads.problems:
        yield from unsearched(project)
        return
    if unused:
        require_text(project.auth_config_path, project.content(project.auth_config_path) or b"")
    misspelt = {meant(place, declared) for place in undeclared(project, declared)} if unused else set()
    for (key, accessor), place in unused.items():
        if key in misspelt:
            continue  # to delete it would leave nothing that the misspelt read could be mended to
        yield Finding(
            f'{accessor.noun} "{key}" is declared, but neither the server nor auth-config.yaml uses it: a deploy waits until its value is set',
            place,
            key,
            fix=Fix(f"delete it from {accessor.union} in {declared.path}, or read it with {accessor.value}.get"),
        )


def _unread(project: Project, declared: DeclaredKeys) -> dict[tuple[str, Accessor], Location]:
    """The keys that no read names; none of a client that reads a key by a computed name, which may be any."""
    reads = project.key_reads.reads
    read, computing = {read.key for read in reads}, {read.accessor for read in reads if read.key is None}
    found: dict[tuple[str, Accessor], Location] = {}
    for accessor in Accessor:
        union = declared.union(accessor)
        if union is not None and accessor not in computing:
            found |= {(key, accessor): place for key, place in union.keys.items() if key not in read}
    return found


def _occurring(project: Project, declared: DeclaredKeys, keys: set[str]) -> Iterator[str]:
    """Those of `keys` that occur in a file of the project."""
    left = set(keys)
    for path in (project.auth_config_path, *project.code_paths, *project.test_paths) if keys else ():
        content = project.content(path) or b""
        for key in sorted(left):
            if any(_counts(project, declared, path, content, at) for at in whole_words(content, key)):
                left.discard(key)
                yield key


def _counts(project: Project, declared: DeclaredKeys, path: str, content: bytes, at: int) -> bool:
    """Whether the word at a byte offset uses the key: it stands in no comment, and is not the declaration itself."""
    if path.endswith(".yaml"):
        return b" #" not in b" " + _line_before(content, at)
    if path != declared.path and _is_surely_code(content, at):
        return True
    try:
        source = project.source(path)
    except NoVerdict:
        return True  # nobody can tell: the file cannot be parsed
    start = at - (len(content) - len(source.text)) if source else at  # a byte order mark is no part of the source
    node = source and source.root.named_descendant_for_byte_range(start, start + 1)
    if source is None or node is None or node.type == "comment":
        return False
    return path != declared.path or not _declares(declared, source.location(node).line, source.location(node).column)


def _line_before(content: bytes, at: int) -> bytes:
    return content[content.rfind(b"\n", 0, at) + 1 : at]


def _is_surely_code(content: bytes, at: int) -> bool:
    """Whether the bytes alone show that no comment is open at `at`; where they do not, a parser must."""
    return b"//" not in _line_before(content, at) and content.rfind(b"/*", 0, at) <= content.rfind(b"*/", 0, at)


def _declares(declared: DeclaredKeys, line: int, column: int) -> bool:
    """Whether a declared literal covers the place."""
    places = [place for union in (declared.vars, declared.secrets) if union is not None for place in union.keys.values()]
    return any(place.line == line and place.column <= column < place.end_column for place in places)


RULE = Rule(
    id="unused-runtime-key",
    summary="every declared runtime key is used by the server or by auth-config.yaml",
    severity=Severity.WARNING,
    group=Group.RUNTIME_KEYS,
    check=check,
)
