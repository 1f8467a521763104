"""The project's own drizzle-kit decides what cannot be read without running it, and never more than it was asked."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from hooks.errors import UsageError
from hooks.finding import Report
from hooks.judge import judge
from hooks.policy.config import Engine
from hooks.request import Request
from hooks.second_opinion import SecondOpinion
from tests.command import edgespark_ci
from tests.git import Git
from tests.guestbook import Guestbook

_SCHEMA = "server/src/defs/db_schema.ts"
_IMPORT = 'import { integer as int_, sqliteTable as table_, text as text_ } from "drizzle-orm/sqlite-core";\n'
# What the evaluator does not follow: the value of a buffer as text.
_DYNAMIC = 'export const seals = table_("seals", { id: int_().primaryKey(), mark: text_().default(Buffer.from([65, 66]).toString()) });\n'
_RULE = ("schema-without-migration",)
_EMPTY: Mapping[str, str] = {}


@pytest.fixture
def installed(guestbook: Guestbook, node_modules: Path) -> Guestbook:
    """The guestbook with its packages installed."""
    (guestbook.path / "server" / "node_modules").symlink_to(node_modules)
    return guestbook


def declares(guestbook: Guestbook, text: str) -> None:
    """Add to the declared schema."""
    guestbook.write(_SCHEMA, _IMPORT + guestbook.read(_SCHEMA) + text)


def judged(guestbook: Guestbook, engine: Engine | None, *, staged: bool = False, environ: Mapping[str, str] = _EMPTY) -> Report:
    return judge(Request(staged=staged, select=_RULE, engine=engine), guestbook.path, {"PATH": os.environ["PATH"], **environ})


def told(report: Report) -> tuple[list[str], list[str]]:
    """The subjects of the findings, and the messages without verdict."""
    return [finding.subject for finding in report.findings], [diagnostic.message for diagnostic in report.diagnostics]


def asked(guestbook: Guestbook, *, seconds: float = 30.0, environ: dict[str, str] | None = None) -> tuple[str, ...]:
    """The problems that are left when drizzle-kit is always asked."""
    given = {"PATH": os.environ["PATH"]} if environ is None else environ
    opinion = SecondOpinion(Engine.DRIZZLE_KIT, lambda: None, given, seconds=seconds)
    project = guestbook.project()
    opinion = opinion._replace(working=lambda: project.tree)  # type: ignore[arg-type,return-value]  # it is a working tree
    return tuple(problem.message for problem in opinion.declared(project).problems)


@pytest.mark.node
class TestAsking:
    def test_auto_decides_what_the_evaluator_cannot(self, installed: Guestbook) -> None:
        declares(installed, _DYNAMIC)
        subjects, problems = told(judged(installed, Engine.STATIC))
        assert subjects == ["seals"]
        assert len(problems) == 1
        report = judged(installed, Engine.AUTO)
        assert told(report) == (["seals"], [])
        assert report.findings[0].location.line == len(installed.read(_SCHEMA).splitlines())

    @pytest.mark.parametrize("engine", Engine)
    def test_the_clean_example_is_clean_for_everybody(self, installed: Guestbook, engine: Engine) -> None:
        assert told(judged(installed, engine)) == ([], [])

    def test_the_policy_may_ask_as_well(self, installed: Guestbook) -> None:
        declares(installed, _DYNAMIC)
        installed.write(".edgespark-ci.yaml", "engine: auto\n")
        assert told(judged(installed, None)) == (["seals"], [])

    def test_modules_and_path_aliases_are_followed(self, installed: Guestbook) -> None:
        installed.write("server/src/defs/more.ts", _IMPORT + _DYNAMIC)
        installed.replace("server/tsconfig.json", '"compilerOptions": {', '"compilerOptions": {"paths": {"@more": ["./src/defs/more.ts"]},')
        declares(installed, 'export * from "@more";\n')
        assert told(judged(installed, Engine.DRIZZLE_KIT)) == (["seals"], [])

    def test_a_casing_is_nothing_it_is_asked_about(self, installed: Guestbook) -> None:
        installed.write("server/drizzle.config.ts", 'export default { casing: "snake_case" };\n')
        declares(installed, 'export const seals = table_("seals", { madeAt: int_() });\n')
        subjects, problems = told(judged(installed, Engine.AUTO))
        assert subjects == ["seals"]
        assert 'drizzle-kit gives no second opinion: a "casing" is configured, and it would be asked without one' in problems

    def test_diff_asks_as_well(self, installed: Guestbook) -> None:
        declares(installed, _DYNAMIC)
        assert edgespark_ci("diff", cwd=installed.path).code == 3
        ended = edgespark_ci("diff", "--engine", "auto", cwd=installed.path)
        assert (ended.code, ended.err) == (0, "")
        assert '+ table "seals" (additive)' in ended.out

    def test_what_a_schema_prints_is_not_taken_for_the_answer(self, installed: Guestbook) -> None:
        declares(installed, 'console.log("{}"); process.stdout.write("[]\\n"); process.on("exit", () => console.log("bye"));\n')
        assert told(judged(installed, Engine.DRIZZLE_KIT)) == ([], [])

    def test_the_index_counts_where_the_disk_agrees(self, installed: Guestbook) -> None:
        git = Git.init(installed.path)
        git.commit()
        declares(installed, _DYNAMIC)
        git("add", _SCHEMA)
        declares(installed, "// more\n")
        differs = f'drizzle-kit gives no second opinion: it reads the working tree, where "{_SCHEMA}" is not as in the index: stage it or restore it'
        assert told(judged(installed, Engine.DRIZZLE_KIT, staged=True)) == ([], [differs])
        git("add", _SCHEMA)
        assert told(judged(installed, Engine.DRIZZLE_KIT, staged=True)) == (["seals"], [])

    def test_no_secret_reaches_the_schema(self, installed: Guestbook) -> None:
        declares(installed, 'export const seen = table_(Object.keys(process.env).sort().join(" "), { id: int_() });\n')
        environ = {
            "HOME": os.environ["HOME"],
            "EDGESPARK_API_KEY": "k",
            "GITHUB_TOKEN": "t",
            "NPM_TOKEN": "n",
            "NODE_OPTIONS": "--no-warnings",
            "GIT_DIR": "/nowhere",
        }
        assert told(judged(installed, Engine.DRIZZLE_KIT, environ=environ)) == (["HOME NO_COLOR PATH"], [])


@pytest.mark.node
class TestNoAnswer:
    def test_a_loop_is_stopped(self, installed: Guestbook) -> None:
        declares(installed, "while (true) {}\n")
        assert asked(installed, seconds=2) == (
            "drizzle-kit gives no second opinion: it did not end within 2 s and was stopped; does the schema loop, or wait for something?",
        )

    def test_packages_that_are_not_installed(self, guestbook: Guestbook) -> None:
        (message,) = asked(guestbook)
        assert message.startswith("drizzle-kit gives no second opinion: no drizzle-kit with an API of version 0.31: Cannot find module 'drizzle-kit/api'")
        assert message.endswith("are the packages installed (`npm ci` in server)?")

    def test_a_drizzle_kit_of_another_version(self, guestbook: Guestbook) -> None:
        package = json.dumps({"name": "drizzle-kit", "version": "1.0.0", "exports": {".": "./index.js"}})
        guestbook.write("server/node_modules/drizzle-kit/package.json", package)
        assert asked(guestbook) == ("drizzle-kit gives no second opinion: no drizzle-kit with an API of version 0.31: the installed one is of another version",)

    def test_no_node(self, installed: Guestbook, tmp_path: Path) -> None:
        assert asked(installed, environ={"PATH": str(tmp_path)}) == (
            "drizzle-kit gives no second opinion: no `node` on PATH; install Node.js, or use the static engine",
        )

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            pytest.param('throw new Error("not today");\n', "the schema does not load: not today", id="throws"),
            pytest.param("export const = 1;\n", 'the schema does not load: Expected identifier but found "="', id="syntax"),
            pytest.param('import "./gone";\n', 'the schema does not load: Could not resolve "./gone"', id="missing module"),
            pytest.param("process.exit(7);\n", "it ended with exit code 7: it said nothing", id="ends"),
            pytest.param('export const n = table_("n", { id: int_().default(10n as never) });\n', "the schema does not load: Do not know", id="no JSON"),
        ],
    )
    def test_a_schema_that_does_not_load(self, installed: Guestbook, text: str, reason: str) -> None:
        declares(installed, text)
        (message,) = asked(installed)
        assert message.startswith(f"drizzle-kit gives no second opinion: {reason}")

    def test_drizzle_kit_itself_ends_for_duplicate_names(self, installed: Guestbook) -> None:
        declares(installed, 'import { check as check_ } from "drizzle-orm/sqlite-core";\nimport { sql as sql_ } from "drizzle-orm";\n')
        declares(installed, 'export const d = table_("d", { id: int_() }, () => [check_("c", sql_`1`), check_("c", sql_`2`)]);\n')
        (message,) = asked(installed)
        assert "it ended with exit code 1: " in message

    def test_auto_keeps_the_evaluators_own_words(self, guestbook: Guestbook) -> None:
        declares(guestbook, _DYNAMIC)
        subjects, problems = told(judged(guestbook, Engine.AUTO))
        assert subjects == ["seals"]
        assert ["cannot be known" in problems[-1], "no second opinion" in problems[0]] == [True, True]


class TestWhere:
    """The `node` on PATH leaves a mark when it runs: what it would run is somebody else's."""

    @pytest.fixture
    def decoy(self, tmp_path: Path) -> Path:
        """A directory with a `node` that makes the file `ran` beside itself."""
        node = tmp_path / "bin" / "node"
        node.parent.mkdir()
        node.write_text('#!/bin/sh\n: > "${0%/*}/ran"\n', encoding="utf-8")
        node.chmod(0o755)
        return node.parent

    @pytest.mark.parametrize("engine", [Engine.AUTO, Engine.DRIZZLE_KIT])
    def test_a_fork_is_refused_on_the_command_line(self, guestbook: Guestbook, decoy: Path, engine: Engine) -> None:
        with pytest.raises(UsageError, match="would run the project's code, and this pull request comes from a fork: use --engine static"):
            judged(guestbook, engine, environ=_pull_request(decoy, "stranger/guestbook"))
        assert not (decoy / "ran").exists()

    def test_a_fork_is_refused_by_diff_too(self, guestbook: Guestbook, decoy: Path) -> None:
        environ = {**_pull_request(decoy, "stranger/guestbook"), "PATH": f"{decoy}:{os.environ['PATH']}"}
        ended = edgespark_ci("diff", "--engine", "auto", cwd=guestbook.path, env=environ)
        assert (ended.code, ended.out) == (2, "")
        assert "--engine auto would run the project's code" in ended.err
        assert not (decoy / "ran").exists()

    @pytest.mark.parametrize("engine", ["auto", "drizzle-kit"])
    def test_the_policy_of_a_fork_is_read_statically(self, guestbook: Guestbook, decoy: Path, engine: str) -> None:
        guestbook.write(".edgespark-ci.yaml", f"engine: {engine}\n")
        environ = _pull_request(decoy, "stranger/guestbook")
        assert told(judged(guestbook, None, environ=environ)) == ([], [])
        declares(guestbook, _DYNAMIC)
        subjects, problems = told(judged(guestbook, None, environ=environ))
        assert subjects == ["seals"]
        assert "drizzle-kit gives no second opinion: it would run the project's code, and this pull request comes from a fork" in problems
        assert not (decoy / "ran").exists()

    def test_an_own_pull_request_is_asked(self, guestbook: Guestbook, decoy: Path) -> None:
        _subjects, problems = told(judged(guestbook, Engine.DRIZZLE_KIT, environ=_pull_request(decoy, "owner/guestbook")))
        assert problems == []  # the hash shows that nothing was touched
        assert (decoy / "ran").exists()

    def test_without_a_question_nobody_is_asked(self, guestbook: Guestbook, decoy: Path) -> None:
        assert told(judged(guestbook, Engine.AUTO, environ={"PATH": str(decoy)})) == ([], [])
        assert not (decoy / "ran").exists()


def _pull_request(directory: Path, origin: str) -> dict[str, str]:
    """The environment of a pull request's job whose PATH is `directory`."""
    event = directory / "event.json"
    event.write_text(json.dumps({"pull_request": {"head": {"repo": {"full_name": origin}}}}), encoding="utf-8")
    host = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REPOSITORY": "owner/guestbook"}
    return {**host, "GITHUB_EVENT_PATH": str(event), "PATH": str(directory)}
