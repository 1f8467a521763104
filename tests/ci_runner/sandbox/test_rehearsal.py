import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ci_runner.sandbox import settings
from ci_runner.sandbox.projects import types_of
from ci_runner.sandbox.rehearsal import FAULT_VARIABLE, Rehearsal, rehearsal
from hooks.errors import UsageError
from hooks.platform import edgespark
from hooks.platform.edgespark import Generation
from tests.ci_runner.sandbox.support import get
from tests.git import Git
from tests.guestbook import ROOT, Guestbook


def test_the_copy_is_a_clean_repository_on_main_with_its_origin(rehearsed: Rehearsal) -> None:
    git = Git(rehearsed.repository)
    assert git("status", "--porcelain", "--ignored") == ""
    assert git("rev-parse", "--abbrev-ref", "HEAD") == "main"
    assert git("symbolic-ref", "refs/remotes/origin/HEAD") == "refs/remotes/origin/main"
    assert git("rev-parse", "HEAD") == git("ls-remote", "origin", "refs/heads/main").split()[0]
    assert git("rev-list", "--count", "HEAD") == "1"


def test_the_original_is_left_alone_and_the_copy_goes_away(guestbook: Guestbook) -> None:
    before = sorted(guestbook.path.rglob("*"))
    with rehearsal(guestbook.path) as rehearsed:
        place = rehearsed.repository
        assert place.is_dir()
    assert not place.parent.exists()
    assert sorted(guestbook.path.rglob("*")) == before


def test_in_a_repository_ignored_files_and_dependencies_stay_behind(guestbook: Guestbook) -> None:
    git = Git.init(guestbook.path.parent)
    git.write("guestbook/.gitignore", "secret.txt\n")
    git.write("guestbook/secret.txt", "x")
    git.write("guestbook/server/node_modules/dep/index.js", "x")
    git.write("beside/the/project.txt", "x")
    git.write("guestbook/web/ünïcode name.txt", "x")
    git.write("guestbook/web/sparse.txt", "x")
    git.commit()
    git.write("guestbook/untracked.txt", "x")
    (guestbook.path / "web" / "index.html").unlink()
    git("update-index", "--skip-worktree", "guestbook/web/sparse.txt")
    (guestbook.path / "web" / "sparse.txt").unlink()
    with rehearsal(guestbook.path) as rehearsed:
        copied = {path.relative_to(rehearsed.repository).as_posix() for path in rehearsed.repository.rglob("*") if path.is_file()}
    assert {"untracked.txt", "edgespark.toml", "web/ünïcode name.txt", ".gitignore"} <= copied
    assert not {"secret.txt", "server/node_modules/dep/index.js", "web/index.html", "web/sparse.txt"} & copied
    assert not any("beside" in path for path in copied)


