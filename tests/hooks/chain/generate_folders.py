"""Rebuild `folders/drizzle` with the real drizzle-kit 1.x: one `generate` for each stage of the schema, the same bytes each time.

Usage: `python tests/hooks/chain/generate_folders.py [DIRECTORY]`; the default is `folders/drizzle`. Needs `npm ci` in `tests/node`.
drizzle-kit draws a random id and reads the clock for each migration: both are replaced, so that a second run changes nothing.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

HERE = Path(__file__).resolve().parent / "folders"
NODE_MODULES = Path(__file__).resolve().parents[2] / "node" / "drizzle-1" / "node_modules"
STAGES = {"20261123021222_open": ('stars: integer("stars"), ', ""), "20261123021224_stars": ("", "")}
"""Each folder, and what its schema has otherwise than `schema.ts`."""


def generate(directory: Path) -> None:
    """Replace `directory` by freshly generated folders."""
    schema = (HERE / "schema.ts").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        workshop = Path(scratch)
        (workshop / "node_modules").symlink_to(NODE_MODULES)
        for name, (old, new) in STAGES.items():
            (workshop / "schema.ts").write_text(schema.replace(old, new, 1), encoding="utf-8")
            made = run_drizzle_kit(workshop, name.partition("_")[2])
            made.rename(made.with_name(name))
            _replace_id(workshop / "drizzle", name)
        shutil.rmtree(directory, ignore_errors=True)
        shutil.copytree(workshop / "drizzle", directory)


def run_drizzle_kit(workshop: Path, name: str) -> Path:
    """The folder that `generate` makes for `schema.ts` of a workshop. Exits where it makes none."""
    out = workshop / "drizzle"
    before = {*out.iterdir()} if out.exists() else set()
    command = ["node", str(NODE_MODULES / "drizzle-kit/bin.cjs"), "generate", "--dialect=sqlite", "--schema=schema.ts", f"--name={name}"]
    done = subprocess.run(command, cwd=workshop, capture_output=True, text=True, timeout=120, check=False)
    made = {*out.iterdir()} - before if out.exists() else set()
    if done.returncode != 0 or len(made) != 1:
        sys.exit(f"drizzle-kit could not generate {name}:\n{done.stdout}{done.stderr}")
    return made.pop()


def _replace_id(out: Path, name: str) -> None:
    """An id that follows from the name of the folder."""
    old = json.loads((out / name / "snapshot.json").read_text(encoding="utf-8"))["id"]
    for path in out.glob("*/snapshot.json"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, str(uuid.uuid5(uuid.NAMESPACE_OID, name))), encoding="utf-8")


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "drizzle")
