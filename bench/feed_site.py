"""A simulated site: readers visit once a day, and one of several ways chooses what they see."""
# ruff: noqa: E402  # Django is set up before the readers' modules are loaded

import os
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copydesk.site.settings")
import django

django.setup()

from bench.feed_world import DAY, Crowd, Size, Stories, make
from copydesk.readers.eligibility import PRESENTATION_CAP, View, eligible
from copydesk.readers.learning import Lesson, learn
from copydesk.readers.pool import FACTORS, Pool
from copydesk.readers.ranking import DEFAULTS, Levers, Reader, Shown, rank
from copydesk.readers.refitting import factorise
from copydesk.readers.taste import Event, Taste, apply
from copydesk.readers.vectors import DIMENSIONS, describe

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
PLACES = 20
MEASURED_FROM = 6


@dataclass
class Person:
    """What a site knows of one reader."""

    id: int
    topics: frozenset[int]
    taste: Taste = field(default_factory=Taste)
    read: set[int] = field(default_factory=set)
    follows: set[int] = field(default_factory=set)
    seen: Counter[int] = field(default_factory=Counter)
    by_author: Counter[int] = field(default_factory=Counter)
    factors: np.ndarray = field(default_factory=lambda: np.zeros(FACTORS, np.float32))

    def as_reader(self, taste: Taste | None = None) -> Reader:
        """Return the reader as the ranking takes them."""
        known = taste or self.taste
        capped = frozenset(story for story, times in self.seen.items() if times >= PRESENTATION_CAP)
        view = View(
            reader=1_000_000 + self.id,
            follows=frozenset(self.follows),
            read=frozenset(self.read),
            capped=capped,
            hidden=known.hidden,
        )
        return Reader(view, known, self.factors, self.topics)


class Site:
    """One site with one way to choose; ids of stories, authors and topics are the world's, plus one."""

    def __init__(self, stories: Stories, vectors: np.ndarray, crowd: Crowd, size: Size, seed: int) -> None:
        self.stories, self.crowd = stories, crowd
        self.chance = np.random.default_rng([seed, 4])
        names = sorted({tag for tags in stories.tags for tag in tags})
        number = {name: n + 1 for n, name in enumerate(names)}
        ticked = ([number[t] for t in crowd.first_topics(r, 2) if t in number] for r in range(size.readers))
        self.people = [Person(r, frozenset(topics)) for r, topics in enumerate(ticked)]
        self.whole = _pool_of(stories, vectors, [[number[t] for t in tags] for tags in stories.tags])
        self.levers: Levers = dict(DEFAULTS)
        self.lessons: list[Lesson] = []
        self.log: list[tuple[int, int]] = []
        self.shown_on: dict[int, int] = defaultdict(int)
        self.read_on: dict[int, int] = defaultdict(int)

    def at(self, day: float) -> tuple[Pool, datetime]:
        """Return the candidates of a day: what was published by then, which are the first rows."""
        count = int(np.searchsorted(self.stories.day, day, side="right"))
        return _first(self.whole, count), START + timedelta(days=float(day))

    def serve(self, person: Person, page: list[Shown], day: int) -> None:
        """Show a page, and take down what was read and what follows from it."""
        rows = np.array([s.story - 1 for s in page], np.int64)
        opened = self.crowd.visit(person.id, rows, day)
        self.whole.shown[rows] += 1
        self.shown_on[day] += PLACES
        self.read_on[day] += int(opened.sum())
        for shown, was_read in zip(page, opened, strict=True):
            person.seen[shown.story] += 1
            if shown.features:
                self.lessons.append(Lesson(shown.features, shown.propensity, bool(was_read)))
            if was_read:
                self._read(person, shown.story - 1, day)

    def _read(self, person: Person, row: int, day: int) -> None:
        self.whole.read[row] += 1
        person.read.add(row + 1)
        self.log.append((person.id, row))
        person.taste = apply(person.taste, self.event(person, row, "read", day))
        author = int(self.whole.author[row])
        person.by_author[author] += 1
        if person.by_author[author] == 3 and self.crowd.would_follow(person.id, author - 1):
            person.follows.add(author)

    def event(self, person: Person, row: int, doing: str, day: float) -> Event:
        """Return what a reader did as the log holds it."""
        at = START + timedelta(days=float(day))
        vector, ai = self.whole.vectors[row].copy(), bool(self.stories.ai[row])
        number = 1 + len(person.taste.dislikes) + person.taste.reads
        return Event(number, doing, row + 1, int(self.whole.author[row]), ai, vector, at)

    def refit(self) -> None:
        """Fit the factors of the night."""
        people, rows = np.array(sorted(set(self.log))).T
        known, columns = np.unique(rows, return_inverse=True)
        mine, theirs = factorise(people, columns, (len(self.people), len(known)))
        self.whole.matrix[:, DIMENSIONS:] = 0
        self.whole.matrix[known, DIMENSIONS:] = theirs
        for person, factors in zip(self.people, mine, strict=True):
            person.factors = factors

    def rate(self) -> float:
        """Return how many of the places shown were read once the site had settled."""
        days = [day for day in self.shown_on if day >= MEASURED_FROM]
        return sum(self.read_on[d] for d in days) / sum(self.shown_on[d] for d in days)


