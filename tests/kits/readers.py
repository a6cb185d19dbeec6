"""Stories that were assessed and described, for tests of what is recommended."""

from collections.abc import Callable
from typing import Any


def teller(person: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``tell("Bees", tags=("bees",), tier=Tier.BOOST, by=author)``, which publishes a story."""
    from copydesk.newsroom import clock
    from copydesk.newsroom.models import Revision, Story, StoryState, Tier
    from copydesk.newsroom.writing import set_tags
    from copydesk.readers.describing import describe_story

    count = iter(range(10_000))

    def tell(title: str, *, tags: tuple[str, ...] = (), tier: Any = Tier.BOOST, by: Any = None, **fields: Any) -> Any:
        author = by or person(f"writer{next(count)}")
        text = fields.pop("content", f"{title}. " * 5)
        made = Story.objects.create(
            author=author, state=StoryState.PUBLISHED, slug="s", ruled_tier=tier, published=clock.now(), **fields
        )
        live = Revision.objects.create(story=made, number=1, content_hash=f"h{made.pk}", title=title, content=text)
        made.live = made.draft = live
        made.save()
        set_tags(made, list(tags))
        describe_story(made)
        return made

    return tell
