"""The example is what it says: its migrations come from drizzle-kit, and its code compiles."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guestbook import EXAMPLE, ROOT, Guestbook


def _files(directory: Path) -> dict[str, bytes]:
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


def _compiled(guestbook: Guestbook, node_modules: Path) -> "subprocess.CompletedProcess[str]":
    server = guestbook.path / "server"
    (server / "node_modules").symlink_to(node_modules)
    command = ["node", str(node_modules / "typescript/bin/tsc"), "--noEmit"]
    return subprocess.run(command, cwd=server, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.node
def test_its_migrations_are_what_drizzle_kit_generates(guestbook: Guestbook) -> None:
    guestbook.delete("server/drizzle")

    subprocess.run([sys.executable, str(ROOT / "examples/generate_migrations.py"), str(guestbook.path)], check=True, timeout=240)

    assert _files(guestbook.path / "server/drizzle") == _files(EXAMPLE / "server/drizzle")


@pytest.mark.node
def test_its_server_compiles(guestbook: Guestbook, node_modules: Path) -> None:
    compiled = _compiled(guestbook, node_modules)

    assert (compiled.stdout, compiled.returncode) == ("", 0)


@pytest.mark.node
def test_the_compiler_notices_a_wrong_key(guestbook: Guestbook, node_modules: Path) -> None:
    guestbook.replace("server/src/index.ts", 'secret.get("MODERATION_WEBHOOK_URL")', 'secret.get("MODERATION_WEBHOOK")')

    compiled = _compiled(guestbook, node_modules)

    assert "MODERATION_WEBHOOK" in compiled.stdout
    assert compiled.returncode != 0


def test_its_checksum_is_that_of_its_types() -> None:
    generated = EXAMPLE / "server/src/__generated__"
    kept = json.loads((generated / ".checksums.json").read_text(encoding="utf-8"))
    assert kept == {"server_types": "sha256-" + hashlib.sha256((generated / "server-types.d.ts").read_bytes()).hexdigest()}
