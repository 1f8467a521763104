"""`deploy [--dry-run]` and `deploy promote`. What is checked first, and in which order, follows the public agent skill."""

import hashlib
import json
from collections.abc import Callable

import click

from ci_runner.sandbox.stand_in import screen
from ci_runner.sandbox.stand_in.failure import Code, Failed
from ci_runner.sandbox.stand_in.ledger import comparison
from ci_runner.sandbox.stand_in.screen import MARK
from ci_runner.sandbox.stand_in.session import Session
from ci_runner.sandbox.stand_in.types import current_types

_PRODUCTION = "production"


@click.group("deploy", invoke_without_command=True)
@click.option("--dry-run", is_flag=True, help="Check and bundle without deploying.")
@click.pass_context
def group(context: click.Context, *, dry_run: bool) -> None:
    """Deploy the project."""
    if context.invoked_subcommand is not None:
        return
    session: Session = context.obj
    screen.title()
    for check in _CHECKS:
        check(session)
    _require_migrated(session, pending_passes=dry_run)
    bundle = _bundle(session)
    screen.success(f"Bundle stands: {len(bundle)} bytes, a list of files and digests {MARK}")
    if dry_run:
        screen.success("Dry run complete")
        return
    _deploy(session, bundle)


@group.command()
@click.option("--deployment-id", default="", help="The staging deployment to promote.")
@click.pass_obj
def promote(session: Session, deployment_id: str) -> None:
    """Promote the staging deployment to production."""
    try:
        data = session.client.post("/api/v1/project/deploy/promote", staging_deployment_id=deployment_id)
    except Failed as failure:
        raise Failed(Code.ERROR, _promotion_text(failure.text)) from failure
    screen.success("Promoted successfully")
    screen.step(f"Staging deployment: {data['promoted_from_deployment_id'][:8]}...")
    screen.step(f"Production deployment: {data['production_deployment_id'][:8]}...")
    screen.step(f"URL: {data['deployed_url']}")


def _promotion_text(text: str) -> str:
    if "404" in text:
        return "No active staging deployment found to promote"
    return "Another deployment is in progress. Please wait and try again." if "409" in text else text


def _deploy(session: Session, bundle: bytes) -> None:
    client = session.client
    file = {"file_name": "bundle.js", "file_size": len(bundle), "mime_type": "application/javascript"}
    prepared = client.post("/api/v1/project/deploy/prepare", environment=_PRODUCTION, bundled_script_file_info=file, commit=session.commit)
    screen.success(f"Deployment prepared ({prepared['deployment_id'][:8]}...)")
    upload = prepared["bundled_script_upload"]
    client.upload(upload["post_url"], upload["form_data"], bundle)
    screen.success("Bundle uploaded")
    try:
        data = client.post("/api/v1/project/deploy/execute", environment=_PRODUCTION, deployment_id=prepared["deployment_id"])
    except Failed as failure:
        raise Failed(Code.ERROR, failure.text) from failure
    screen.success("Deployed successfully")
    screen.step(f"URL: {data['deployed_url']}")


def _require_structure(session: Session) -> None:
    for path in (session.local.server / "src" / "index.ts", session.local.server / "package.json"):
        if not path.is_file():
            raise Failed(Code.ERROR, f"{path.relative_to(session.local.root).as_posix()} is missing {MARK}")


def _require_auth(session: Session) -> None:
    applied = session.client.get("/api/v1/sandbox/auth")["document"]
    if session.local.auth is not None and session.local.auth != applied:
        raise Failed(Code.ERROR, f"configs/auth-config.yaml differs from what is applied {MARK}", "Run: edgespark auth apply")


def _require_keys(session: Session) -> None:
    declared = session.local.keys
    missing_vars = declared.vars - {item["key"] for item in session.client.get("/api/v1/sandbox/vars")["vars"]}
    secrets = session.client.get("/api/v1/project/secret/list", environment=_PRODUCTION)["secrets"]
    missing_secrets = declared.secrets - {item["key"] for item in secrets}
    hints = [f"Run: edgespark var set {name}=<value>" for name in sorted(missing_vars)]
    hints += [f"Run: edgespark secret set {name}" for name in sorted(missing_secrets)]
    if hints:
        raise Failed(Code.ERROR, f"Declared runtime keys have no value: {', '.join(sorted(missing_vars | missing_secrets))} {MARK}", *hints)


def _require_buckets(session: Session) -> None:
    applied = session.client.get("/api/v1/sandbox/buckets")["buckets"]
    if session.local.buckets != applied:
        raise Failed(Code.ERROR, f"Declared buckets differ from what is applied {MARK}", "Run: edgespark storage apply")


def _require_fresh_types(session: Session) -> None:
    if session.local.types_hash != current_types(session).hash:
        raise Failed(Code.ERROR, "Types are stale", "Run: edgespark pull types")


_CHECKS: tuple[Callable[[Session], None], ...] = (_require_structure, _require_auth, _require_keys, _require_buckets, _require_fresh_types)


def _require_migrated(session: Session, *, pending_passes: bool) -> None:
    found = comparison(session)
    broken = (*found.diverged, *found.skipped)
    if broken:
        raise Failed(Code.ERROR, f"Migrations and database have diverged: {', '.join(broken)} {MARK}", "Run: edgespark db check")
    if not found.pending:
        return
    text = f"Migrations are not applied: {', '.join(found.pending)} {MARK}"
    if not pending_passes or found.pending_fails:
        raise Failed(Code.ERROR, text, "Run: edgespark db migrate")
    screen.warning(text)


def _bundle(session: Session) -> bytes:
    """What stands for the bundle: nothing is compiled here, so it lists the server's files with their digests."""
    server = session.local.server
    files = sorted(path for path in (server / "src").rglob("*") if path.is_file())
    digests = {path.relative_to(server).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return f"// edgespark-ci sandbox: not a real bundle\nexport default {json.dumps(digests, indent=1)};\n".encode()
