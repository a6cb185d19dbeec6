"""Numbers of one window that the model weighs: what it names, to whom it speaks, and what speaks for reporting."""

from collections.abc import Mapping
from math import log1p

from copydesk.detectors.harm.lexicon import END
from copydesk.detectors.harm.windows import Sentence, Window

__all__ = ["NAMES", "features"]

_STANCE = ("reader", "target", "teaches", "sells", "evades")
_DISTANCE = {"rate_reports": ("reports", "tells"), "rate_defends": ("defends",), "rate_own": ("own",)}
_MOST = 8.0
NAMES = (
    "ends", "pointed", "contact", *_STANCE, *_DISTANCE, "stances",
)  # fmt: skip


def features(window: Window, contacts: int) -> Mapping[str, float]:
    """Return the features of a window; ``contacts`` counts the story's links to channels where one orders such things.

    A window that names no harmful end has none, unless it offers something by AI that is done to people unnoticed: the
    words for ends can't know every one.
    """
    ends = sum(count for label, count in window.counts.items() if label.startswith(END))
    if not ends and not _unnamed(window):
        return {}
    named = [sentence for sentence in window.sentences if sentence.has(END)]
    found = {
        "ends": log1p(ends),
        "pointed": log1p(sum(_pointed(sentence) for sentence in named)),
        "contact": min(1.0, contacts),
        "stances": sum(window.counts[name] > 0 for name in _STANCE) / len(_STANCE),
    }
    found |= {name: log1p(window.counts[name]) for name in _STANCE}
    return found | {name: _rate(window, labels) for name, labels in _DISTANCE.items()}


def _rate(window: Window, labels: tuple[str, ...]) -> float:
    return min(_MOST, 100 * sum(window.counts[label] for label in labels) / window.words)


def _unnamed(window: Window) -> bool:
    return all(window.counts[name] for name in ("ai", "evades", "sells", "target"))


def _pointed(sentence: Sentence) -> bool:
    """Tell whether a sentence that names an end speaks to a doer, and of nobody else."""
    return sentence.has(*_STANCE) and not sentence.has("reports", "defends", "tells")
