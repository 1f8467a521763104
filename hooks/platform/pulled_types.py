"""The platform's word on the pulled types, asked through the CLI: what the rule `stale-types` needs, and no other rule loads."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from hooks import child
from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding, Fix, FixKind, Location
from hooks.platform import edgespark, environment
from hooks.platform.edgespark import Cli, Generation, TypesVerdict
from hooks.platform.layout import Layout, layout_of
from hooks.project import Project
from hooks.trees.tree import WorkTree

_COMMAND = ("pull", "types", "--check")
_SECONDS = 90.0
_SUBJECT = "server_types"


def judged(project: Project) -> Iterator[Finding | Diagnostic]:
    """A finding where the platform has newer types; a diagnostic with the repair where it could not be asked, or its answer means nothing."""
    environ = environment.for_platform(os.environ)
    place = Location(_checksums(project))
    top = _files_on_disk(project, place)
    cli = edgespark.probe(environ, top / project.root, server=top / project.server)
    unfit = _unfit(cli, layout_of(project))
    if cli is None or unfit:
        yield Diagnostic(unfit, place, _SUBJECT)
        return
    root = edgespark.root(cli.generation, project)
    answer = child.run((*cli.argv, *_COMMAND), seconds=_SECONDS, cwd=top / root, env=environ)
    match edgespark.types_verdict(answer):
        case TypesVerdict.FRESH:
            return
        case TypesVerdict.STALE:
            yield Finding('"server-types.d.ts" is older than the types of the platform', place, _SUBJECT, _fix(project, cli))
        case verdict:
            yield Diagnostic(_words(verdict, answer, environ), place, _SUBJECT)


def _checksums(project: Project) -> str:
    """The file that says which types were pulled."""
    return project.server_path("src", "__generated__", ".checksums.json")


def _files_on_disk(project: Project, place: Location) -> Path:
    """The directory that the judged paths are relative to. Raises NoVerdict where the CLI would read other files than the judged ones."""
    working = project if isinstance(project.tree, WorkTree) else project.staged and project.staged.working
    if not working or not isinstance(working.tree, WorkTree):
        raise NoVerdict(f"the CLI reads the working tree, and the {project.tree.name} is judged: run this rule without --ref", place)
    if working.content(place.path) != project.content(place.path):
        raise NoVerdict(f"the CLI reads the working tree, where this file differs from the {project.tree.name}: stage it or restore it", place)
    return Path(working.tree.top)


def _unfit(cli: Cli | None, layout: Layout) -> str:
    """Why the command cannot be asked about a project of this layout, with what to do; empty where it can."""
    if cli is None:
        return f"no `edgespark` command found: install the CLI, or name it in {edgespark.VARIABLE}"
    if cli.generation is Generation.UNKNOWN:
        return f"{cli.argv[0]} does not answer like the EdgeSpark CLI: {cli.trouble or 'it has no `pull types`'}"
    if layout is Layout.UNKNOWN:
        return "the layout of the project cannot be told: its server exports neither `createApp` nor a default"
    if cli.fits(layout):
        return ""
    if layout is Layout.MODERN:
        return (
            f"`edgespark` {cli.version} is too old for this layout (it has no `db migrate`) and would call fresh types stale: install the documented "
            f"generation, 0.0.17 or later; npm's newest is 0.0.9"
        )
    return f"`edgespark` {cli.version} is too new for this layout (its server exports `createApp`): install @edgespark/cli 0.0.9"


def _fix(project: Project, cli: Cli) -> Fix:
    # git takes paths from where it runs, and the CLI must run in its generation's root.
    root = edgespark.root(cli.generation, project)
    generated = project.server_path("src", "__generated__")
    return Fix(
        "pull the types, see that the code still compiles, and stage them",
        FixKind.COMMAND,
        (("edgespark", "pull", "types"), ("git", "add", os.path.relpath(generated, root))),
        cwd=root,
        requires=(f"edgespark ({cli.generation.value})",),
    )


def _words(verdict: TypesVerdict, answer: child.Completed, environ: Mapping[str, str]) -> str:
    if verdict is TypesVerdict.UNAUTHENTICATED:
        return f"the platform does not know who asks: log in with `edgespark login`, or set EDGESPARK_API_KEY ({_excerpt(answer, environ)})"
    if verdict is TypesVerdict.UNREACHABLE:
        why = f"no answer in {_SECONDS:g} s" if answer.timed_out else _excerpt(answer, environ)
        return f"the platform cannot be reached, so nobody knows whether the types are fresh: try again ({why})"
    return f"`edgespark pull types --check` ended with {answer.code} and said neither fresh nor stale: {_excerpt(answer, environ)}"


def _excerpt(answer: child.Completed, environ: Mapping[str, str]) -> str:
    """The line of the answer that tells most, without the key and without the JSON behind an API's error."""
    lines = [line.strip(" ✖⚠✔│-") for line in edgespark.said(answer).splitlines() if line.strip()]
    told = next((line for line in lines if "error" in line.lower()), lines[0] if lines else "it said nothing").partition(" - {")[0]
    key = environ.get("EDGESPARK_API_KEY")
    return (told.replace(key, "***") if key else told)[:200]
