import os
import signal
import time

import pytest

from ci_runner.sandbox.deployments import Status
from ci_runner.sandbox.rehearsal import Rehearsal
from tests.ci_runner.sandbox.support import TAGS, applied, edgespark, ended


@pytest.mark.parametrize("status", [401, 403, 409, 500])
def test_an_http_error_is_exit_6_with_its_status(rehearsed: Rehearsal, status: int) -> None:
    rehearsed.service.set_fault(str(status))
    answer = edgespark(rehearsed, "secret", "list")
    assert (answer.code, f"API error: {status}" in answer.err) == (6, True)


@pytest.mark.parametrize(("fault", "code"), [("503*3", 0), ("503*4", 6)], ids=["three times", "once too often"])
def test_it_tries_again_three_times_as_0_0_9_does(rehearsed: Rehearsal, fault: str, code: int) -> None:
    rehearsed.service.set_fault(fault)
    assert edgespark(rehearsed, "secret", "list").code == code


def test_it_waits_as_long_as_retry_after_says(rehearsed: Rehearsal) -> None:
    rehearsed.service.set_fault("429*1")
    started = time.monotonic()
    assert edgespark(rehearsed, "secret", "list").code == 0
    assert time.monotonic() - started >= 1


def test_a_hang_lasts_until_somebody_ends_it(rehearsed: Rehearsal) -> None:
    rehearsed.service.set_fault("hang")
    with pytest.raises(AssertionError, match="ran longer"):
        ended(("edgespark", "secret", "list"), rehearsed.project, {**os.environ, **rehearsed.environment}, seconds=1.5)


def test_a_crash_after_the_upload_deployed_nothing(rehearsed: Rehearsal) -> None:
    edgespark(rehearsed, "db", "migrate")
    rehearsed.service.set_fault("crash-after-upload")
    answer = edgespark(rehearsed, "deploy")
    assert answer.code == -signal.SIGKILL
    assert "Bundle uploaded" in answer.err
    assert rehearsed.service.live() is None
    assert [each.status for each in rehearsed.service.deployments()] == [Status.UPLOADED]


def test_a_crash_after_the_deploy_left_it_live(rehearsed: Rehearsal) -> None:
    edgespark(rehearsed, "db", "migrate")
    rehearsed.service.set_fault("crash-after-deploy")
    answer = edgespark(rehearsed, "deploy")
    assert (answer.code, "URL" in answer.err) == (-signal.SIGKILL, False)
    assert rehearsed.service.live() is not None


def test_a_refused_execute_is_exit_1_as_in_0_0_9(rehearsed: Rehearsal) -> None:
    edgespark(rehearsed, "db", "migrate")
    rehearsed.service.set_fault("409@/deploy/execute")
    answer = edgespark(rehearsed, "deploy")
    assert (answer.code, "API error: 409" in answer.err, rehearsed.service.live()) == (1, True, None)


def test_a_failing_migration_stops_where_it_fails(rehearsed: Rehearsal) -> None:
    rehearsed.service.set_fault("failing-migration")
    answer = edgespark(rehearsed, "db", "migrate")
    assert (answer.code, "0002_add_pictures failed: no such function" in answer.err) == (1, True)
    assert applied(rehearsed) == TAGS[:2]


def test_a_silent_migrate_claims_success_and_did_nothing(rehearsed: Rehearsal) -> None:
    rehearsed.service.set_fault("silent-migrate")
    answer = edgespark(rehearsed, "db", "migrate")
    assert (answer.code, "applied 0002_add_pictures" in answer.err, applied(rehearsed)) == (0, True, [])


def test_pending_migrations_fail_only_where_told_to(rehearsed: Rehearsal) -> None:
    commands = (("db", "check"), ("deploy", "--dry-run"))
    assert [edgespark(rehearsed, *command).code for command in commands] == [0, 0]
    rehearsed.service.set_fault("pending-fails")
    assert [edgespark(rehearsed, *command).code for command in commands] == [1, 1]
    edgespark(rehearsed, "db", "migrate")
    assert [edgespark(rehearsed, *command).code for command in commands] == [0, 0]


def test_a_missing_key_stops_the_deploy_with_the_command_that_sets_it(rehearsed: Rehearsal) -> None:
    rehearsed.service.set_fault("missing-key@VISITOR_HASH_SALT")
    answer = edgespark(rehearsed, "deploy", "--dry-run")
    assert answer.code == 1
    assert "edgespark secret set VISITOR_HASH_SALT" in answer.err
    assert "VISITOR_HASH_SALT" not in edgespark(rehearsed, "secret", "list").out
