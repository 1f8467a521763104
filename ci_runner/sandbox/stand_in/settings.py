"""`auth`, `storage`, `secret`, `var` and `project`: what is set once and checked often."""

import json

import click

from ci_runner.sandbox.stand_in import screen
from ci_runner.sandbox.stand_in.failure import Code, Failed
from ci_runner.sandbox.stand_in.screen import MARK
from ci_runner.sandbox.stand_in.session import Session

_BUCKETS = "/api/v1/sandbox/buckets"


@click.group("auth")
def auth() -> None:
    """Auth configuration."""


@auth.command("apply")
@click.pass_obj
def auth_apply(session: Session) -> None:
    """Apply configs/auth-config.yaml."""
    document = session.local.auth
    if document is None:
        raise Failed(Code.ERROR, f"configs/auth-config.yaml is missing {MARK}")
    session.client.post("/api/v1/sandbox/auth", document=document)
    screen.success(f"Auth configuration applied {MARK}")


@auth.command("get")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def auth_get(session: Session, *, as_json: bool) -> None:
    """Show the applied auth configuration."""
    document = session.client.get("/api/v1/sandbox/auth")["document"]
    click.echo(json.dumps(document, indent=None if as_json else 2))


@click.group("storage")
def storage() -> None:
    """Storage buckets."""


@storage.command("apply")
@click.option("--confirm-dangerous", is_flag=True, help="Remove buckets that are no longer declared.")
@click.pass_obj
def storage_apply(session: Session, *, confirm_dangerous: bool) -> None:
    """Apply the declared buckets."""
    data = session.client.post(_BUCKETS, buckets=session.local.buckets, confirm_dangerous=confirm_dangerous)
    if data["refused"]:
        raise Failed(Code.ERROR, f"Blocked: this would remove {', '.join(data['refused'])} {MARK}", "Pass --confirm-dangerous to do it nevertheless.")
    screen.success(f"Buckets applied: {len(data['added'])} added, {len(data['removed'])} removed {MARK}")


@storage.group("bucket")
def bucket() -> None:
    """Buckets."""


@bucket.command("list")
@click.pass_obj
def bucket_list(session: Session) -> None:
    """List the applied buckets."""
    buckets = session.client.get(_BUCKETS)["buckets"]
    screen.table(("NAME", "DESCRIPTION"), [(name, text) for name, text in buckets.items()])


@click.group("secret")
def secret() -> None:
    """Secrets: names only, values never pass through here."""


@secret.command("list")
@click.pass_obj
def secret_list(session: Session) -> None:
    """List the names of all secrets."""
    secrets = session.client.get("/api/v1/project/secret/list", environment="production")["secrets"]
    if not secrets:
        screen.success("No secrets found")
        return
    screen.success(f"Found {len(secrets)} secret{'' if len(secrets) == 1 else 's'}")
    screen.table(("KEY", "CREATED", "UPDATED"), [(item["key"], item["created_at"], item["updated_at"]) for item in secrets])


@click.group("var")
def var() -> None:
    """Vars: plain configuration."""


@var.command("list")
@click.pass_obj
def var_list(session: Session) -> None:
    """List all vars."""
    found = session.client.get("/api/v1/sandbox/vars")["vars"]
    screen.table(("KEY", "VALUE"), [(item["key"], item["value"]) for item in found])


@var.command("set")
@click.argument("assignments", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.pass_obj
def var_set(session: Session, assignments: tuple[str, ...]) -> None:
    """Set vars."""
    pairs = [text.partition("=") for text in assignments]
    if any(not key or not sign for key, sign, _ in pairs):
        raise Failed(Code.USAGE, f"say KEY=VALUE {MARK}")
    for key, _, value in pairs:
        session.client.post("/api/v1/sandbox/vars", key=key, value=value)
        screen.success(f"Set {key} {MARK}")


@click.group("project")
def project() -> None:
    """The project."""


@project.command("show")
@click.pass_obj
def project_show(session: Session) -> None:
    """Show the project and what is live."""
    data = session.client.get("/api/v1/sandbox/project")
    for name, value in data.items():
        click.echo(f"{name}: {'-' if value is None else value}")
