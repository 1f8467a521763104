"""A healthy chain, damaged in every way that editors, merges and file systems know: a verdict each time, and never "clean" where drizzle or D1 would stop."""

# ruff: noqa: S311 - the same examples on every machine, and no secret

import copy
import json
import random
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from hooks import engine
from hooks.finding import Diagnostic, Finding, Report
from hooks.policy import selection
from hooks.policy.config import Policy
from hooks.sources.sql_text import BREAKPOINT
from tests.guestbook import EXAMPLE
from tests.hooks.chains import project

Files = dict[str, bytes]

_KEPT = ("edgespark.toml", "server/drizzle/", "server/src/defs/", "server/src/__generated__/sys_schema.ts")
HEALTHY: Files = {
    path: file.read_bytes() for file in sorted(EXAMPLE.rglob("*")) if file.is_file() and (path := file.relative_to(EXAMPLE).as_posix()).startswith(_KEPT)
}
DRIZZLE = "server/drizzle"
JOURNAL = f"{DRIZZLE}/meta/_journal.json"
RULES = selection.chosen(("migrations", "schema"), ())
ROUNDS = 72
LONGEST_MESSAGE = 500
_GONE = object()
_WRONG: tuple[Any, ...] = (_GONE, None, True, -1, 10**30, 10**400, 1.5, "", "x", "\ud800", "../../etc/passwd", [], {}, [1], {"a": 1}, "0001_add_reactions")


def judged(files: Files) -> Report:
    return engine.run(RULES, [project(files)], Policy())


def stops(files: Files) -> bool:
    """Whether a plain reader and SQLite itself stop somewhere: at the journal, at a file, at a statement, at a snapshot."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.executescript("PRAGMA foreign_keys=ON; CREATE TABLE es_system__auth_user (id text PRIMARY KEY NOT NULL);")
    try:
        for entry in json.loads(files[JOURNAL].decode())["entries"]:
            for chunk in files[f"{DRIZZLE}/{entry['tag']}.sql"].decode().lstrip("\ufeff").split(BREAKPOINT):
                database.executescript(chunk)
        for path in files:
            if path.endswith("_snapshot.json"):
                json.loads(files[path].decode())
    except (ValueError, TypeError, LookupError, sqlite3.Error, sqlite3.Warning):
        return True
    finally:
        database.close()
    return False


def assert_told(name: str, files: Files) -> None:
    report = judged(files)
    results: list[Finding | Diagnostic] = [*report.findings, *report.diagnostics]
    for result in results:
        assert result.message, name
        assert "\n" not in result.message, name
        assert len(result.message.encode()) < LONGEST_MESSAGE, (name, result.message)
    assert report.exit_code or not stops(files), name


def test_the_healthy_one_is_clean() -> None:
    assert judged(HEALTHY).findings == ()
    assert judged(HEALTHY).exit_code == 0
    assert not stops(HEALTHY)


def damaged(content: bytes, how: str, chance: random.Random) -> bytes:
    """The content of one file, damaged at a place that chance picks."""
    place = chance.randrange(len(content) + 1)
    lines = content.split(b"\n")
    line = chance.randrange(len(lines))
    return {
        "empty": b"",
        "cut off": content[:place],
        "with a byte order mark": b"\xef\xbb\xbf" + content,
        "with CRLF": content.replace(b"\n", b"\r\n"),
        "with CR": content.replace(b"\n", b"\r"),
        "in Latin-1": content[:place] + b"\xe9" + content[place:],
        "in UTF-16": content.decode().encode("utf-16"),
        "with a null character": content[:place] + b"\0" + content[place:],
        "with another byte": content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :],
        "in conflict": b"\n".join([*lines[:line], b"<<<<<<< HEAD", lines[line], b"=======", b">>>>>>> other", *lines[line + 1 :]]),
        "without a line": b"\n".join(lines[:line] + lines[line + 1 :]),
        "twice": content + content,
    }[how]


_WAYS = ("empty", "cut off", "with a byte order mark", "with CRLF", "with CR", "in Latin-1", "in UTF-16", "with a null character", "with another byte",
         "in conflict", "without a line", "twice")  # fmt: skip


@pytest.mark.parametrize("how", [*_WAYS, "gone", "under another name", "exchanged"])
def test_files(how: str) -> None:
    chance = random.Random(how)
    mine = [path for path in HEALTHY if path.startswith(f"{DRIZZLE}/")]
    for _round in range(ROUNDS // len(_WAYS)):
        path, other = chance.sample(mine, 2)
        files = dict(HEALTHY)
        if how == "exchanged":
            files[path], files[other] = files[other], files[path]
        elif how == "under another name":
            files[chance.choice([f"{DRIZZLE}/0003_more.sql", f"{DRIZZLE}/meta/0003_snapshot.json", f"{path} 2"])] = files.pop(path)
        elif how == "gone":
            del files[path]
        else:
            files[path] = damaged(files[path], how, chance)
        assert_told(f"{how}: {path}, {other}", files)


def test_entries_of_the_journal() -> None:
    chance = random.Random(1)
    for _round in range(ROUNDS):
        journal = json.loads(HEALTHY[JOURNAL])
        entries = journal["entries"]
        one, other = chance.choices(range(len(entries)), k=2)
        match chance.randrange(5):
            case 0:
                del entries[one]
            case 1:
                entries.insert(one, dict(entries[other]))
            case 2:
                entries[one], entries[other] = entries[other], entries[one]
            case 3:
                entries[one]["idx"] = chance.choice([-1, 0, 1, 2, 3, 99])
            case _:
                entries[one]["tag"] = chance.choice([entries[other]["tag"], "0009_none"])
        assert_told(json.dumps(journal), HEALTHY | {JOURNAL: json.dumps(journal, indent=2).encode()})


def places(value: Any, *way: str | int) -> Iterator[tuple[str | int, ...]]:
    """The way to every part of a JSON value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*way, key)
        yield from places(part, *way, key)


def replaced(value: Any, way: tuple[str | int, ...], new: Any) -> Any:
    value = at = copy.deepcopy(value)
    for key in way[:-1]:
        at = at[key]
    if new is _GONE:
        del at[way[-1]]
    else:
        at[way[-1]] = new
    return value


@pytest.mark.parametrize("path", [path for path in HEALTHY if path.endswith(".json")])
def test_another_type_anywhere(path: str) -> None:
    chance = random.Random(path)
    value = json.loads(HEALTHY[path])
    ways = list(places(value))
    for way in chance.sample(ways, min(len(ways), ROUNDS // 2)):
        new = chance.choice(_WRONG)
        assert_told(f"{path}: {way} is {new!a:.40}", HEALTHY | {path: json.dumps(replaced(value, way, new), indent=2).encode()})
