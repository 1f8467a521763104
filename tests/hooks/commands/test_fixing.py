"""`check --fix`: safe edits are written, everything else is left to people, and what stands is judged again."""

import contextlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from hooks import registry
from hooks.commands.check_call import plain
from hooks.commands.fixing import fixed
from hooks.errors import UsageError
from hooks.finding import Diagnostic, Edit, Finding, Fix, FixKind, Location, Severity
from hooks.project import Project
from hooks.request import Request
from hooks.rule import Group, Rule
from tests.command import PROGRAM, Ended
from tests.git import Git
from tests.guestbook import ROOT, Guestbook

RUNTIME = "server/src/defs/runtime.ts"
INDEX = "server/src/index.ts"
JOURNAL = "server/drizzle/meta/_journal.json"
KEYS = ("VISITOR_HASH_SALT", "MODERATION_WEBHOOK_URL")


@pytest.fixture
def git(guestbook: Guestbook) -> Git:
    repository = Git.init(guestbook.path)
    repository.commit("the example")
    return repository


def as_vars(guestbook: Guestbook, *keys: str) -> str:
    """Declare secrets as vars by mistake; returns what was right."""
    right = guestbook.read(RUNTIME)
    for key in keys:
        guestbook.replace(RUNTIME, f'  | "{key}"\n', "")
        guestbook.replace(RUNTIME, '  | "MAX_ENTRY_LENGTH"\n', f'  | "MAX_ENTRY_LENGTH"\n  | "{key}"\n')
    return right


def declared(text: str) -> dict[str, set[str]]:
    """The keys of each union."""
    unions = text.split("export type ")[1:]
    return {union.split(" ")[0]: {line.split('"')[1] for line in union.splitlines() if line.strip().startswith("|")} for union in unions}


def check(git: Git, *arguments: str, env: Mapping[str, str] | None = None) -> Ended:
    """`edgespark-ci check` in this process."""
    call = plain(arguments if "--select" in arguments else ("--select", "runtime-keys", *arguments))
    assert call is not None
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        code = call.run(git.path, env or {})
    return Ended(code, out.getvalue(), err.getvalue())


