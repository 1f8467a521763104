"""The command as users meet it: exit codes, bad input, odd places."""

import json
import os
from pathlib import Path

import pytest

from hooks import registry
from tests.command import edgespark_ci
from tests.git import Git
from tests.guestbook import Guestbook

SCHEMA = "server/src/defs/db_schema.ts"
INDEX = "server/src/index.ts"


@pytest.fixture
def git(guestbook: Guestbook) -> Git:
    repository = Git.init(guestbook.path)
    repository.commit("the example")
    return repository


def verdict(guestbook: Guestbook, *arguments: str) -> tuple[int, list[str]]:
    """The exit code, and `rule path:line` of everything reported as an error or without verdict."""
    ended = edgespark_ci("check", "--format", "json", *arguments, cwd=guestbook.path)
    report = json.loads(ended.out)
    results = [f for f in report["findings"] if f["severity"] == "error"] + report["diagnostics"]
    return ended.code, sorted({f"{r['rule']} {r['path']}:{r['line']}" for r in results})


def test_the_example_is_clean(guestbook: Guestbook, git: Git) -> None:
    ended = edgespark_ci("check", cwd=git.path)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("clean: 1 project checked in the working tree (")
    assert edgespark_ci("check", "--staged", cwd=git.path).code == 0
    assert edgespark_ci("check", "--ref", "HEAD", cwd=git.path).code == 0


class TestUnreadable:
    @pytest.mark.parametrize(
        ("content", "line"),
        [
            pytest.param("export const a = ;\n", 1, id="syntax error"),
            pytest.param("// " + "x" * 2_100_000, 1, id="above 2 MB"),
            pytest.param("\n\nconst größe = '\udcff';\n", 3, id="invalid UTF-8"),
        ],
    )
    def test_a_schema_that_cannot_be_read_gets_no_verdict_and_the_rest_is_judged(self, guestbook: Guestbook, git: Git, content: str, line: int) -> None:
        (guestbook.path / SCHEMA).write_bytes(content.encode("utf-8", "surrogateescape"))
        code, results = verdict(guestbook, "--select", "schema-without-migration")
        assert (code, results) == (3, [f"schema-without-migration {SCHEMA}:{line}"])
        assert verdict(guestbook, "--select", "secret-like-var")[0] == 0

    def test_an_error_weighs_more_than_no_verdict(self, guestbook: Guestbook, git: Git) -> None:
        guestbook.write(SCHEMA, "export const a = ;\n")
        guestbook.write("server/src/extra.ts", 'import { vars } from "edgespark";\nexport const read = () => vars.get("NOBODY_DECLARED");\n')
        code, results = verdict(guestbook, "--select", "schema-without-migration,undeclared-runtime-key")
        assert (code, results) == (1, [f"schema-without-migration {SCHEMA}:1", "undeclared-runtime-key server/src/extra.ts:2"])

    @pytest.mark.parametrize("ending", ["\r\n", "\n"], ids=["CRLF", "LF"])
    @pytest.mark.parametrize("mark", ["\ufeff", ""], ids=["BOM", "no BOM"])
    def test_line_endings_and_byte_order_marks_change_no_verdict(self, guestbook: Guestbook, git: Git, ending: str, mark: str) -> None:
        for file in (SCHEMA, INDEX, "server/src/defs/runtime.ts", "edgespark.toml"):
            guestbook.write(file, mark + guestbook.read(file).replace("\n", ending))
        assert verdict(guestbook) == (0, [])


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            pytest.param(("check", "nowhere"), "no such file or directory: nowhere", id="no such path"),
            pytest.param(("check", "server"), "no EdgeSpark project found: looked for edgespark.toml below server", id="no project there"),
            pytest.param(("check", "--select", "stale-type"), 'unknown rule "stale-type"; did you mean "stale-types"?', id="rule"),
            pytest.param(("check", "--stagde"), "--staged", id="option"),
            pytest.param(("check", "--format", "xml"), "'xml' is not one of 'text', 'json', 'github'", id="format"),
            pytest.param(("check", "--output", "jsn=f"), 'unknown format "jsn"; did you mean "json"?', id="output"),
            pytest.param(("check", "--staged", "--ref", "HEAD"), "exclude each other", id="two trees"),
            pytest.param(("check", "--base", "nowhere", "--ref", "nothing"), "'nothing' names no commit here", id="ref"),
            pytest.param(("chekc",), 'unknown command "chekc"; did you mean "check"?', id="command"),
            pytest.param(("explain", "stale-type"), 'unknown rule "stale-type"; did you mean "stale-types"?', id="page"),
        ],
    )
    def test_mistakes_name_what_was_meant(self, git: Git, arguments: tuple[str, ...], words: str) -> None:
        ended = edgespark_ci(*arguments, cwd=git.path)
        assert ended.code == 2
        assert words in ended.err
        assert "Traceback" not in ended.err

    def test_a_mistake_in_the_configuration(self, guestbook: Guestbook, git: Git) -> None:
        guestbook.write(".edgespark-ci.yaml", "selct: []\n")
        ended = edgespark_ci("check", cwd=git.path)
        assert (ended.code, ended.err) == (2, 'edgespark-ci: .edgespark-ci.yaml:1:1: unknown key "selct"; did you mean "select"?\n')

    def test_an_output_that_cannot_be_written(self, git: Git) -> None:
        ended = edgespark_ci("check", "--output", "json=reports/report.json", cwd=git.path)
        assert (ended.code, ended.err) == (2, "edgespark-ci: cannot write reports/report.json: there is no directory reports\n")
        ended = edgespark_ci("check", "--output", "json=server", cwd=git.path)
        assert (ended.code, ended.err) == (2, "edgespark-ci: cannot write server: Is a directory\n")

    def test_help_keeps_its_examples_apart(self, git: Git) -> None:
        helped = edgespark_ci("check", "--help", cwd=git.path).out
        assert "\\b" not in helped
        assert "\n  edgespark-ci check --staged  " in helped

    def test_explain_and_rules(self, git: Git) -> None:
        assert edgespark_ci("explain", "stale-types", cwd=git.path).out.startswith("# stale-types\n")
        assert "stale-types " in edgespark_ci("rules", cwd=git.path).out
        listed = json.loads(edgespark_ci("rules", "--format", "json", cwd=git.path).out)
        assert [rule["id"] for rule in listed] == list(registry.rule_ids())
        assert next(rule for rule in listed if rule["id"] == "stale-types")["online"] is True


