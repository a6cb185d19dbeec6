"""Numbers of one story that the model weighs: what it links to, how it is built, and what was seen first-hand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log1p

from copydesk.detectors.conduct.lexicon import Hit
from copydesk.detectors.conduct.passages import Passage, Reading
from copydesk.detectors.promotion.lexicon import lexicon
from copydesk.detectors.promotion.links import Paid
from copydesk.detectors.promotion.repetition import Stuffing
from copydesk.story import Span

__all__ = ["NAMES", "Found", "features", "find"]

_FOR = ("paid", "paid_rate", "early", "many", "template", "puff", "call", "stuffing", "wording")
_AGAINST = ("hand", "candid", "exact", "disclosed")
NAMES = dict.fromkeys(_FOR, 1) | dict.fromkeys(_AGAINST, -1)
"""The features, with the sign that a weight may have."""

_DAMPING = 60
_EARLY = 0.3
_MOST = 8.0


@dataclass(frozen=True)
class Found:
    """The phrases of a story by class, with their places."""

    hits: Mapping[str, Sequence[tuple[Passage, Hit]]]
    words: int

    def rate(self, label: str) -> float:
        """Return phrases of a class in 100 words, damped in short stories and capped."""
        return min(_MOST, 100 * len(self.hits.get(label, ())) / (self.words + _DAMPING))

    def kinds(self, label: str) -> int:
        """Return how many different phrases of a class there are."""
        return len({tuple(p.tokens[hit.first : hit.last]) for p, hit in self.hits.get(label, ())})

    def spans(self, label: str) -> tuple[Span, ...]:
        """Return where the phrases of a class stand in the story's text."""
        spans = (passage.span(hit.first, hit.last) for passage, hit in self.hits.get(label, ()))
        return tuple(span for span in spans if span is not None)


def find(reading: Reading) -> Found:
    """Find the phrases of all classes."""
    hits: dict[str, list[tuple[Passage, Hit]]] = {}
    tagger = lexicon()
    for passage in reading.passages:
        for hit in tagger.hits(passage.tokens):
            hits.setdefault(hit.label, []).append((passage, hit))
    return Found(hits, reading.words)


def features(found: Found, paid: Sequence[Paid], stuffed: Stuffing, length: int, wording: float) -> Mapping[str, float]:
    """Return the features; ``length`` is that of the story's text in code points, ``wording`` its mean score."""
    weight = sum(one.weight for one in paid)
    merchants = Counter(one.merchant for one in paid)
    return {
        "paid": log1p(weight),
        "paid_rate": min(_MOST, 100 * weight / (found.words + _DAMPING)),
        "early": float(bool(paid) and min(one.span.start for one in paid) <= _EARLY * length),
        "many": log1p(max(0, len(merchants) - 1)),
        "template": log1p(found.kinds("template")) - log1p(found.words / 250),
        "puff": found.rate("puff"),
        "call": found.rate("call"),
        "stuffing": stuffed.excess,
        "wording": wording,
        "hand": found.rate("hand"),
        "candid": found.rate("candid"),
        "exact": found.rate("exact"),
        "disclosed": float(bool(found.hits.get("disclosed"))) * min(1.0, found.rate("hand")),
    }
