"""Fits wording and weights from ``corpus/`` and ordinary texts: ``python -m …promotion.train TEXTS``."""

from math import log1p

from copydesk.detectors.conduct.passages import read
from copydesk.detectors.conduct.training import Recipe, main
from copydesk.detectors.conduct.wording import chunks
from copydesk.detectors.promotion.features import NAMES
from copydesk.detectors.promotion.weigh import VERSION, rows
from copydesk.story import Story

__all__ = ["PACKAGE", "PLAIN", "RECIPE"]

PACKAGE = "copydesk.detectors.promotion"
_LONG = 700
_USUAL = -2.05
"""The wording of an ordinary story that 49 in 50 stay under."""

PLAIN = tuple(
    {"template": log1p(kinds) - log1p(words / 250), "puff": puff, "hand": hand, "stuffing": 0.2, "wording": _USUAL}
    for words, kinds in ((150, 0), (700, 2), (2_000, 6))
    for puff in (0.0, 1.0)
    for hand in (0.0, 2.0)
) + tuple(
    {
        "paid": log1p(links),
        "paid_rate": 100 * links / (words + 60),
        "early": 1.0,
        "hand": hand,
        "template": template,
        "wording": _USUAL,
    }
    for words, template in ((250, -0.7), (700, -0.6), (700, 0.0), (2_000, -0.8))
    for links in ((1, 2) if words < _LONG else (1, 2, 4))
    for hand in (0.0, 2.0)
)
"""Impersonal writing: notices, documentation, news without paid links, and posts with a few of them."""


def _split(story: Story) -> list[list[str]]:
    return chunks(passage.tokens for passage in read(story).passages)


BESIDES = "copydesk.detectors.harm"
"""Its stories, those that offer harm included, are not made to rank."""

SMOOTH = frozenset({"fourth"})
"""Half of its stories hide what they sell: wording that has not seen them finds them ordinary; links would decide."""

RECIPE = Recipe(PACKAGE, _split, rows, NAMES, bearable=0.05, plain=PLAIN, besides=BESIDES, worded=SMOOTH)


if __name__ == "__main__":
    main(RECIPE, VERSION)
