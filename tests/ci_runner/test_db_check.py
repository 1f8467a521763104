"""Whether the migrations run, told without the platform; what the base has too is never a new failure."""

import pytest

from ci_runner.steps.db_check import replayed
from tests.hooks.chains import DRIZZLE, Link, chain, project

A, B, C = Link("0000_a", "CREATE TABLE a (b text);"), Link("0001_b", "ALTER TABLE a ADD c text;"), Link("0002_c", "ALTER TABLE a ADD d text;")
BROKEN = Link("0001_b", "ALTER TABLE z ADD c text;")
NO_B = {f"{DRIZZLE}/0001_b.sql": None}
HISTORY = "the base's migrations do not build a database; what is new runs behind its snapshot: 0 migrations"


@pytest.mark.parametrize(
    ("files", "tip", "ends"),
    [
        pytest.param(chain(), None, "passed ok: no migrations yet", id="none"),
        pytest.param(chain(A, B), chain(A), "passed ok: 2 migrations build a fresh database", id="all run"),
        pytest.param(
            chain(A, BROKEN),
            chain(A),
            "failed failing-migration: drizzle/0001_b.sql does not run on a fresh database: no such table: z",
            id="a new one does not",
        ),
        pytest.param(chain(A, B, **NO_B), chain(A), 'failed failing-migration: the file of "0001_b" is missing', id="a new one has no file"),
        pytest.param(chain(A, BROKEN), chain(A, BROKEN), f"passed ok: {HISTORY}", id="one of the base does not"),
        pytest.param(chain(A, B, **NO_B), chain(A, B, **NO_B), f"passed ok: {HISTORY}", id="one of the base has no file"),
        pytest.param(
            chain(A, BROKEN, C),
            chain(A, BROKEN),
            "failed undetermined: whether drizzle/0002_c.sql runs cannot be told: the migrations before it do not, and there is no snapshot of them",
            id="a new one behind one of the base that does not",
        ),
        pytest.param(
            chain(A, **{f"{DRIZZLE}/meta/_journal.json": "{"}),
            chain(A),
            "failed undetermined: drizzle/meta/_journal.json:1:2: not valid JSON: expecting property name enclosed in double quotes",
            id="a journal that cannot be read",
        ),
    ],
)
def test_what_the_replay_comes_to(files: dict[str, bytes], tip: dict[str, bytes] | None, ends: str) -> None:
    found = replayed(project(files, tip=tip))
    assert f"{found.outcome.value} {found.reason}: {found.sentence}" == ends
