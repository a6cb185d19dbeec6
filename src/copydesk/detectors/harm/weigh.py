"""Weighs one story: does it promote or teach AI for illegal or unethical ends, or speak of those who do?"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice

from copydesk.detectors.conduct.logistic import Model, load
from copydesk.detectors.conduct.passages import disguise, read
from copydesk.detectors.conduct.wording import Wording
from copydesk.detectors.conduct.wording import load as load_wording
from copydesk.detectors.harm.lexicon import END, SIGN, says
from copydesk.detectors.harm.windows import Window, windows
from copydesk.evidence import Grade, Harm, Signal
from copydesk.story import Link, Span, Story

__all__ = ["NAME", "VERSION", "rows", "weigh"]

NAME, VERSION = "harm", "3"
_PACKAGE = "copydesk.detectors.harm"
_SHOWN = 0.35
_UNNAMED = "It names no AI: a person must say whether AI is the means, for such offers seldom call it by its name."
_MOST_LINKS, _MOST_SPANS = 20_000, 6
_CONTACT = re.compile(
    r"(?:^|[/.@])(?:t\.me|telegram\.(?:me|dog|org)|wa\.me|api\.whatsapp\.com|signal\.me|discord\.(?:gg|com/invite)|"
    r"[a-z0-9]+\.onion)(?:$|[/?:#])",
    re.IGNORECASE,
)
_REASONS = {
    "reader": "It speaks to the reader as to somebody who will do it.",
    "target": "It speaks of the people it would be done to as targets.",
    "teaches": "It offers instruction.",
    "sells": "It offers the thing for sale, or a way to order it.",
    "evades": "It promises that nobody will notice, or that safeguards can be got round.",
}
_DISTANCE = ("reports", "defends", "tells")


def weigh(story: Story) -> Harm:
    """Return how far the story seems to promote or teach AI for harm; reporting and criticism weigh against it.

    It is not asked that AI be named, as many such offers don't; the reviewer is told where it is not.
    The score is that of the story's worst window of about 150 words; 0.7 is where a person is asked to look. Below 0.35
    there are no signals but for disguised letters, which are always told of. Never raises.
    """
    reading = read(story)
    trick = disguise(reading, NAME, VERSION)
    told = (trick,) if trick else ()
    contacts = _contacts(story)
    shown = list(windows(reading))
    about_ai = any(window.counts["ai"] for window in shown)
    words = load_wording(_PACKAGE)
    score, worst = 0.0, None
    for window in shown:
        here = round(_model().score(_row(window, words)), 4)
        if here > score:
            score, worst = here, window
    if worst is None or score < _SHOWN:
        return Harm(score, told)
    unnamed = () if about_ai else (_signal("ai-unnamed", score, [], _UNNAMED),)
    return Harm(score, (*_signals(worst, score, contacts), *unnamed, *told))


def rows(story: Story, words: Wording) -> list[dict[str, float]]:
    """Return the features of each window, for training."""
    return [_row(window, words) for window in windows(read(story))]


def _row(window: Window, words: Wording) -> dict[str, float]:
    return {"wording": words.score(window.tokens())}


@cache
def _model() -> Model:
    return load(_PACKAGE)


def _contacts(story: Story) -> list[Link]:
    links = islice((link for block in story.blocks for link in block.links), _MOST_LINKS)
    return [link for link in links if _CONTACT.search(link.href[:300])]


def _signals(window: Window, score: float, contacts: list[Link]) -> Iterator[Signal]:
    telling = load_wording(_PACKAGE).telling(window.tokens(), _MOST_SPANS)
    spans = [span for first, last in telling if (span := window.places(first, last))]
    reason = "It is worded as what promotes or teaches harm is; the marked words weighed most."
    yield _signal("wording", score, spans, reason)
    yield from _named(window, score)
    for name, reason in _REASONS.items():
        if count := window.counts[name]:
            yield _signal(f"stance-{name}", min(1.0, count / 4), window.spans(name), reason)
    if contacts:
        spans = [link.span for link in contacts]
        yield _signal("contact-channel", 1.0, spans, "It links to a private channel or hidden site to order from.")
    distance = sum(window.counts[name] for name in _DISTANCE)
    if distance:
        spans = sorted(span for name in _DISTANCE for span in window.spans(name))
        reason = "It also reports, warns, cites law or tells a story, which speaks against the suspicion."
        yield _signal("distance", min(1.0, distance / 8), spans, reason)


def _named(window: Window, score: float) -> Iterator[Signal]:
    topics = Counter({label[len(END) :]: n for label, n in window.counts.items() if label.startswith(END)})
    for topic, count in topics.most_common(2):
        spans = window.spans(END + topic)
        reason = f"It names {says(topic)}, {_times(count)}; a person must judge whether it advertises or reports."
        yield _signal("harmful-end", score, spans, reason)
    if not topics and window.spans(SIGN):
        reason = "It names no end of the word list, but much in it is dishonest or dangerous whatever it is for."
        yield _signal("unnamed-end", score, window.spans(SIGN), reason)


def _signal(kind: str, value: float, spans: list[Span], reason: str) -> Signal:
    return Signal(kind, Grade.ESTIMATE, NAME, VERSION, round(value, 4), spans=tuple(spans[:_MOST_SPANS]), reason=reason)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
