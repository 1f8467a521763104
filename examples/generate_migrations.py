"""Rebuild the guestbook's migrations with the real drizzle-kit: one `generate` for every stage of its schema, the same bytes each time.

Usage: `python examples/generate_migrations.py [PROJECT]`; the default project is `examples/guestbook`. Needs `npm ci` in `tests/node`.
drizzle-kit draws a random id and reads the clock for each migration: both are replaced, so that a second run changes nothing.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

HERE = Path(__file__).resolve().parent
NODE_MODULES = HERE.parent / "tests" / "node" / "node_modules"
EARLIER_STAGES = HERE / "stages"
NEWEST_TAG = "0002_add_pictures"
_FIRST_WHEN = 1_767_600_000_000  # 2026-01-05 08:00 UTC
_WEEK = 7 * 24 * 3600 * 1000


def stages(server: Path) -> dict[str, bytes]:
    """Every stage of the schema in order, by the tag of its migration; the last one is the project's own schema."""
    earlier = {path.stem: path.read_bytes() for path in sorted(EARLIER_STAGES.glob("*.ts"))}
    return {**earlier, NEWEST_TAG: (server / "src/defs/db_schema.ts").read_bytes()}


def generate(server: Path) -> None:
    """Replace `server/drizzle` by freshly generated migrations."""
    schemas = stages(server)
    with tempfile.TemporaryDirectory() as scratch:
        workshop = Path(scratch)
        shutil.copytree(server / "src", workshop / "src")
        (workshop / "node_modules").symlink_to(NODE_MODULES)
        for tag, schema in schemas.items():
            (workshop / "src/defs/db_schema.ts").write_bytes(schema)
            _run_drizzle_kit(workshop, tag.partition("_")[2])
        _make_repeatable(workshop / "drizzle/meta")
        _place(workshop / "drizzle", server, schemas[NEWEST_TAG])


def _run_drizzle_kit(workshop: Path, name: str) -> None:
    command = ["node", str(NODE_MODULES / "drizzle-kit/bin.cjs"), "generate", "--dialect=sqlite", "--schema=src/defs/db_schema.ts", f"--name={name}"]
    done = subprocess.run(command, cwd=workshop, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0 or "Your SQL migration file" not in done.stdout:
        sys.exit(f"drizzle-kit could not generate {name}:\n{done.stdout}{done.stderr}")


def _make_repeatable(meta: Path) -> None:
    """Give journal entries a fixed time, and snapshots an id that follows from the tag."""
    path = meta / "_journal.json"
    text = path.read_text(encoding="utf-8")
    for entry in json.loads(text)["entries"]:
        text = text.replace(str(entry["when"]), str(_FIRST_WHEN + entry["idx"] * _WEEK))
        _replace_id(meta, meta / f"{entry['idx']:04}_snapshot.json", str(uuid.uuid5(uuid.NAMESPACE_OID, entry["tag"])))
    path.write_text(text, encoding="utf-8")


def _replace_id(meta: Path, snapshot: Path, new: str) -> None:
    old = json.loads(snapshot.read_text(encoding="utf-8"))["id"]
    for path in meta.glob("*_snapshot.json"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def _place(generated: Path, server: Path, schema: bytes) -> None:
    (generated / "meta/_edgespark_schema_hash").write_text(hashlib.sha256(schema).hexdigest(), encoding="utf-8")
    shutil.rmtree(server / "drizzle", ignore_errors=True)
    shutil.copytree(generated, server / "drizzle")


if __name__ == "__main__":
    generate((Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "guestbook") / "server")
