"""The candidate pool: every story that may be recommended at all, as columns of numbers, rebuilt every half minute."""

import time
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import numpy as np
from django.db.models import F
from numpy.typing import NDArray

from copydesk.newsroom.distribution import eligible
from copydesk.newsroom.models import Story, StoryState, Tier
from copydesk.readers.models import Boost
from copydesk.readers.vectors import DIMENSIONS, unpack

__all__ = ["FACTORS", "Pool", "build", "current", "forget"]

FACTORS = 32
FRESH_SECONDS = 30.0
AI_LABELS = ("ai-generated", "ai-assisted")

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Pool:
    """Candidates as columns; row ``i`` of each is the same story. ``published`` is in seconds since the epoch.

    ``topics`` holds (row, topic) pairs; ``matrix`` content vectors and collaborative factors side by side.
    """

    story: Ints
    author: Ints
    publication: Ints
    tier: NDArray[np.int8]
    ai: Flags
    published: NDArray[np.float64]
    shown: Floats
    read: Floats
    less: Floats
    boosted: Flags
    matrix: Floats
    topic_row: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    topic: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self.story)

    @property
    def vectors(self) -> Floats:
        """The content vectors."""
        return self.matrix[:, :DIMENSIONS]

    @cached_property
    def row_of(self) -> dict[int, int]:
        """The row of each story by its id."""
        return {int(story): row for row, story in enumerate(self.story)}

    def with_topics(self, topics: set[int]) -> Flags:
        """Tell which candidates bear one of the topics."""
        flags = np.zeros(len(self), bool)
        if topics:
            flags[self.topic_row[np.isin(self.topic, list(topics))]] = True
        return flags


_lock = Lock()
_held: dict[str, tuple[float, Pool]] = {}


def current() -> Pool:
    """Return the pool of this process, half a minute old at most; what is shown is checked again at the database."""
    with _lock:
        kept = _held.get("pool")
        if kept is None or time.monotonic() - kept[0] > FRESH_SECONDS:
            _held["pool"] = kept = (time.monotonic(), build())
        return kept[1]


def forget() -> None:
    """Have the next request build the pool anew."""
    with _lock:
        _held.clear()


def build() -> Pool:
    """Read the pool from the database."""
    columns = (
        *("pk", "author_id", "publication_id", "ruled_tier", "ceiling", "labels", "published"),
        *(
            "description__vector",
            "description__factors",
            "description__shown",
            "description__read",
            "description__less",
        ),
    )
    rows = list(eligible(Tier.NETWORK).filter(published__isnull=False).order_by("pk").values_list(*columns))
    boosted = set(_boosted())
    ids = np.array([r[0] for r in rows], np.int64)
    return Pool(
        story=ids,
        author=np.array([r[1] for r in rows], np.int64),
        publication=np.array([r[2] or 0 for r in rows], np.int64),
        tier=np.array([min(r[3], r[4]) for r in rows], np.int8),
        ai=np.array([any(label in AI_LABELS for label in r[5]) for r in rows], bool),
        published=np.array([r[6].timestamp() for r in rows], np.float64),
        shown=np.array([r[9] or 0 for r in rows], np.float32),
        read=np.array([r[10] or 0 for r in rows], np.float32),
        less=np.array([r[11] or 0 for r in rows], np.float32),
        boosted=np.array([r[0] in boosted for r in rows], bool),
        matrix=_matrix([(r[7], r[8]) for r in rows]),
        **_topics(ids),
    )


def _boosted() -> list[int]:
    standing = Boost.objects.filter(approved__isnull=False, ended__isnull=True)
    return list(standing.filter(views__lt=F("goal")).values_list("story_id", flat=True))


def _matrix(rows: list[tuple[bytes | None, bytes | None]]) -> Floats:
    matrix = np.zeros((len(rows), DIMENSIONS + FACTORS), np.float32)
    for i, (vector, factors) in enumerate(rows):
        if vector:
            matrix[i, :DIMENSIONS] = unpack(vector)
        if factors:
            matrix[i, DIMENSIONS:] = unpack(factors, FACTORS)
    return matrix


def _topics(ids: Ints) -> dict[str, Ints]:
    through = Story.tags.through.objects.filter(story__state=StoryState.PUBLISHED)
    pairs = list(through.values_list("story_id", "tag_id"))
    if not pairs or not len(ids):
        return {}
    stories, topics = np.array(pairs, np.int64).T
    rows = np.searchsorted(ids, stories)
    known = (rows < len(ids)) & (ids[np.minimum(rows, len(ids) - 1)] == stories)
    return {"topic_row": rows[known], "topic": topics[known]}
