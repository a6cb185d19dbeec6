"""Weighs one story."""

from copydesk.detectors.conduct.passages import disguise, read
from copydesk.evidence import Harm
from copydesk.story import Story

__all__ = ["VERSION", "weigh"]

NAME, VERSION = "harm", "1"


def weigh(story: Story) -> Harm:
    """Return the signals of one story."""
    trick = disguise(read(story), NAME, VERSION)
    return Harm(signals=(trick,) if trick else ())