class TestWorkingTree:
    def test_a_key_moves_and_the_rest_is_told(self, guestbook: Guestbook, git: Git) -> None:
        right = as_vars(guestbook, "VISITOR_HASH_SALT")
        ended = check(git, "--fix")
        assert declared(guestbook.read(RUNTIME)) == declared(right)
        assert ended.code == 0
        assert "clean: 1 project checked in the working tree" in ended.out
        assert 'note: fixed: server/src/index.ts:15:57: "VISITOR_HASH_SALT" is declared as a var' in ended.out
        assert "[wrong-key-accessor]; now run: edgespark secret set VISITOR_HASH_SALT\n" in ended.out
        assert git("status", "--short") == f"M {RUNTIME}"

    def test_edits_that_touch_are_made_one_after_the_other(self, guestbook: Guestbook, git: Git) -> None:
        right = as_vars(guestbook, *KEYS)
        assert check(git, "--fix").code == 0
        assert declared(guestbook.read(RUNTIME)) == declared(right)

    def test_both_keys_of_a_union_leave_a_valid_one(self, guestbook: Guestbook, git: Git) -> None:
        guestbook.write(RUNTIME, f'export type VarKey = "{KEYS[0]}" | "{KEYS[1]}";\nexport type SecretKey = never;\n')
        guestbook.write("configs/auth-config.yaml", "disableSignUp: false\n")
        check(git, "--fix", "--ignore", "undeclared-runtime-key")
        assert guestbook.read(RUNTIME) == f'export type VarKey = never;\nexport type SecretKey = "{KEYS[0]}" | "{KEYS[1]}";\n'

    def test_what_an_edit_cannot_repair_stands_with_its_commands(self, guestbook: Guestbook, git: Git) -> None:
        as_vars(guestbook, "VISITOR_HASH_SALT")
        guestbook.replace("server/src/defs/db_schema.ts", 'body: text("body").notNull(),', 'body: text("body").notNull(), mood: text("mood"),')
        ended = check(git, "--fix", "--select", "schema,runtime-keys")
        assert ended.code == 1
        assert "[schema-without-migration]\n" in ended.out
        assert "    $ edgespark db generate\n" in ended.out
        assert "wrong-key-accessor]\n" not in ended.out

    @pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no BOM", "BOM"])
    def test_line_endings_and_a_byte_order_mark_stay(self, guestbook: Guestbook, git: Git, mark: str) -> None:
        as_vars(guestbook, "VISITOR_HASH_SALT")
        guestbook.write(RUNTIME, mark + guestbook.read(RUNTIME).replace("\n", "\r\n"))
        assert check(git, "--fix").code == 0
        text = guestbook.read(RUNTIME)
        assert text.startswith(mark)
        assert text.count("\n") == text.count("\r\n") > 5

    @pytest.mark.parametrize(
        ("path", "before", "after"),
        [
            pytest.param("configs/auth-config.yaml", "disableSignUp: no\n", "disableSignUp: false\n", id="YAML"),
            pytest.param("server/src/more.ts", 'import { auth } from "edgespark";\n', 'import { auth } from "edgespark/http";\n', id="TypeScript"),
            pytest.param("server/src/more.ts", "// edgespark-ci: ignore[db-transaction] x\nexport {};\n", "export {};\n", id="a comment"),
        ],
    )
    def test_the_first_line_behind_a_byte_order_mark(self, guestbook: Guestbook, git: Git, path: str, before: str, after: str) -> None:
        guestbook.write(path, f"\ufeff{before}")
        check(git, "--fix", "--select", "invalid-auth-config,http-auth-import,db-transaction,unused-suppression")
        assert guestbook.read(path) == f"\ufeff{after}"

    def test_an_edit_that_hurts_is_left_out(self, guestbook: Guestbook, git: Git) -> None:
        text = "disableSignUp: &never off\nproviderEmailPassword: {enabled: *never}\n"
        guestbook.write("configs/auth-config.yaml", text)
        ended = check(git, "--fix", "--select", "invalid-auth-config")
        assert (ended.code, guestbook.read("configs/auth-config.yaml")) == (1, text)
        assert "fixed: " not in ended.out

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            pytest.param("f();\ng();\n", "g();\n", id="a statement"),
            pytest.param("{\ng(); }\n", "{\ng(); }\n", id="half a block"),
            pytest.param("{\ng();\n", "g();\n", id="what was broken before"),
        ],
    )
    def test_code_that_no_rule_reads_again_can_still_be_read(
        self, guestbook: Guestbook, git: Git, monkeypatch: pytest.MonkeyPatch, before: str, after: str
    ) -> None:
        def first_line(project: Project) -> Iterator[Finding | Diagnostic]:
            if project.content("web/more.tsx") == before.encode():
                place = Location("web/more.tsx", 1, 1, 2, 1)
                yield Finding("a first line", place, "it", Fix("delete it", FixKind.EDIT, edits=(Edit(place, ""),)))

        rule = Rule("first-line", "no file has a first line", Severity.ERROR, Group.PROJECT, first_line)
        monkeypatch.setattr(registry, "rule_ids", lambda: (rule.id,))
        monkeypatch.setattr(registry, "rule", lambda _rule_id: rule)
        guestbook.write("web/more.tsx", before)
        check(git, "--fix", "--select", "first-line")
        assert guestbook.read("web/more.tsx") == after

    def test_what_only_looks_like_a_comment_is_left_alone(self, guestbook: Guestbook, git: Git) -> None:
        text = 'export const text = "// edgespark-ci: ignore[db-transaction] x";\n'
        guestbook.write("server/src/more.ts", text)
        assert check(git, "--fix", "--select", "unused-suppression,db-transaction").code == 0
        assert guestbook.read("server/src/more.ts") == text

    def test_without_edits_nothing_is_written(self, guestbook: Guestbook, git: Git) -> None:
        guestbook.replace(INDEX, 'secret.get("MODERATION_WEBHOOK_URL")', 'secret.get("MODERATION_WEBHOK_URL")')
        before = guestbook.read(INDEX)
        assert check(git, "--fix").code == 1
        assert guestbook.read(INDEX) == before

    def test_a_let_through_finding_is_not_fixed(self, guestbook: Guestbook, git: Git) -> None:
        as_vars(guestbook, "VISITOR_HASH_SALT")
        before = guestbook.read(RUNTIME)
        assert check(git, "--fix", env={"EDGESPARK_CI_IGNORE": "wrong-key-accessor"}).code == 0
        assert guestbook.read(RUNTIME) == before

    def test_outside_git_too(self, guestbook: Guestbook) -> None:
        right = as_vars(guestbook, "VISITOR_HASH_SALT")
        assert check(Git(guestbook.path), "--fix").code == 0
        assert declared(guestbook.read(RUNTIME)) == declared(right)


