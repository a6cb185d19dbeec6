"""The candidate pool: every story that may be recommended at all, as columns of numbers, rebuilt every half minute."""

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from threading import Lock
from typing import Any

import numpy as np
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, FloatField, Func, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler
from numpy.typing import NDArray

from copydesk.newsroom.distribution import eligible
from copydesk.newsroom.models import Story, StoryState, Tag, Tier
from copydesk.readers.models import Boost
from copydesk.readers.vectors import DIMENSIONS

__all__ = ["AI_LABELS", "EXPLORED_BELOW", "FACTORS", "Flags", "Floats", "Ints", "Pool", "build", "current", "forget"]

FACTORS = 32
FRESH_SECONDS = 30.0
AI_LABELS = frozenset({"ai-generated", "ai-assisted"})

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
NOTHING: Ints = np.zeros(0, np.int64)
EXPLORED_BELOW = 100
"""A story that was put before fewer readers than this is unknown: it may get a place kept for exploration."""


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
    topic_names: Mapping[int, str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict, compare=False)

    def __len__(self) -> int:
        return len(self.story)

    @property
    def vectors(self) -> Floats:
        """The content vectors."""
        return self.matrix[:, :DIMENSIONS]

    @cached_property
    def for_all(self) -> Flags:
        """Which candidates may be recommended to anybody."""
        return self.tier >= Tier.GENERAL

    @cached_property
    def unknown(self) -> Ints:
        """The rows that may be recommended to anybody and that few have seen yet."""
        return np.flatnonzero((self.shown < EXPLORED_BELOW) & self.for_all)

    @cached_property
    def _by_author(self) -> "Index":
        return Index.of(self.author)

    @cached_property
    def _by_publication(self) -> "Index":
        return Index.of(self.publication)

    @cached_property
    def _by_topic(self) -> "Index":
        return Index.of(self.topic, self.topic_row)

    @cached_property
    def _topics(self) -> "Index":
        return Index.of(self.topic_row, self.topic)

    def rows_of(self, stories: Collection[int]) -> Ints:
        """Return the rows of those stories that are candidates; ``story`` is in ascending order."""
        if not stories or not len(self):
            return NOTHING
        asked = np.fromiter(stories, np.int64, len(stories))
        rows = np.minimum(np.searchsorted(self.story, asked), len(self) - 1)
        found: Ints = rows[self.story[rows] == asked]
        return found

    def by_authors(self, authors: Collection[int]) -> Ints:
        """Return the rows of what these people wrote."""
        return self._by_author.rows(authors)

    def in_publications(self, publications: Collection[int]) -> Ints:
        """Return the rows of what stands in these publications."""
        return self._by_publication.rows(publications)

    def on_topics(self, topics: Collection[int]) -> Ints:
        """Return the rows of what bears one of these topics; one that bears two comes twice."""
        return self._by_topic.rows(topics)

    def topics_of(self, story: int) -> list[int]:
        """Return the topics that a story bears."""
        found: list[int] = self._topics.rows(self.rows_of({story}).tolist()).tolist()
        return found

    def flags(self, rows: Ints) -> Flags:
        """Return rows as a flag for each candidate."""
        found = np.zeros(len(self), bool)
        found[rows] = True
        return found


@dataclass(frozen=True)
class Index:
    """Finds the rows of an id without looking at all: ids in order, and the row of each."""

    ids: Ints
    row: Ints

    @classmethod
    def of(cls, ids: Ints, rows: Ints | None = None) -> "Index":
        """Index a column; ``rows`` says which row each id is of, its own place by default."""
        order = np.argsort(ids, kind="stable")
        return cls(ids[order], order if rows is None else rows[order])

    def rows(self, wanted: Collection[int]) -> Ints:
        """Return the rows of these ids."""
        if not wanted or not len(self.ids):
            return NOTHING
        asked = np.fromiter(wanted, np.int64, len(wanted))
        starts, ends = np.searchsorted(self.ids, asked), np.searchsorted(self.ids, asked, "right")
        spans = [self.row[a:b] for a, b in zip(starts, ends, strict=True) if a < b]
        return np.concatenate(spans) if spans else NOTHING


_lock = Lock()
_held: dict[str, tuple[float, Pool]] = {}