class TestPlaces:
    def test_a_path_with_spaces_and_other_letters(self, guestbook: Guestbook, tmp_path: Path) -> None:
        place = tmp_path / "größer als 名前"
        guestbook.path.rename(place)
        Git.init(place).commit()
        assert edgespark_ci("check", str(place), cwd=tmp_path).code == 0

    @pytest.mark.parametrize("output_format", ["json", "sarif"])
    def test_a_file_name_that_is_no_text_breaks_no_report(self, guestbook: Guestbook, git: Git, output_format: str) -> None:
        with open(os.fsencode(guestbook.path) + b"/server/src/\xff.ts", "w", encoding="utf-8") as file:  # noqa: PTH123 - a path of bytes
            file.write('import { vars } from "edgespark";\nexport const read = () => vars.get("NOBODY_DECLARED");\n')
        ended = edgespark_ci("check", "--select", "runtime-keys", "--format", output_format, cwd=git.path, env={"PYTHONUTF8": "1"})
        assert (ended.code, ended.err) == (1, "")
        assert {"json": "server/src/\\udcff.ts", "sarif": "server/src/%FF.ts"}[output_format] in ended.out
        json.loads(ended.out)

    def test_a_bare_repository_and_a_detached_head(self, git: Git, tmp_path: Path) -> None:
        git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
        assert edgespark_ci("check", "--ref", "main", cwd=tmp_path / "bare.git").code == 0
        git("checkout", "--quiet", "--detach")
        assert edgespark_ci("check", cwd=git.path).code == 0

    def test_before_the_first_commit(self, guestbook: Guestbook) -> None:
        git = Git.init(guestbook.path)
        git("add", "--all")
        assert edgespark_ci("check", "--staged", cwd=git.path).code == 0

    def test_outside_git(self, guestbook: Guestbook) -> None:
        assert edgespark_ci("check", cwd=guestbook.path).code == 0

    def test_output_is_written_beside_what_is_printed(self, git: Git) -> None:
        ended = edgespark_ci("check", "--output", "json=report.json", "--output", "github=report.txt", "--output", "junit=report.xml", cwd=git.path)
        assert (git.path / "report.xml").read_text().startswith("<?xml")
        assert (ended.code, json.loads((git.path / "report.json").read_text())["verdict"]) == (0, "clean")
        assert (git.path / "report.txt").read_text() == ""
