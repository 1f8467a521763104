"""The baseline: the results that a project had when it adopted the tool, each by its fingerprint. One a line, so that merges are easy."""

from collections.abc import Iterable
from typing import Any

from hooks.errors import ConfigError, NoVerdict
from hooks.finding import Location
from hooks.trees.tree import Tree

FORMAT_VERSION = 1


class Baseline:
    """The `entries` of the judged tree. In a proposal `agreed` are those of the base: any other entry holds only for what the base has too."""

    def __init__(self, entries: frozenset[str] = frozenset(), agreed: frozenset[str] | None = None) -> None:
        self.entries = entries
        self.agreed = agreed

    def is_only_proposed(self, fingerprint: str) -> bool:
        """Whether the change itself has entered it, so that only the base can tell if it is old."""
        return self.agreed is not None and fingerprint in self.entries and fingerprint not in self.agreed

    def holds(self, fingerprint: str, *, in_base: bool) -> bool:
        """Whether it lets that result stand."""
        return fingerprint in self.entries and (in_base or not self.is_only_proposed(fingerprint))


def read(tree: Tree, path: str) -> frozenset[str]:
    """The fingerprints in the file; none where there is no file. Raises ConfigError, at the line that may not stand."""
    if not tree.has(path):
        return frozenset()
    import json

    try:
        return _entries(json.loads(tree.read(path)), path)
    except json.JSONDecodeError as error:
        raise ConfigError(f"not valid JSON: {error.msg} (`edgespark-ci baseline` writes it anew)", Location(path, error.lineno, error.colno)) from error
    except NoVerdict as reason:
        raise ConfigError(reason.message, reason.location) from reason
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"not readable as JSON: {error}", Location(path)) from error


def _entries(value: Any, path: str) -> frozenset[str]:
    version = value.get("version") if isinstance(value, dict) else None
    if version != FORMAT_VERSION:
        raise ConfigError(f'"version" must be {FORMAT_VERSION}, not {version} (`edgespark-ci baseline` writes the file anew)', Location(path))
    entries = value.get("entries")
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise ConfigError('"entries" must be a list of fingerprints (`edgespark-ci baseline` writes the file anew)', Location(path))
    return frozenset(entries)


def rendered(fingerprints: Iterable[str]) -> str:
    """The file's text: no date and no order but that of the alphabet, so that the same results give the same bytes."""
    import json

    return json.dumps({"version": FORMAT_VERSION, "entries": sorted(set(fingerprints))}, indent=1, ensure_ascii=False) + "\n"
