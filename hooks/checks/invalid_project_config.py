"""`edgespark.toml` parses, its paths exist, and it names a project."""

from collections.abc import Iterator

from hooks.finding import Finding, Fix, Location, Severity
from hooks.project import Project, project_roots
from hooks.rule import Group, Rule
from hooks.sources import edgespark_toml

_DEFINITIONS = tuple(f"/src/defs/{name}" for name in ("db_schema.ts", "runtime.ts", "storage_schema.ts"))


def check(project: Project) -> Iterator[Finding]:
    """A finding for each path that leads nowhere, and a warning where no project is named: a deploy is held without one."""
    toml = project.toml
    for section, path in (("server", toml.server_path), ("web", toml.web_path)):
        if path is not None and not project.below(project.path(path)):
            yield _lost(project, section, path)
        elif section == "server":
            yield from _elsewhere(project)
    if not toml.project_id:
        yield _unnamed(project, "no project id", "project_id")
    elif not toml.names_a_project:
        yield _unnamed(project, f'project id "{toml.project_id}" is a placeholder', toml.project_id)


def _lost(project: Project, section: str, path: str) -> Finding:
    nothing = "; nothing of the server is judged" if section == "server" else ""
    return Finding(
        f'[{section}] path "{path}" leads to no directory with files in the {project.tree.name} (links are not followed){nothing}',
        _place(project, f'"{path}"'),
        section,
        Fix(f"write the directory of the {section} code as path below [{section}] in edgespark.toml"),
    )


def _elsewhere(project: Project) -> Iterator[Finding]:
    """The directory that the server's code seems to lie in, where the one that is named has none."""
    if project.below(project.server_path("src")):
        return
    others = tuple(f"{root}/" for root in project_roots(project.tree) if root != project.root)
    defined = (path for path in project.below(project.root) if path.endswith(_DEFINITIONS) and not path.startswith(others))
    places = {path[: path.rindex("/src/defs/")] for path in defined}
    web = project.path(project.toml.web_path) if project.toml.web_path else None
    found = sorted(place for place in places if "node_modules" not in place and place != web)
    if found:
        server = "." if found[0] == project.root else found[0].removeprefix(f"{project.root}/")
        what = f'[server] path is "{project.toml.server_path}", where no src/ is, and the server seems to lie in "{server}"; nothing of it is judged'
        yield Finding(what, _place(project, "[server]"), "server", Fix(f'write path = "{server}" below [server] in edgespark.toml'))


def _unnamed(project: Project, what: str, word: str) -> Finding:
    fix = Fix("`edgespark init` writes the id of a new project; the id of an existing one is on its page")
    return Finding(f"{what}: a deploy does not know where to go", _place(project, word), "project_id", fix, Severity.WARNING)


def _place(project: Project, word: str) -> Location:
    return edgespark_toml.place_of(word, project.toml.path, project.content(project.toml.path) or b"")


RULE = Rule(
    id="invalid-project-config",
    summary="`edgespark.toml` parses, its paths exist, and it names a project",
    severity=Severity.ERROR,
    group=Group.PROJECT,
    check=check,
)
