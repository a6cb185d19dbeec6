"""How a story grew: what Copydesk itself saw of each revision, as evidence for its author."""

from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from copydesk.newsroom.models import Revision

__all__ = ["Moment", "timeline"]

LONGEST = 20_000


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
    """Return the revisions of a story up to this one, oldest first.

    A text that came in one piece shows as one large addition, one that grew as many small ones; neither proves anything
    alone.
    """
    rows = list(Revision.objects.filter(story=revision.story_id, number__lte=revision.number).order_by("number"))
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
    """Return how many words were added and removed; common ends are cut off first, so that a long text stays cheap."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if not old or not new:
        return len(new), len(old)
    kept = sum(match.size for match in SequenceMatcher(None, old, new, autojunk=True).get_matching_blocks())
    return len(new) - kept, len(old) - kept