class TestDryRun:
    def test_the_patch_applies_and_makes_the_same(self, guestbook: Guestbook, git: Git) -> None:
        as_vars(guestbook, *KEYS)
        git.commit("a mistake")
        ended = check(git, "--fix", "--dry-run")
        assert (ended.code, git("status", "--short")) == (1, "")
        assert ended.err.startswith("a dry run, nothing is written")
        assert ended.err.count("fixed: ") == 2
        subprocess.run(["git", "apply", "-"], cwd=git.path, input=ended.out.encode(), check=True)
        patched = guestbook.read(RUNTIME)
        git("checkout", "--quiet", ".")
        check(git, "--fix")
        assert guestbook.read(RUNTIME) == patched

    def test_a_file_without_a_last_line_break(self, guestbook: Guestbook, git: Git) -> None:
        as_vars(guestbook, "VISITOR_HASH_SALT")
        guestbook.write(RUNTIME, guestbook.read(RUNTIME).rstrip("\n"))
        git.commit("a mistake")
        patch = check(git, "--fix", "--dry-run").out
        assert "\\ No newline at end of file" in patch
        subprocess.run(["git", "apply", "--check", "-"], cwd=git.path, input=patch.encode(), check=True)

    @pytest.mark.parametrize("name", ["a b.ts", "größe.ts", 'a"b.ts', "a\\b.ts", "a\tb.ts", "a\nb.ts", "-a.ts"])
    def test_any_name_of_a_file(self, guestbook: Guestbook, git: Git, name: str) -> None:
        guestbook.write(f"server/src/{name}", 'import { auth } from "edgespark";\n')
        patch = check(git, "--fix", "--dry-run", "--select", "http-auth-import").out
        subprocess.run(["git", "apply", "-"], cwd=git.path, input=patch.encode(), check=True)
        assert guestbook.read(f"server/src/{name}") == 'import { auth } from "edgespark/http";\n'

    def test_other_outputs_tell_what_stands(self, guestbook: Guestbook, git: Git) -> None:
        as_vars(guestbook, "VISITOR_HASH_SALT")
        check(git, "--fix", "--dry-run", "--output", "json=report.json")
        (finding,) = json.loads(guestbook.read("report.json"))["findings"]
        assert len(finding["fix"]["edits"]) == 2

    def test_nothing_to_fix(self, git: Git) -> None:
        ended = check(git, "--fix", "--dry-run")
        assert (ended.code, ended.out, ended.err) == (0, "", "nothing to fix\n")


