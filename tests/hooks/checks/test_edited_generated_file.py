"""`edited-generated-file`: the guestbook's generated types, changed in a real repository."""

from contextlib import closing
from pathlib import Path

import pytest

from hooks.around import Around
from hooks.checks.edited_generated_file import check
from hooks.finding import Finding
from hooks.policy import config
from hooks.project import Project
from hooks.trees.repository import Repository
from tests.git import Git
from tests.guestbook import Guestbook

HERE = "server/src/__generated__"
TYPES, MODULES, CHECKSUMS = f"{HERE}/server-types.d.ts", f"{HERE}/edgespark.d.ts", f"{HERE}/.checksums.json"
KNOWN = '{\n  "server_types": "sha256-712d78141c948d0f44934a725d9a04246677eded79353bfd986c74764d418c31"\n}\n'
BY_HAND = "is changed and the checksum of the pulled types is not: this is an edit by hand, which the next pull takes away"


@pytest.fixture
def git(guestbook: Guestbook) -> Git:
    repository = Git.init(guestbook.path)
    repository.commit("the guestbook")
    return repository


def judged(path: Path, *, staged: bool = False) -> list[Finding]:
    repository = Repository.around(path)
    assert repository is not None
    with closing(repository):
        tree = repository.index() if staged else repository.working()
        assert tree is not None
        return list(check(Project(tree, ".", Around(repository, tree, "HEAD", config.policy(tree)).surroundings)))


def test_the_guestbook_is_clean(git: Git) -> None:
    assert judged(git.path) == judged(git.path, staged=True) == []


@pytest.mark.parametrize("path", [TYPES, MODULES])
def test_an_edit_by_hand_and_its_repair(git: Git, guestbook: Guestbook, path: str) -> None:
    guestbook.write(path, "// mine\n" + guestbook.read(path))
    git("add", "--all")
    (finding,) = judged(git.path)
    assert judged(git.path, staged=True) == [finding]
    assert (finding.message, str(finding.location)) == (f'"{path.rpartition("/")[2]}" {BY_HAND}', f"{path}:1:1")
    assert finding.fix is not None
    git(*finding.fix.commands[0][1:])
    assert judged(git.path) == judged(git.path, staged=True) == []


def test_the_changed_line(git: Git, guestbook: Guestbook) -> None:
    guestbook.replace(TYPES, "runInBackground(work: Promise<unknown>): void;", "runInBackground(work: unknown): void;")
    (finding,) = judged(git.path)
    assert (guestbook.read(TYPES).splitlines()[finding.location.line - 1]).strip() == "runInBackground(work: unknown): void;"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({TYPES: "export interface Newer {}", CHECKSUMS: '{"server_types": "sha256-0"}'}, id="a pull of a release that nobody knows"),
        pytest.param({f"{HERE}/sys_schema.ts": "// newer"}, id="the system's tables change on their own"),
        pytest.param({TYPES: "export {};", CHECKSUMS: "{}"}, id="as it was before the first pull"),
        pytest.param({"server/src/index.ts": "export default 1;"}, id="another file"),
    ],
)
def test_silent(git: Git, guestbook: Guestbook, changed: dict[str, str]) -> None:
    for path, text in changed.items():
        guestbook.write(path, text)
    assert judged(git.path) == []


def test_a_checksum_that_is_taken_away_hides_no_edit(git: Git, guestbook: Guestbook) -> None:
    guestbook.write(TYPES, "export interface Mine {}")
    guestbook.write(CHECKSUMS, "{}")
    (finding,) = judged(git.path)
    assert finding.message.startswith('"server-types.d.ts" is changed and .checksums.json has lost its checksum: ')
    guestbook.delete(CHECKSUMS)
    assert judged(git.path) == [finding]


def test_types_that_never_had_a_checksum(git: Git, guestbook: Guestbook) -> None:
    guestbook.delete(CHECKSUMS)
    git.commit("no checksum")
    guestbook.write(TYPES, "export interface Mine {}")
    assert judged(git.path) == []


def test_other_line_endings_are_no_edit(git: Git, guestbook: Guestbook) -> None:
    guestbook.write(TYPES, guestbook.read(TYPES).replace("\n", "\r\n"))
    assert judged(git.path) == []


def test_a_file_that_is_not_that_of_the_named_release(git: Git, guestbook: Guestbook) -> None:
    guestbook.write(CHECKSUMS, KNOWN)
    guestbook.write(TYPES, "export interface Other {}")
    (finding,) = judged(git.path)
    assert finding.message == '"server-types.d.ts" is not as the release has it that .checksums.json names: one of the two is edited by hand'


def test_files_of_a_first_pull(git: Git, guestbook: Guestbook) -> None:
    files = {path: guestbook.read(path) for path in (TYPES, MODULES, CHECKSUMS)}
    guestbook.delete(HERE)
    git.commit("without types")
    for path, text in files.items():
        guestbook.write(path, text)
    assert judged(git.path) == []
