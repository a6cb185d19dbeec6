"""A desk with a decision to tell of."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kits import desk as kit

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_models(settings: Any) -> Iterator[None]:
    """Ask no detector that has a model to load."""
    with kit.detectors_left_out(settings):
        yield


@pytest.fixture
def desk(db: None) -> kit.Desk:
    """The desk on a Monday morning."""
    return kit.Desk(MONDAY)


@pytest.fixture
def readers(db: None) -> list[Any]:
    """Three reviewers."""
    return kit.reviewers(3)


@pytest.fixture
def sold(db: None) -> Any:
    """A story behind the paywall."""
    return kit.story(kit.account("author", partner=True), paywalled=True)


@pytest.fixture
def decision(desk: kit.Desk, sold: Any, readers: list[Any]) -> Any:
    """A decision that the story was generated."""
    return desk.confirm(kit.open_case(sold, desk.now), *readers[:2])
