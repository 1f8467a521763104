"""What `project show` lets one conclude about a deploy whose end nobody saw. Pure.

Nobody outside has seen the real command's output: there only a name that it shows proves something. The sandbox's `commit: X` and
`deployment_id: Y` name what is live, so that they can also say that the deploy had no effect.
"""

import re
from enum import Enum

_FIELD = re.compile(r"^(commit|deployment_id):[ \t]*(\S+)[ \t]*$", re.MULTILINE)
# An id that is listed as one that never went live proves nothing.
_NOT_LIVE = re.compile(r"fail|error|prepar|pending|upload|progress|queue|building|cancel|supersed|inactive|previous", re.IGNORECASE)
# As many characters of an id as 0.0.9 prints; fewer could be met by chance.
_ID_CHARACTERS = 8


class Sight(Enum):
    """What is live, compared with what was deployed."""

    OURS = "ours"
    ANOTHER = "another"
    UNTOLD = "untold"


def sight(text: str, commit: str, deployment: str) -> Sight:
    """Whether `text` shows the full `commit`, or the `deployment` whose first characters are known, as what is live; either may be empty."""
    known = deployment if len(deployment) >= _ID_CHARACTERS else ""
    if not (commit or known):
        return Sight.UNTOLD
    fields = dict(_FIELD.findall(text))
    if fields.keys() == {"commit", "deployment_id"}:
        ours = fields["deployment_id"].startswith(known) if known else fields["commit"] == commit
        return Sight.OURS if ours else Sight.ANOTHER
    return Sight.OURS if any(_names(line, name) for line in text.splitlines() for name in (commit, known) if name) else Sight.UNTOLD


def _names(line: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}", line) is not None and not _NOT_LIVE.search(line)
