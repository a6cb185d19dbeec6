"""A desk with an author, a paywalled story and three reviewers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kits import desk as kit

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_models(request: pytest.FixtureRequest, settings: Any) -> Iterator[None]:
    """Ask no detector that has a model to load: evidence is of our choosing, but where a module wants the real ones."""
    if getattr(request.module, "REAL_DETECTORS", False):
        yield
        return
    with kit.detectors_left_out(settings):
        yield


@pytest.fixture
def desk(db: None) -> kit.Desk:
    """The desk on a Monday morning."""
    return kit.Desk(MONDAY)


@pytest.fixture
def author(db: None) -> Any:
    """A writer in the partner programme."""
    return kit.account("author", partner=True)


@pytest.fixture
def readers(db: None) -> list[Any]:
    """Three reviewers."""
    return kit.reviewers(3)


@pytest.fixture
def senior(db: None) -> Any:
    """A senior reviewer."""
    return kit.account("senior", "reviewer", "senior-reviewer")


@pytest.fixture
def sold(author: Any) -> Any:
    """A story behind the paywall."""
    return kit.story(author, paywalled=True)


@pytest.fixture
def free(author: Any) -> Any:
    """A story that is free to read."""
    return kit.story(author)
