"""`pull types [--check]`."""

import click

from ci_runner.sandbox.projects import Types
from ci_runner.sandbox.stand_in import screen
from ci_runner.sandbox.stand_in.failure import Code, Failed
from ci_runner.sandbox.stand_in.session import Session


@click.group("pull")
def group() -> None:
    """Pull types from the platform."""


@group.command("types")
@click.option("--check", is_flag=True, help="Check if types are stale without pulling.")
@click.pass_obj
def types(session: Session, *, check: bool) -> None:
    """Pull the types of the server SDK."""
    current = current_types(session)
    if not check:
        session.local.write_types(current)
        screen.success("Types updated")
    elif session.local.types_hash == current.hash:
        screen.success("Types are up to date")
    else:
        raise Failed(Code.ERROR, "Types are stale", "Run: edgespark pull types", "Re-read: src/__generated__/server-types.d.ts")


def current_types(session: Session) -> Types:
    """The platform's types as of now."""
    data = session.client.get("/api/v1/project/sdk/server-types/pull")
    return Types(str(data["content"]), str(data["hash"]))
