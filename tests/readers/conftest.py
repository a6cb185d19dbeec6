"""Stories and readers for tests of the feed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kits import readers


@pytest.fixture(autouse=True)
def _fresh_pool() -> Iterator[None]:
    """Every test starts without a pool."""
    from copydesk.readers import pool

    pool.forget()
    yield
    pool.forget()


@pytest.fixture
def story(person: Callable[..., Any]) -> Callable[..., Any]:
    """Publish a story that was assessed: ``story("Bees", tags=("bees",), tier=Tier.BOOST, by=author)``."""
    return readers.teller(person)
