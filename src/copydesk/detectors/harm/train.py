"""Fits wording and weights from ``corpus/`` and ordinary texts: ``python -m …harm.train TEXTS``."""

from copydesk.detectors.conduct.passages import read
from copydesk.detectors.conduct.training import Recipe, main
from copydesk.detectors.harm.weigh import VERSION, rows
from copydesk.detectors.harm.windows import windows
from copydesk.story import Story

__all__ = ["PACKAGE", "RECIPE"]

PACKAGE = "copydesk.detectors.harm"


def _split(story: Story) -> list[list[str]]:
    return [window.tokens() for window in windows(read(story))]


BESIDES = "copydesk.detectors.promotion"
"""Its stories sell and urge, too, but harm nobody: they are no harm, whatever they are to that detector."""

RECIPE = Recipe(PACKAGE, _split, rows, {"wording": 1}, bearable=0.25, besides=BESIDES)


if __name__ == "__main__":
    main(RECIPE, VERSION)