class TestStaged:
    def test_a_hook_that_fixed_ends_with_1_and_says_what_to_stage(self, guestbook: Guestbook, git: Git) -> None:
        right = as_vars(guestbook, "VISITOR_HASH_SALT")
        git("add", "--all")
        ended = check(git, "--staged", "--fix")
        assert ended.code == 1
        assert f"note: fixed in the working tree, not in the index: git add {RUNTIME}\n" in ended.out
        assert declared(guestbook.read(RUNTIME)) == declared(right)
        git("add", "--all")
        assert check(git, "--staged", "--fix").code == 0

    def test_under_pre_commit(self, guestbook: Guestbook, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
        right = as_vars(guestbook, "VISITOR_HASH_SALT")
        hook = {"id": "edgespark", "name": "EdgeSpark", "entry": f"'{PROGRAM}' check --staged --fix", "language": "system"}
        git.write(".pre-commit-config.yaml", json.dumps({"repos": [{"repo": "local", "hooks": [{**hook, "always_run": True, "pass_filenames": False}]}]}))
        git("add", "--all")
        done = subprocess.run([sys.executable, "-m", "pre_commit", "run"], cwd=git.path, capture_output=True, text=True, check=False)
        assert (done.returncode, "files were modified by this hook" in done.stdout, "- exit code: 1" in done.stdout) == (1, True, True), done.stdout
        assert declared(guestbook.read(RUNTIME)) == declared(right)
        git("add", "--all")
        assert subprocess.run([sys.executable, "-m", "pre_commit", "run"], cwd=git.path, capture_output=True, check=False).returncode == 0

    def test_what_is_not_wholly_staged_is_left_alone(self, guestbook: Guestbook, git: Git) -> None:
        as_vars(guestbook, "VISITOR_HASH_SALT")
        git("add", "--all")
        guestbook.write(RUNTIME, guestbook.read(RUNTIME) + "// more to come\n")
        before = guestbook.read(RUNTIME)
        ended = check(git, "--staged", "--fix")
        assert ended.code == 1
        assert f"note: not fixed: {RUNTIME} is not on disk as it is judged; stage the rest of it, or put it aside\n" in ended.out
        assert "[wrong-key-accessor]\n" in ended.out
        assert guestbook.read(RUNTIME) == before

    def test_a_checkout_with_other_line_endings_is_the_same_file(self, guestbook: Guestbook, git: Git) -> None:
        as_vars(guestbook, "VISITOR_HASH_SALT")
        git("config", "core.autocrlf", "true")
        git("add", "--all")
        guestbook.write(RUNTIME, guestbook.read(RUNTIME).replace("\n", "\r\n"))
        check(git, "--staged", "--fix")
        text = guestbook.read(RUNTIME)
        assert text.index("VISITOR_HASH_SALT") > text.index("SecretKey")
        assert text.count("\n") == text.count("\r\n")

    def test_a_pushed_commit_is_judged_and_not_fixed(self, guestbook: Guestbook, git: Git) -> None:
        as_vars(guestbook, "VISITOR_HASH_SALT")
        pushed = git.commit("a mistake")
        ended = check(git, "--staged", "--fix", env={"PRE_COMMIT_TO_REF": pushed})
        assert ended.code == 1
        assert "note: nothing is fixed: a pushed commit is judged" in ended.out
        assert git("status", "--short") == ""


def test_dates_out_of_order_are_repaired_one_behind_the_other(guestbook: Guestbook, git: Git) -> None:
    newest = json.loads(guestbook.read(JOURNAL))["entries"][-1]["when"]
    git("checkout", "--quiet", "-b", "mine")
    for number in (3, 4):
        with_migration(guestbook, f"000{number}_more", f"CREATE TABLE more_{number} (id text);", later=-5)
    before = guestbook.read(JOURNAL)
    check(git, "--fix", "--base", "main", "--select", "unordered-migration")
    whens = [entry["when"] for entry in json.loads(guestbook.read(JOURNAL))["entries"]]
    assert whens[3:] == [newest + 1, newest + 2]
    assert len(guestbook.read(JOURNAL)) == len(before)


def old_date(guestbook: Guestbook) -> None:
    journal = json.loads(guestbook.read(JOURNAL))
    journal["entries"][1]["when"] += 1
    guestbook.write(JOURNAL, json.dumps(journal, indent=2))


def forgotten_action(guestbook: Guestbook) -> None:
    """What drizzle-kit 0.31 writes for a new column that refers to another table: the snapshot has the action, the SQL lacks it."""
    snapshot = json.loads(guestbook.read("server/drizzle/meta/0002_snapshot.json"))
    table = snapshot["tables"]["entries"]
    table["columns"]["owner"] = {**table["columns"]["body"], "name": "owner", "notNull": False}
    key = next(key for key in table["foreignKeys"].values() if key["tableTo"] == "guests")
    name = "entries_owner_guests_id_fk"
    table["foreignKeys"][name] = {**key, "name": name, "columnsFrom": ["owner"], "onDelete": "set null"}
    guestbook.write("server/drizzle/meta/0003_snapshot.json", json.dumps({**snapshot, "id": "another", "prevId": snapshot["id"]}))
    with_migration(guestbook, "0003_owner", "ALTER TABLE `entries` ADD `owner` text REFERENCES guests(id);", later=1)


def with_migration(guestbook: Guestbook, tag: str, sql: str, *, later: int) -> None:
    """One more migration, dated `later` milliseconds after the last."""
    journal = json.loads(guestbook.read(JOURNAL))
    last = journal["entries"][-1]
    journal["entries"].append({**last, "idx": last["idx"] + 1, "when": last["when"] + later, "tag": tag})
    guestbook.write(JOURNAL, json.dumps(journal, indent=2))
    guestbook.write(f"server/drizzle/{tag}.sql", sql)


# One fault for each rule whose repair is an edit.
FAULTS: dict[str, Callable[[Guestbook], object]] = {
    "edited-migration": old_date,
    "http-auth-import": lambda guestbook: guestbook.write("server/src/more.ts", 'import { auth, db } from "edgespark";\n'),
    "incomplete-defs-barrel": lambda guestbook: guestbook.replace("server/src/defs/index.ts", "SecretKey, ", ""),
    "invalid-auth-config": lambda guestbook: guestbook.replace("configs/auth-config.yaml", "disableSignUp: false", "disableSignUp: off"),
    "migration-drift": forgotten_action,
    "unordered-migration": lambda guestbook: with_migration(guestbook, "0003_more", "SELECT 1;", later=-5),
    "unused-suppression": lambda guestbook: guestbook.write("server/src/more.ts", "// edgespark-ci: ignore[undeclared-runtime-key] why\n"),
    "wrong-key-accessor": lambda guestbook: as_vars(guestbook, "VISITOR_HASH_SALT"),
}


def test_every_rule_that_offers_an_edit_has_a_fault_here() -> None:
    modules = (ROOT / "hooks" / "checks").glob("*.py")
    assert {module.stem.replace("_", "-") for module in modules if "FixKind.EDIT" in module.read_text(encoding="utf-8")} == set(FAULTS)
    table = re.findall(r"^\| \[`([a-z-]+)`\]\(rules/", (ROOT / "docs" / "output.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert table == sorted(FAULTS)


@pytest.mark.parametrize("rule", FAULTS)
def test_an_edit_cures_what_it_was_made_for_and_nothing_else_breaks(guestbook: Guestbook, git: Git, rule: str) -> None:
    git("checkout", "--quiet", "-b", "mine")
    FAULTS[rule](guestbook)
    result = fixed(Request(base="main"), git.path, {})
    assert rule in {finding.rule for finding in result.before.findings}
    assert result.files
    assert [finding.rule for finding in result.after.findings if finding.rule == rule] == []
    before = {finding.fingerprint for finding in result.before.findings}
    assert [finding.fingerprint for finding in result.after.findings if finding.fingerprint not in before] == []


def test_a_commit_cannot_be_fixed(git: Git) -> None:
    with pytest.raises(UsageError, match="--fix edits files of the working tree, and --ref judges a commit"):
        check(git, "--fix", "--ref", "HEAD")


def test_a_link_that_leads_out_is_not_followed(guestbook: Guestbook, git: Git, tmp_path: Path) -> None:
    as_vars(guestbook, "VISITOR_HASH_SALT")
    outside = tmp_path / "runtime.ts"
    (guestbook.path / RUNTIME).rename(outside)
    (guestbook.path / RUNTIME).symlink_to(outside)
    before = outside.read_bytes()
    check(git, "--fix")
    assert outside.read_bytes() == before


def test_json_tells_what_was_fixed_and_what_stands(guestbook: Guestbook, git: Git) -> None:
    as_vars(guestbook, "VISITOR_HASH_SALT")
    report = json.loads(check(git, "--fix", "--format", "json").out)
    assert (report["verdict"], report["findings"]) == ("clean", [])
    assert [note.partition(":")[0] for note in report["notes"]] == ["fixed"]


def test_nothing_is_written_before_the_caller_says_so(guestbook: Guestbook, git: Git) -> None:
    as_vars(guestbook, "VISITOR_HASH_SALT")
    before = guestbook.read(RUNTIME)
    result = fixed(Request(select=("runtime-keys",)), git.path, {})
    assert (result.before.exit_code, result.after.exit_code) == (1, 0)
    assert [(file.path, file.old == before.encode()) for file in result.files] == [(RUNTIME, True)]
    assert guestbook.read(RUNTIME) == before
