"""What the earlier commit of a rollback needs, beside its schema: the code that goes live is not that of the tip."""

import pytest

from ci_runner.sandbox import settings
from tests.ci_runner.support import Ran, Stage

RUNTIME = "server/src/defs/runtime.ts"


def went_back(stage: Stage, commit: str) -> Ran:
    """`edgespark-ci rollback COMMIT` by hand, with the receipt of then."""
    proof = (stage.bench.directory / "receipt.json").rename(stage.bench.directory / "earlier.json")
    arguments = ("rollback", commit, "--reason", "sign-in fails", "--proof", proof, stage.rehearsal.project)
    return stage.bench.run(*arguments, environ={**stage.github, "GITHUB_EVENT_NAME": "workflow_dispatch"})


def test_a_bucket_that_went_is_missed(stage: Stage) -> None:
    older = stage.was_deployed()
    stage.project.write("server/src/extra.ts", "export {};\n")
    stage.pushed()
    settings.put_buckets(stage.rehearsal.service.state, stage.rehearsal.service.project_id, {})
    ran = went_back(stage, older)
    assert (ran.code, ran.receipt["reason"]) == (5, "does-not-fit"), ran.out
    assert ran.step("fit")["sentence"] == f'{older[:10]} does not fit what is live: bucket "guestbook-pictures" is gone'


@pytest.mark.parametrize(("key", "end"), [("GUESTBOOK_MOTTO", ("held", "missing-keys")), ("GUESTBOOK_TITLE", ("passed", "ok"))], ids=["gone", "there"])
def test_its_own_keys_are_looked_for(stage: Stage, key: str, end: tuple[str, str]) -> None:
    declared = stage.project.read(RUNTIME)
    if key not in declared:
        stage.project.write(RUNTIME, declared.replace('"GUESTBOOK_TITLE"', f'"GUESTBOOK_TITLE" | "{key}"'))
    stage.pushed()
    older = stage.was_deployed()
    stage.project.write(RUNTIME, declared)
    stage.project.write("server/src/extra.ts", "export {};\n")
    stage.pushed()
    ran = went_back(stage, older)
    assert (ran.step("keys")["outcome"], ran.step("keys")["reason"]) == end, ran.out
