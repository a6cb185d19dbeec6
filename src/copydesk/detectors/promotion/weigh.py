"""Weighs one story: was it made to rank in search and push links, or is it somebody's own review?"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from statistics import fmean

from copydesk.detectors.conduct.logistic import Model, load
from copydesk.detectors.conduct.passages import Reading, disguise, read
from copydesk.detectors.conduct.wording import Wording, chunks
from copydesk.detectors.conduct.wording import load as load_wording
from copydesk.detectors.promotion.features import Found, features, find
from copydesk.detectors.promotion.links import Paid, paid_links
from copydesk.detectors.promotion.repetition import Stuffing, shared, shingles, stuffing
from copydesk.evidence import Grade, Promotion, Signal
from copydesk.story import Span, Story

__all__ = ["NAME", "VERSION", "rows", "weigh"]

NAME, VERSION = "promotion", "3"
_PACKAGE = "copydesk.detectors.promotion"
_SHOWN = 0.35
_MOST_SPANS = 8
_MOST_READ = 200
_MOST_SIBLINGS = 50
_MOULD = 0.15
_SIBLING_WEIGHT = 3.0
_MOULDABLE = 0.1
"""No likeness to others lifts a score from below this to where a person is asked to look."""

_PROSE = "Whether it is AI content made only to rank rests on the estimate of the prose, which this does not read."


def weigh(story: Story, siblings: Iterable[Story] = ()) -> Promotion:
    """Return how far the story looks made to rank in search and push links; own experience weighs against it.

    Args:
        story: the story.
        siblings: other stories of its author, of which the first 50 that differ from it are compared with it; none is
            asked for where the story by itself scores so low that they could not matter.

    Returns:
        A score in [0, 1], where 0.7 is the point from which a person is asked to look, and its parts. Below 0.35 there
        are no parts but disguised letters and stories from one mould, which are always told of. Never raises.
    """
    reading = read(story)
    found, stuffed = find(reading), stuffing(reading)
    paid, links = paid_links(story)
    words = _wording(reading, load_wording(_PACKAGE))
    numbers = dict(features(found, paid, stuffed, len(story.text), words))
    alone = _model().score(numbers)
    mould, alike = _mould(reading, _others(story, siblings)) if alone >= _MOULDABLE else (0.0, 0)
    score = round(_model().score({**numbers, "siblings": mould}), 4)
    always = [signal for signal in (_moulded(mould, alike), disguise(reading, NAME, VERSION)) if signal]
    if score < _SHOWN:
        return Promotion(score, tuple(always))
    parts = (*_linked(paid, links, story), *_built(found, stuffed), *_worded(reading, words), *_own(found), *always)
    return Promotion(score, (*parts, _signal("needs-prose-estimate", score, (), _PROSE)))


def _others(story: Story, siblings: Iterable[Story]) -> Iterator[Story]:
    """Yield the siblings but for those that are the very story: a story handed in twice is no mould."""
    return islice((one for one in siblings if one.text != story.text), _MOST_SIBLINGS)


def rows(story: Story, words: Wording) -> list[dict[str, float]]:
    """Return the features of a story, for training."""
    reading = read(story)
    paid, stuffed = paid_links(story)[0], stuffing(reading)
    return [dict(features(find(reading), paid, stuffed, len(story.text), _wording(reading, words)))]


def _wording(reading: Reading, words: Wording) -> float:
    """Return the mean score of the story's parts: one that only ranks is worded so throughout."""
    return fmean(words.score(tokens) for tokens in chunks(passage.tokens for passage in reading.passages))


@cache
def _model() -> Model:
    fitted = load(_PACKAGE)
    return Model({**fitted.weights, "siblings": _SIBLING_WEIGHT}, fitted.bias)


