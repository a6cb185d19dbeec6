"""The distribution ceiling: a story is recommended no further than this."""

from copydesk.desk.models import Sanction
from copydesk.desk.sanctions import layers
from copydesk.newsroom.distribution import restrict
from copydesk.newsroom.models import Story, Tier

__all__ = ["apply", "undo"]


def apply(sanction: Sanction) -> None:
    """Lower the story's ceiling to the sanction's tier, unless it is lower already."""
    story = layers.locked_story(sanction)
    sanction.base = layers.beneath(sanction, story.ceiling)
    _set(story, sanction, with_it=True)


def undo(sanction: Sanction) -> None:
    """Raise the ceiling to what the story's other sanctions leave."""
    _set(layers.locked_story(sanction), sanction, with_it=False)


def _set(story: Story, sanction: Sanction, *, with_it: bool) -> None:
    tier = layers.left(sanction, int, with_it=with_it, base=sanction.base)
    restrict(story, ceiling=Tier(int(str(tier))))
