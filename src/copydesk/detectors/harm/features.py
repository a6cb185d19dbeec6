"""Numbers of one window that the model weighs: what it names, to whom it speaks, and what speaks for reporting."""

from collections.abc import Mapping
from math import log1p

from copydesk.detectors.harm.lexicon import END, SIGN
from copydesk.detectors.harm.windows import Sentence, Window

__all__ = ["NAMES", "features"]

_STANCE = ("target", "teaches", "sells", "evades", "price", "urges")
_DISTANCE = {
    "rate_reports": ("reports", "tells"),
    "rate_defends": ("defends",),
    "rate_own": ("own",),
    "rate_narrates": ("narrates",),
}
_MOST = 12.0
_FOR = ("ends", "signs", "groups", "pointed", "contact", "reader", *_STANCE, "stances")
NAMES = dict.fromkeys(_FOR, 1) | dict.fromkeys(_DISTANCE, -1)
"""The features, with the sign that a weight may have."""


def features(window: Window, contacts: int) -> Mapping[str, float]:
    """Return the features of a window; a window without harmful end or sign of dishonesty has none.

    ``contacts`` counts the story's links to channels where one orders such things; that it has links says nothing.
    """
    ends = _count(window, END)
    groups = {label for label in window.counts if label.startswith(SIGN)}
    if not ends and not groups:
        return {}
    found = {
        "ends": log1p(ends),
        "signs": log1p(_count(window, SIGN)),
        "groups": len(groups) / 4,
        "pointed": log1p(sum(_pointed(sentence) for sentence in window.sentences)),
        "contact": min(1.0, contacts),
        "reader": _rate(window, ("reader",)) / 4,
        "stances": sum(window.counts[name] > 0 for name in _STANCE) / len(_STANCE),
    }
    found |= {name: log1p(window.counts[name]) for name in _STANCE}
    return found | {name: _rate(window, labels) / 2 for name, labels in _DISTANCE.items()}


def _count(window: Window, group: str) -> int:
    return sum(count for label, count in window.counts.items() if label.startswith(group))


def _rate(window: Window, labels: tuple[str, ...]) -> float:
    return min(_MOST, 100 * sum(window.counts[label] for label in labels) / window.words)


def _pointed(sentence: Sentence) -> bool:
    """Tell whether a sentence with an end or a sign speaks to a doer, and of nobody else."""
    spoken = sentence.has("reader", *_STANCE) and not sentence.has("reports", "defends", "tells", "narrates")
    return spoken and sentence.has(END, SIGN)
