"""Off the paywall: the story is free to read."""

from copydesk.desk.models import Sanction
from copydesk.desk.sanctions import layers
from copydesk.newsroom.distribution import restrict
from copydesk.newsroom.models import Story

__all__ = ["apply", "undo"]


def apply(sanction: Sanction) -> None:
    """Take the story off the paywall; what its author wished stays noted."""
    story = layers.locked_story(sanction)
    sanction.base = layers.beneath(sanction, story.off_paywall)
    _set(story, sanction, with_it=True)


def undo(sanction: Sanction) -> None:
    """Let the story stand behind the paywall again, unless another sanction forbids it."""
    _set(layers.locked_story(sanction), sanction, with_it=False)


def _set(story: Story, sanction: Sanction, *, with_it: bool) -> None:
    restrict(story, off_paywall=bool(layers.left(sanction, bool, with_it=with_it, base=sanction.base)))
