"""Whether there is an `edgespark` command, and whether its generation fits the project's layout."""

from dataclasses import replace

from ci_runner.context import Context
from ci_runner.model import Receipt, StepResult
from ci_runner.results import failed, held, passed
from ci_runner.steps import online
from hooks.platform.edgespark import Cli, Generation
from hooks.platform.layout import Layout, layout_of


def act(context: Context, _receipt: Receipt) -> StepResult:
    """Probe, without a key and without changing anything."""
    found = context.cli.probed
    if found is None:
        return online.no_cli(context)
    result = _without_staging(context, found) or _fitting(found, layout_of(context.project))
    return replace(result, versions={"edgespark": found.version or "unknown"})


def _without_staging(context: Context, cli: Cli) -> StepResult | None:
    """A CLI without a staging environment would deploy to production where `run: promote:` wants to look first."""
    if not context.config.promote or cli.generation is not Generation.DOCUMENTED:
        return None
    words = f"`run: promote: true` needs a staging environment, and edgespark {cli.version} deploys to production directly"
    return held("no-staging", words, todo=("take `promote` out of .edgespark-ci.yaml",))


def _fitting(cli: Cli, shape: Layout) -> StepResult:
    if cli.generation is Generation.UNKNOWN:
        return failed("cli-unknown", f"`edgespark --help` shows no commands that we know: {cli.trouble or cli.version}")
    if cli.fits(shape):
        return passed(f"edgespark {cli.version}, {cli.generation.value} generation, fits the {shape.value} layout")
    if cli.generation is Generation.LEGACY:
        return held(
            "cli-too-old",
            f"edgespark {cli.version} does not know this layout: it would call fresh types stale and look for createApp",
            todo=online.installing(shape),
        )
    if shape is Layout.UNKNOWN:
        return held("layout-unknown", "the server's entry point exports neither an app nor createApp: which CLI it needs cannot be told")
    return held(
        "layout-too-old", f"edgespark {cli.version} does not know this layout ({shape.value})", todo=("move the project to edgespark.toml and server/",)
    )
