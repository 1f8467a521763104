"""Whatever the order in which jobs come to their turn: never older over newer, nothing twice, and the newest commit at the end."""

from collections.abc import Iterator

import pytest

from tests.ci_runner.interleaving import World, broken, played, world


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One history, which every interleaving goes on with."""
    with world(tmp_path_factory.mktemp("interleavings")) as made:
        yield made


@pytest.mark.parametrize("seed", range(20))
def test_an_interleaving_keeps_what_was_promised(there: World, seed: int) -> None:
    played(there, seed)
    assert broken(there) == [], there.ends