def _mould(reading: Reading, siblings: Iterable[Story]) -> tuple[float, int]:
    """Return the largest share that a sibling has in common beyond what any two stories have, and how many have it."""
    own, shares = frozenset[int](), []
    for sibling in siblings:
        own = own or shingles(reading)
        shares.append(shared(own, shingles(read(sibling))))
    return max([0.0, *(share - _MOULD for share in shares)]), sum(share > _MOULD for share in shares)


def _moulded(mould: float, alike: int) -> Signal | None:
    if not alike:
        return None
    others = "1 other story" if alike == 1 else f"{alike} other stories"
    reason = f"{others} of this author share much of the wording, as if from one mould."
    return _signal("one-mould", min(1.0, mould + _MOULD), (), reason)


def _linked(paid: Sequence[Paid], links: int, story: Story) -> Iterator[Signal]:
    if not paid:
        return
    shops, networks = {one.merchant for one in paid}, sorted({one.network for one in paid if one.network})
    named = f" ({', '.join(networks[:4])})" if networks else ""
    where = f"to {len(shops)} different shops or forwarders" if len(shops) > 1 else f"all to {next(iter(shops))}"
    reason = f"{len(paid)} of {links} links seem to pay the author{named}, {where}: {paid[0].how}."
    yield _signal("affiliate-links", min(1.0, len(paid) / 5), [one.span for one in paid], reason)
    first = min(paid, key=lambda one: one.span)
    place = first.span.start / max(1, len(story.text))
    if place <= 0.3:  # noqa: PLR2004  # the first third, as the reason says
        yield _signal("early-link", 1 - place, (first.span,), "The first such link stands in the first third.")


def _built(found: Found, stuffed: Stuffing) -> Iterator[Signal]:
    if kinds := found.kinds("template"):
        reason = f"It has {kinds} of the set pieces that review, summary and synopsis pages are built of."
        yield _signal("template", min(1.0, kinds / 8), found.spans("template"), reason)
    if puff := found.spans("puff"):
        yield _signal("praise", min(1.0, found.rate("puff") / 4), puff, "It praises in phrases that fit any product.")
    if calls := found.spans("call"):
        yield _signal("call-to-buy", min(1.0, found.rate("call") / 4), calls, "It urges the reader to buy or click.")
    if stuffed.excess:
        usual = f"writing of this length repeats a pair of words up to {stuffed.usual:.0f} times"
        reason = f"“{stuffed.term}” comes {stuffed.count} times; {usual}."
        yield _signal("keyword-stuffing", min(1.0, stuffed.excess), stuffed.spans, reason)


def _worded(reading: Reading, score: float) -> Iterator[Signal]:
    telling = load_wording(_PACKAGE).telling
    found = [
        (p, place) for p in reading.passages[:_MOST_READ] for place in telling(p.tokens, 1) if p.offset is not None
    ]
    spans = [span for p, place in found[:_MOST_SPANS] if (span := p.span(*place))]
    if spans:
        reason = (
            "Its wording is more or less that of pages made to rank; the marked words weighed most in their places."
        )
        yield _signal("wording", max(0.0, min(1.0, 1 + score / 2)), spans, reason)


def _own(found: Found) -> Iterator[Signal]:
    if found.rate("hand") < 1:
        yield _signal(
            "little-first-hand", 1 - found.rate("hand"), (), "Hardly anything in it was seen or done first-hand."
        )
    else:
        reason = "The author speaks of what they saw and did themselves, which speaks against the suspicion."
        yield _signal("first-hand", min(1.0, found.rate("hand") / _MOST_SPANS), found.spans("hand"), reason)
    if disclosed := found.spans("disclosed"):
        yield _signal(
            "links-disclosed", 1.0, disclosed, "It says that its links pay, which speaks for an honest review."
        )


def _signal(kind: str, value: float, spans: Sequence[Span], reason: str) -> Signal:
    return Signal(kind, Grade.ESTIMATE, NAME, VERSION, round(value, 4), spans=tuple(spans[:_MOST_SPANS]), reason=reason)