def test_it_works_inside_a_git_hook_whose_index_is_another_one(guestbook: Guestbook, monkeypatch: pytest.MonkeyPatch) -> None:
    git = Git.init(guestbook.path)
    git.commit()
    monkeypatch.setenv("GIT_DIR", str(guestbook.path / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(guestbook.path / ".git" / "index"))
    with rehearsal(guestbook.path) as rehearsed:
        assert (rehearsed.repository / ".git").is_dir()
        assert "Rehearse in the edgespark-ci sandbox" in (rehearsed.repository / ".git" / "logs" / "HEAD").read_text()
    monkeypatch.delenv("GIT_DIR")
    assert git("rev-list", "--count", "--all") == "1"


def test_the_platform_knows_the_project_and_nothing_is_done_yet(rehearsed: Rehearsal) -> None:
    service = rehearsed.service
    assert service.project_id == "prj_guestbook_example"
    assert types_of(service.state, service.project_id).content == (rehearsed.project / "server/src/__generated__/server-types.d.ts").read_text()
    names = {item["key"] for item in get(service, "project/secret/list", environment="production").data["secrets"]}
    assert names == {"VISITOR_HASH_SALT", "MODERATION_WEBHOOK_URL", "GOOGLE_CLIENT_SECRET"}
    assert {item["key"] for item in get(service, "sandbox/vars").data["vars"]} == {"GUESTBOOK_TITLE", "MAX_ENTRY_LENGTH", "GOOGLE_CLIENT_ID"}
    assert set(settings.buckets(service.state, service.project_id)) == {"guestbook-pictures"}
    assert (settings.auth(service.state, service.project_id) or {})["providerGoogle"]["enabled"] is True
    assert (service.deployments(), service.ledger()) == ((), ())


def test_state_is_kept_where_asked_and_nowhere_else(guestbook: Guestbook, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with rehearsal(guestbook.path, state=kept) as first:
        settings.put_buckets(first.service.state, first.service.project_id, {"other-bucket": ""})
    guestbook.replace("server/src/defs/runtime.ts", '| "VISITOR_HASH_SALT"', '| "VISITOR_HASH_SALT" | "LATE"')
    with rehearsal(guestbook.path, state=kept) as second:
        assert set(settings.buckets(second.service.state, second.service.project_id)) == {"other-bucket"}
        names = {item["key"] for item in get(second.service, "project/secret/list", environment="production").data["secrets"]}
        assert "LATE" in names
    with rehearsal(guestbook.path) as fresh:
        assert set(settings.buckets(fresh.service.state, fresh.service.project_id)) == {"guestbook-pictures"}


def test_the_stand_in_is_found_first_and_reads_as_the_documented_generation(rehearsed: Rehearsal) -> None:
    environ = {**os.environ, **rehearsed.environment}
    found = edgespark.probe(environ, rehearsed.project)
    assert found is not None
    assert found.generation is Generation.DOCUMENTED
    assert "sandbox" in found.version
    assert found.argv == (rehearsed.environment["EDGESPARK_CLI"],)
    environ.pop("EDGESPARK_CLI")
    assert edgespark.located(environ, ()) == found.argv


def test_the_stand_in_needs_nothing_of_the_environment_but_its_own_variables(rehearsed: Rehearsal) -> None:
    bare = {name: value for name, value in rehearsed.environment.items() if name.startswith("EDGESPARK_")}
    done = subprocess.run([rehearsed.environment["EDGESPARK_CLI"], "project", "show"], cwd=rehearsed.project, env=bare, capture_output=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, b"project_id: prj_guestbook_example"), done.stderr


def test_the_stand_in_imports_nothing_from_the_project(rehearsed: Rehearsal) -> None:
    for name in ("click.py", "json.py", "ci_runner.py"):
        (rehearsed.project / name).write_text("raise SystemExit(66)\n")
    done = subprocess.run(["edgespark", "--version"], cwd=rehearsed.project, env={**os.environ, **rehearsed.environment}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_launcher_can_be_run_by_its_owner_from_a_directory_with_spaces(guestbook: Guestbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "a b"))
    (tmp_path / "a b").mkdir()
    with rehearsal(guestbook.path) as rehearsed:
        command = Path(rehearsed.environment["EDGESPARK_CLI"])
        assert command.stat().st_mode & stat.S_IXUSR
        assert subprocess.run([command, "--version"], env={}, capture_output=True, check=False).returncode == 0


def test_a_placeholder_gets_an_id_that_nobody_takes_for_real(guestbook: Guestbook) -> None:
    guestbook.replace("edgespark.toml", "prj_guestbook_example", "REPLACED_ON_INIT")
    with rehearsal(guestbook.path) as rehearsed:
        assert rehearsed.service.project_id == "sandbox-guestbook"
        assert rehearsed.environment["EDGESPARK_PROJECT_ID"] == "sandbox-guestbook"


def test_below_the_top_of_a_repository_the_only_project_is_found(guestbook: Guestbook) -> None:
    Git.init(guestbook.path.parent)
    with rehearsal(guestbook.path.parent) as rehearsed:
        assert rehearsed.project == rehearsed.repository / "guestbook"
        assert rehearsed.service.project_id == "prj_guestbook_example"


def test_of_several_projects_none_is_taken_for_the_one(guestbook: Guestbook) -> None:
    """Even where they carry the same id."""
    Git.init(guestbook.path.parent)
    Guestbook.at(guestbook.path.parent / "another")
    with pytest.raises(UsageError, match="name one of another, guestbook"), rehearsal(guestbook.path.parent):
        pass


def test_without_a_project_it_says_what_it_looked_for(tmp_path: Path) -> None:
    Git.init(tmp_path)
    with pytest.raises(UsageError, match=r"looked for edgespark\.toml there and below"), rehearsal(tmp_path):
        pass


def test_below_any_other_directory_nothing_is_looked_for(guestbook: Guestbook) -> None:
    """It may hold all that somebody has; the same directory as a repository's top is searched, see above."""
    with pytest.raises(UsageError, match=r"below only the top of a repository is searched"), rehearsal(guestbook.path.parent):
        pass


def test_a_fault_may_come_from_the_environment(guestbook: Guestbook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FAULT_VARIABLE, "403")
    with rehearsal(guestbook.path) as rehearsed:
        assert get(rehearsed.service, "sandbox/project").status == 403


def test_pulled_types_that_were_never_pulled_are_the_sandboxs_own(guestbook: Guestbook) -> None:
    guestbook.delete("server/src/__generated__/.checksums.json")
    with rehearsal(guestbook.path) as rehearsed:
        assert "edgespark-ci sandbox" in types_of(rehearsed.service.state, rehearsed.service.project_id).content


def test_it_needs_no_dependency_beyond_those_of_the_hooks() -> None:
    script = "import sys; import ci_runner.sandbox.rehearsal, ci_runner.sandbox.serve; print(sorted({'httpx', 'git', 'jinja2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout == b"[]\n"
