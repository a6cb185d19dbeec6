"""Weighs one story."""

from copydesk.detectors.conduct.passages import disguise, read
from copydesk.evidence import Promotion
from copydesk.story import Story

__all__ = ["VERSION", "weigh"]

NAME, VERSION = "promotion", "1"


def weigh(story: Story) -> Promotion:
    """Return the signals of one story."""
    trick = disguise(read(story), NAME, VERSION)
    return Promotion(signals=(trick,) if trick else ())
