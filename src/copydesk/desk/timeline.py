"""How a story grew: what Copydesk itself saw of each revision, as evidence for its author."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from copydesk.newsroom.models import Revision

__all__ = ["Moment", "timeline"]

LONGEST = 20_000
MOST = 200


@dataclass(frozen=True, slots=True)
class Moment:
    """One revision: when, how many words it has, how many came and went since the one before, minutes between them."""

    revision: str
    at: datetime
    words: int
    added: int
    removed: int
    minutes: float


def timeline(revision: Revision) -> tuple[Moment, ...]:
    """Return the revisions of a story up to this one, oldest first; of very many the last ``MOST``.

    A text that came in one piece shows as one large addition, one that grew as many small ones; neither proves anything
    alone.
    """
    until = Revision.objects.filter(story=revision.story_id, number__lte=revision.number)
    rows = until.filter(number__gt=revision.number - MOST).order_by("number").iterator(chunk_size=10)
    moments: list[Moment] = []
    before: list[str] = []
    for row in rows:
        words = row.content.split()[:LONGEST]
        added, removed = _difference(before, words)
        minutes = (row.created - moments[-1].at).total_seconds() / 60 if moments else 0.0
        moments.append(Moment(row.public_id, row.created, len(words), added, removed, minutes))
        before = words
    return tuple(moments)


def _difference(before: list[str], after: list[str]) -> tuple[int, int]:
    """Return how many words were added and removed, wherever they stand: in linear time, whatever was written."""
    old, new = Counter(before), Counter(after)
    return (new - old).total(), (old - new).total()
