"""What the rules about the platform's own API share: the modules that may matter to one, and those that nobody can read."""

from collections.abc import Callable, Iterator

from hooks.errors import NoVerdict
from hooks.finding import Diagnostic
from hooks.project import Project
from hooks.sources.flow.scopes import Module, whole_words


def searched(project: Project, what: str, may_matter: Callable[[bytes], bool]) -> Iterator[Module | Diagnostic]:
    """Every module of the server whose bytes may matter, parsed; a diagnostic about `what` for one that cannot be. All others are only read."""
    program = project.program
    for path in [path for path, content in program.contents.items() if may_matter(content)]:
        module = program.module(path)
        if module is not None:
            yield module
        else:
            yield _unread(program.problems[path], what)
    for path in sorted(set(program.problems) - set(program.contents)):
        yield _unread(program.problems[path], what)


def _unread(problem: NoVerdict, what: str) -> Diagnostic:
    return Diagnostic(f"{problem.message}: nobody can tell whether it uses {what}", problem.location, problem.location.path)


def holds(*words: str) -> Callable[[bytes], bool]:
    """A test of a module's bytes: each of `words` stands alone somewhere in it, be it in a comment."""
    return lambda content: all(any(True for _ in whole_words(content, word)) for word in words)
