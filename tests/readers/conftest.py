"""Stories and readers for tests of the feed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _fresh_pool() -> Iterator[None]:
    """Every test starts without a pool."""
    from copydesk.readers import pool

    pool.forget()
    yield
    pool.forget()


@pytest.fixture
def story(person: Callable[..., Any]) -> Callable[..., Any]:
    """Publish a story that was assessed: ``story("Bees", tags=["bees"], tier=Tier.BOOST, by=author)``."""
    from copydesk.newsroom import clock
    from copydesk.newsroom.models import Revision, Story, StoryState, Tier
    from copydesk.newsroom.writing import set_tags
    from copydesk.readers.describing import describe_story

    count = iter(range(10_000))

    def make(title: str, *, tags: tuple[str, ...] = (), tier: Any = Tier.BOOST, by: Any = None, **fields: Any) -> Any:
        author = by or person(f"writer{next(count)}")
        made = Story.objects.create(
            author=author, state=StoryState.PUBLISHED, slug="s", ruled_tier=tier, published=clock.now(), **fields
        )
        live = Revision.objects.create(story=made, number=1, content_hash=f"h{made.pk}", title=title, content=title * 5)
        made.live = made.draft = live
        made.save()
        set_tags(made, list(tags))
        describe_story(made)
        return made

    return make
