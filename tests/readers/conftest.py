"""Stories and readers for tests of the feed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kits import readers


@pytest.fixture(autouse=True)
def _fresh_pool() -> Iterator[None]:
    """Every test starts without a pool and with the levers as they are stored."""
    from copydesk.readers import levers, pool

    pool.forget()
    levers.forget()
    yield
    pool.forget()
    levers.forget()


@pytest.fixture
def story(person: Callable[..., Any]) -> Callable[..., Any]:
    """Publish a story that was assessed: ``story("Bees", tags=("bees",), tier=Tier.BOOST, by=author)``."""
    return readers.teller(person)