def current() -> Pool:
    """Return the pool of this process; what is shown is checked again at the database.

    It is half a minute old at most, and some more while one request builds it anew: the others go on with the old one.
    """
    kept = _held.get("pool")
    if kept is not None and time.monotonic() - kept[0] <= FRESH_SECONDS:
        return kept[1]
    if not _lock.acquire(blocking=kept is None):
        assert kept is not None
        return kept[1]
    try:
        again = _held.get("pool")
        if again is None or again is kept:
            _held["pool"] = again = (time.monotonic(), build())
        return again[1]
    finally:
        _lock.release()


def forget() -> None:
    """Have the next request build the pool anew."""
    _held.clear()


def build() -> Pool:
    """Read the pool from the database, in ascending order of ids."""
    found = eligible(Tier.NETWORK).filter(published__isnull=False).order_by("pk")
    rows = list(found.values_list(*COLUMNS))
    if not rows:
        return empty()
    story, author, publication, ruled, ceiling, labels, published, *described = zip(*rows, strict=True)
    vectors, factors, shown, read, less = described
    ids = np.array(story, np.int64)
    return Pool(
        story=ids,
        author=np.array(author, np.int64),
        publication=np.array([p or 0 for p in publication], np.int64),
        tier=np.minimum(np.array(ruled, np.int8), np.array(ceiling, np.int8)),
        ai=np.array([_ai(own) for own in labels], bool),
        published=np.array(published, np.float64),
        shown=np.array([n or 0 for n in shown], np.float32),
        read=np.array([n or 0 for n in read], np.float32),
        less=np.array([n or 0 for n in less], np.float32),
        boosted=np.isin(ids, _boosted()),
        matrix=np.hstack([_matrix(vectors, DIMENSIONS), _matrix(factors, FACTORS)]),
        topic_names=dict(Tag.objects.values_list("pk", "name")),
        **_topics(ids),
    )


class Epoch(Func):
    """A moment as seconds since the epoch: a number is read ten times as fast as a moment is."""

    output_field = FloatField()
    postgresql = "CAST(EXTRACT(EPOCH FROM %(expressions)s) AS float8)"
    sqlite = "(julianday(%(expressions)s) - 2440587.5) * 86400.0"

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """Return PostgreSQL's words for it."""
        return self.as_sql(compiler, connection, template=self.postgresql, **context)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """Return SQLite's words for it."""
        return self.as_sql(compiler, connection, template=self.sqlite, **context)


COLUMNS: tuple[str | Combinable, ...] = (
    *("pk", "author_id", "publication_id", "ruled_tier", "ceiling"),
    *(Cast("labels", TextField()), Epoch("published")),
    *(f"description__{name}" for name in ("vector", "factors", "shown", "read", "less")),
)


@cache
def _ai(labels: str) -> bool:
    """Tell whether labels, as they are stored, say that AI wrote; there are only so many sets of labels."""
    return not AI_LABELS.isdisjoint(json.loads(labels))


def empty() -> Pool:
    """Return a pool of no story."""
    none, zeros = NOTHING, np.zeros(0, np.float32)
    flags = np.zeros(0, bool)
    matrix = np.zeros((0, DIMENSIONS + FACTORS), np.float32)
    return Pool(none, none, none, np.zeros(0, np.int8), flags, np.zeros(0), zeros, zeros, zeros, flags, matrix)


def _boosted() -> list[int]:
    standing = Boost.objects.filter(approved__isnull=False, ended__isnull=True)
    return list(standing.filter(views__lt=F("goal")).values_list("story_id", flat=True))


def _matrix(stored: Sequence[bytes | memoryview | None], width: int) -> Floats:
    """Return stored vectors as rows; zeros where there is none of this width."""
    nothing = bytes(4 * width)
    whole = b"".join(v if v and len(v) == len(nothing) else nothing for v in stored)
    return np.frombuffer(whole, "<f4").reshape(len(stored), width)


def _topics(ids: Ints) -> dict[str, Any]:
    """Return the (row, topic) pairs of the candidates."""
    through = Story.tags.through.objects.filter(story__state=StoryState.PUBLISHED)
    pairs = list(through.values_list("story_id", "tag_id"))
    if not pairs:
        return {}
    stories, topics = np.array(pairs, np.int64).T
    rows = np.minimum(np.searchsorted(ids, stories), len(ids) - 1)
    known = ids[rows] == stories
    return {"topic_row": rows[known], "topic": topics[known]}
