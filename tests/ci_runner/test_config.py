import pytest

from ci_runner.config import Expectation, Migrations, Pending, RunConfig, read
from hooks.errors import ConfigError
from hooks.sources import yaml_tree

STEPS = ("checks", "deploy", "verify")


def parsed(text: str) -> RunConfig:
    node = yaml_tree.read(".edgespark-ci.yaml", text.encode())
    assert isinstance(node.value, dict)
    return read(node.value["run"], STEPS)


def test_without_a_section_the_defaults_hold() -> None:
    assert read(None, STEPS) == RunConfig() == parsed("run:\n")


def test_a_full_section_is_read() -> None:
    found = parsed(
        """run:
  environment: live
  migrations: local
  pending: expected
  online-on-pull-requests: true
  time-limits: {deploy: 90}
  verify:
    - path: /api/health
    - path: /
      status: 302
      contains: moved
"""
    )
    assert found == RunConfig(
        environment="live",
        migrations=Migrations.LOCAL,
        pending=Pending.EXPECTED,
        online_on_pull_requests=True,
        time_limits={"deploy": 90.0},
        verify=(Expectation("/api/health"), Expectation("/", 302, "moved")),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("run: now", '.edgespark-ci.yaml:1:6: "run" must be a mapping', id="no mapping"),
        pytest.param(
            "run:\n  enviroment: x", '.edgespark-ci.yaml:2:3: unknown key "enviroment"; did you mean "environment"?', id="a misspelt key, with the nearest"
        ),
        pytest.param("run:\n  environment: 3", '.edgespark-ci.yaml:2:16: "environment" must be a text', id="a number for a text"),
        pytest.param(
            "run:\n  promote: true\n  environment: live",
            '.edgespark-ci.yaml:2:3: "promote" goes from staging to production: "environment" cannot be "live"',
            id="a promotion to elsewhere",
        ),
        pytest.param("run:\n  verify: /", '.edgespark-ci.yaml:2:11: "verify" must be a list', id="no list"),
        pytest.param("run:\n  verify:\n    - status: 200", '.edgespark-ci.yaml:3:7: an expectation needs a "path"', id="an expectation without a path"),
        pytest.param("run:\n  verify:\n    - path: health", '.edgespark-ci.yaml:3:13: "path" must start with "/", not "health"', id="a relative path"),
        pytest.param(
            "run:\n  verify:\n    - {path: /, status: 42}",
            '.edgespark-ci.yaml:3:25: "status" must be a whole number from 100 to 599',
            id="no HTTP status",
        ),
        pytest.param(
            "run:\n  verify:\n    - {path: /, status: true}",
            '.edgespark-ci.yaml:3:25: "status" must be a whole number from 100 to 599',
            id="a truth value for a number",
        ),
        pytest.param("run:\n  time-limits: {deplyo: 3}", '.edgespark-ci.yaml:2:17: unknown key "deplyo"; did you mean "deploy"?', id="a limit for no step"),
        pytest.param(
            "run:\n  time-limits: {deploy: 0}",
            '.edgespark-ci.yaml:2:25: "time-limits.deploy" must be a whole number from 1 to 3600',
            id="no time at all",
        ),
        pytest.param(
            "run:\n  online-on-pull-requests: sometimes", '.edgespark-ci.yaml:2:28: "online-on-pull-requests" must be true or false', id="no truth value"
        ),
    ],
)
def test_what_may_not_stand_is_refused_at_its_place(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parsed(text)
    assert str(refused.value) == message
