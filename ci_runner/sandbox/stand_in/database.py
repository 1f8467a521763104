"""`db check`, `db generate`, `db migrate`, `db sql`."""

import click

from ci_runner.sandbox.stand_in import screen
from ci_runner.sandbox.stand_in.failure import Code, Failed
from ci_runner.sandbox.stand_in.ledger import comparison
from ci_runner.sandbox.stand_in.screen import MARK
from ci_runner.sandbox.stand_in.session import Session


@click.group("db")
def group() -> None:
    """Database operations."""


@group.command()
@click.pass_obj
def check(session: Session) -> None:
    """Compare the applied migrations with the project's journal."""
    found = comparison(session)
    if found.diverged:
        raise Failed(Code.ERROR, f"Applied migrations differ from the journal: {', '.join(found.diverged)} {MARK}")
    if found.skipped:
        raise Failed(Code.ERROR, f"Older than what is applied, so never to be applied: {', '.join(found.skipped)} {MARK}")
    if not found.pending:
        screen.success(f"Migrations are in step with the database {MARK}")
        return
    text = f"Pending: {', '.join(found.pending)} {MARK}"
    if found.pending_fails:
        raise Failed(Code.ERROR, text, "Run: edgespark db migrate")
    screen.warning(text)


@group.command()
def generate() -> None:
    """Generate a migration (not possible here)."""
    raise Failed(Code.ERROR, f"The stand-in cannot generate migrations: that is drizzle-kit's work {MARK}", "Run: npx drizzle-kit generate")


@group.command()
@click.option("--confirm-dangerous", is_flag=True, help="Apply migrations that destroy data.")
@click.pass_obj
def migrate(session: Session, *, confirm_dangerous: bool) -> None:
    """Apply pending migrations."""
    session.require_default_branch()
    entries = [{"tag": entry.tag, "when": entry.when, "sql": entry.sql} for entry in session.local.entries]
    data = session.client.post("/api/v1/sandbox/migrations", entries=entries, confirm_dangerous=confirm_dangerous)
    if data["losses"]:
        raise Failed(Code.ERROR, f"Blocked: this would destroy {', '.join(data['losses'])} {MARK}", "Pass --confirm-dangerous to do it nevertheless.")
    for tag in data["applied"]:
        screen.step(f"applied {tag}")
    if data["failed"]:
        raise Failed(Code.ERROR, f"Migration {data['failed']} failed: {data['error']} {MARK}")
    # Entries that are too old are skipped, and it is a success all the same: so it was seen in the field.
    screen.success(f"Migrations applied: {len(data['applied'])} {MARK}")


@group.command()
@click.argument("query")
@click.pass_obj
def sql(session: Session, query: str) -> None:
    """Execute SQL against the project's database."""
    data = session.client.post("/api/v1/project/database/sql/execute", environment="production", sql=query)
    if not data["success"]:
        raise Failed(Code.ERROR, str(data["error"]))
    for result in data["results"]:
        if result["rows"]:
            heads = tuple(result["rows"][0])
            screen.table(heads, [tuple(str(row[head]) for head in heads) for row in result["rows"]])
    screen.success(f"{len(data['results'])} statements executed successfully")
