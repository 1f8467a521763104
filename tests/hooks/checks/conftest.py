"""What several tests of rules start from."""

import pytest

from tests.hooks.branches import Branches


@pytest.fixture(scope="session")
def branches(tmp_path_factory: pytest.TempPathFactory) -> Branches:
    """Made once: drizzle-kit takes its time."""
    return Branches(tmp_path_factory.mktemp("branches"))
