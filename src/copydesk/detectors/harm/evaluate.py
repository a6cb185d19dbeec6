"""Measures the detector on a labelled file."""

from pathlib import Path

from copydesk.detectors.conduct.labelled import Figures, load, measure
from copydesk.detectors.harm.weigh import weigh

__all__ = ["evaluate"]


def evaluate(path: Path) -> Figures:
    """Return recall at the operating point and the shares of others flagged, with 95 % intervals.

    ``path`` is a file of JSON lines or of templates; see ``conduct.labelled.load``.

    Raises:
        ValueError: a line is no labelled story, or there is none at all.
    """
    figures = measure(load(path), lambda story: weigh(story).score)
    if not figures.recall.total + figures.hard.total + figures.ordinary.total:
        raise ValueError("no story with a known label (yes, no, ordinary, human)")
    return figures
