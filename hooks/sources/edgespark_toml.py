"""`edgespark.toml`: which project this is and where its parts lie.

Source: the platform's documentation; `[app.server]` and `[project] id` are an older layout that public projects still use.
"""

import re
from typing import Any, NamedTuple

from hooks.errors import NoVerdict
from hooks.finding import Location

_PLACEHOLDERS = ("REPLACE", "YOUR_", "<")
_PLAIN_LINE = re.compile(
    r'[ \t]*(?:\[(?P<table>[A-Za-z0-9_-]+)\]|(?P<key>[A-Za-z0-9_-]+)[ \t]*=[ \t]*"(?P<text>[^"\\\x00-\x1f\x7f]*)")?[ \t]*(?:#[^\x00-\x08\x0a-\x1f\x7f]*)?'
)


class EdgesparkToml(NamedTuple):
    """What `edgespark.toml` says; absent values are None. Paths are relative to the project's root."""

    path: str
    project_id: str | None
    server_path: str
    web_path: str | None
    web_output_path: str | None
    migration_branch: str | None

    @property
    def names_a_project(self) -> bool:
        """Whether there is an id and not the placeholder of a template, such as `REPLACED_ON_INIT` or `<your id>`."""
        return bool(self.project_id) and not str(self.project_id).upper().startswith(_PLACEHOLDERS)


def read(path: str, content: bytes) -> EdgesparkToml:
    """Read the file. Raises NoVerdict at the place of a syntax error, and for a value of the wrong type."""
    data = _parsed(path, content)
    server = _table(data, "server") or _table(_table(data, "app"), "server")
    web = _table(data, "web") or _table(_table(data, "app"), "web")
    return EdgesparkToml(
        path,
        _text(path, data, "project_id") or _text(path, _table(data, "project"), "id"),
        _text(path, server, "path") or ".",
        _text(path, web, "path"),
        _text(path, web, "output_path"),
        _text(path, _table(data, "db"), "migration_branch"),
    )


def plain(text: str) -> dict[str, Any] | None:
    """What a file says that has nothing but tables and plain strings, as nearly all have; None for any other.

    Those are left to tomllib, which takes 3 ms to load while a commit waits.
    """
    data: dict[str, Any] = {}
    table = data
    for line in text.replace("\r\n", "\n").split("\n"):
        found = _PLAIN_LINE.fullmatch(line)
        name = found and (found["table"] or found["key"])
        if found is None or name in (data if found["table"] else table):
            return None
        if found["table"]:
            table = data[found["table"]] = {}
        elif found["key"]:
            table[found["key"]] = found["text"]
    return data


def place_of(word: str, path: str, content: bytes) -> Location:
    """Where `word` stands in the file, or the start of the file: TOML's parser keeps no places."""
    for number, line in enumerate(content.decode("utf-8-sig", "replace").splitlines(), 1):
        if word in line.partition("#")[0]:
            column = line.index(word) + 1
            return Location(path, number, column, number, column + len(word))
    return Location(path)


def _parsed(path: str, content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoVerdict("invalid UTF-8", Location(path, content[: error.start].count(b"\n") + 1)) from error
    data = plain(text)
    return _by_tomllib(path, text) if data is None else data


def _by_tomllib(path: str, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NoVerdict(f"not valid TOML: {_what(error)}", _place(path, str(error))) from error


def _what(error: Exception) -> str:
    return str(error).split(" (at ")[0].lower() if str(error) else "nested too deeply"


def _place(path: str, message: str) -> Location:
    """Python 3.11's TOMLDecodeError tells its place only in words: `... (at line 3, column 7)`."""
    digits = [int(word.strip(",)")) for word in message.rpartition(" (at ")[2].split() if word.strip(",)").isdigit()]
    return Location(path, *digits[:2]) if len(digits) > 1 else Location(path)


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _text(path: str, table: dict[str, Any], key: str) -> str | None:
    value = table.get(key)
    if value is None or isinstance(value, str):
        return value
    raise NoVerdict(f'"{key}" must be a string', Location(path))