def _pool_of(stories: Stories, vectors: np.ndarray, topics: list[list[int]]) -> Pool:
    count = len(stories)
    matrix = np.zeros((count, DIMENSIONS + FACTORS), np.float32)
    matrix[:, :DIMENSIONS] = vectors
    pairs = [(row, topic) for row, mine in enumerate(topics) for topic in mine]
    return Pool(
        story=np.arange(1, count + 1, dtype=np.int64),
        author=stories.author.astype(np.int64) + 1,
        publication=np.zeros(count, np.int64),
        tier=np.full(count, 2, np.int8),
        ai=stories.ai,
        published=START.timestamp() + stories.day * DAY,
        shown=np.zeros(count, np.float32),
        read=np.zeros(count, np.float32),
        less=np.zeros(count, np.float32),
        boosted=np.zeros(count, bool),
        matrix=matrix,
        topic_row=np.array([row for row, _ in pairs], np.int64),
        topic=np.array([topic for _, topic in pairs], np.int64),
    )


def _first(pool: Pool, count: int) -> Pool:
    known = pool.topic_row < count
    columns = (
        "story",
        "author",
        "publication",
        "tier",
        "ai",
        "published",
        "shown",
        "read",
        "less",
        "boosted",
        "matrix",
    )
    cut = {name: getattr(pool, name)[:count] for name in columns}
    return Pool(**cut, topic_row=pool.topic_row[known], topic=pool.topic[known])


Way = Callable[[Site, Pool, Person, datetime], list[Shown]]


def ours(site: Site, pool: Pool, person: Person, now: datetime) -> list[Shown]:
    """Choose by the readers' app itself."""
    return rank(pool, person.as_reader(), now, PLACES, levers=site.levers, chance=site.chance)


def _by(scores: Callable[[Site, Pool, Person], np.ndarray]) -> Way:
    """Return the way that sorts what may appear by one number."""

    def choose(site: Site, pool: Pool, person: Person, _now: datetime) -> list[Shown]:
        rows = np.flatnonzero(eligible(pool, person.as_reader().view))
        best = rows[np.argsort(-scores(site, pool, person)[rows], kind="stable")[:PLACES]]
        return [Shown(int(pool.story[row]), "", 1.0, ()) for row in best]

    return choose


def _popular(_site: Site, pool: Pool, _person: Person) -> np.ndarray:
    """Share of reads, with the same start for what nobody has seen yet, among the last week's stories."""
    week = pool.published > pool.published.max() - 7 * DAY
    return (pool.read + 6) / (pool.shown + 30) + week


def _recent(_site: Site, pool: Pool, _person: Person) -> np.ndarray:
    return pool.published


def _factors(_site: Site, pool: Pool, person: Person) -> np.ndarray:
    """Matrix factors alone; what no factor tells apart goes by age."""
    age = (pool.published.max() - pool.published) / DAY
    return pool.matrix[:, DIMENSIONS:] @ person.factors - 1e-4 * age


WAYS: dict[str, Way] = {
    "Copydesk": ours,
    "matrix factors": _by(_factors),
    "popularity": _by(_popular),
    "recency": _by(_recent),
}


def run(seed: int, way: Way, size: Size, levers: Levers | None = None, *, learns: bool = True) -> Site:
    """Let all readers visit once a day."""
    stories, crowd = make(seed, size)
    site = Site(stories, _vectors(seed, size, stories), crowd, size, seed)
    site.levers = dict(levers or DEFAULTS)
    for day in range(size.days):
        pool, now = site.at(day)
        for person in site.people:
            site.serve(person, way(site, pool, person, now), day)
        site.refit()
        if learns and site.lessons:
            site.levers, site.lessons = learn(site.levers, site.lessons), []
    return site


_described: dict[tuple[int, Size], np.ndarray] = {}


def _vectors(seed: int, size: Size, stories: Stories) -> np.ndarray:
    if (seed, size) not in _described:
        each = zip(stories.titles, stories.texts, stories.tags, strict=True)
        _described[seed, size] = np.stack([describe(*one) for one in each])
    return _described[seed, size]
