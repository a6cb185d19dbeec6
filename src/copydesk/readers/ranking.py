"""Ranking: one model with named levers scores every candidate exactly; some places are kept for the unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.newsroom.models import Tier
from copydesk.readers.eligibility import View, eligible, followed
from copydesk.readers.pool import FACTORS, Floats, Pool
from copydesk.readers.taste import Taste
from copydesk.readers.vectors import DIMENSIONS

__all__ = ["DEFAULTS", "FEATURES", "Levers", "Reader", "Shown", "explain", "features", "rank", "score"]

FEATURES = ("following", "topic", "alike", "neighbours", "received", "recent", "boosted")
"""What the model reads of a candidate; each in about [-1, 1]."""

Levers = Mapping[str, float]
DEFAULTS: dict[str, float] = {
    "bias": -1.6,
    "following": 1.6,
    "topic": 0.9,
    "alike": 2.2,
    "neighbours": 1.0,
    "received": 1.2,
    "recent": 1.2,
    "boosted": 1.5,
    "half_life_days": 3.0,
    "unlike": 9.0,
    "unlike_from": 0.2,
    "less_ai": 1.1,
    "exploration": 0.08,
    "most_by_author": 2.0,
    "crowd_cap": 0.1,
}
"""The named levers and their defaults; what each does is said in docs/concepts/08-readers.md."""

EXPLORED_BELOW = 100
PRIOR_SHOWN, PRIOR_READ = 30.0, 6.0


@dataclass(frozen=True)
class Reader:
    """Everything the ranking knows of a reader; ``factors`` are their collaborative factors (32 numbers)."""

    view: View
    taste: Taste = field(default_factory=Taste)
    factors: Floats = field(default_factory=lambda: np.zeros(FACTORS, np.float32))
    topics: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """One place of a page: the story, by which source, how likely it was to stand there, what the model saw."""

    story: int
    source: str
    propensity: float
    features: tuple[float, ...]


def features(pool: Pool, reader: Reader, now: datetime, levers: Levers) -> Floats:
    """Return what the model reads of every candidate, one row a feature."""
    length = float(np.linalg.norm(reader.taste.liking))
    query = np.concatenate([reader.taste.liking / np.float32(length or 1.0), reader.factors])
    found = np.empty((len(FEATURES), len(pool)), np.float32)
    found[0] = followed(pool, reader.view)
    found[1] = pool.with_topics(set(reader.topics))
    found[2] = pool.matrix[:, :DIMENSIONS] @ query[:DIMENSIONS]
    found[3] = np.clip(pool.matrix[:, DIMENSIONS:] @ query[DIMENSIONS:], -1, 1) if reader.factors.any() else 0
    found[4] = received(pool, levers)
    age = np.maximum(now.timestamp() - pool.published, 0) / 86_400
    found[5] = np.exp2(-age / levers["half_life_days"])
    found[6] = pool.boosted
    return found


def received(pool: Pool, levers: Levers) -> Floats:
    """Return how a story was received by all, about 0: its share of reads, less a capped share for Show less.

    The cap keeps a crowd from burying a story: whatever it does, it costs at most ``crowd_cap``.
    """
    share = (pool.read + PRIOR_READ) / (pool.shown + PRIOR_SHOWN) - PRIOR_READ / PRIOR_SHOWN
    less = np.minimum(pool.less / (pool.shown + PRIOR_SHOWN), levers["crowd_cap"])
    found: Floats = (share - less).astype(np.float32)
    return found


def score(pool: Pool, reader: Reader, now: datetime, levers: Levers, seen: Floats | None = None) -> Floats:
    """Return the estimated chance of each candidate to be read, after what the reader asked to see less of."""
    found = features(pool, reader, now, levers) if seen is None else seen
    weights = np.array([levers[name] for name in FEATURES], np.float32)
    logit = weights @ found + np.float32(levers["bias"])
    logit -= _less(pool, reader, levers) * (1 - found[0])
    chance: Floats = (1 / (1 + np.exp(-logit))).astype(np.float32)
    for author, factor in reader.taste.author_factors(now).items():
        if author not in reader.view.follows:
            chance[pool.author == author] *= np.float32(factor)
    return chance


def _less(pool: Pool, reader: Reader, levers: Levers) -> Floats:
    """Return what Show less takes off each logit: for likeness to what was shown less, and for an AI label."""
    dislikes = reader.taste.dislikes
    if not dislikes:
        return np.zeros(len(pool), np.float32)
    likeness = (pool.vectors @ np.stack([d.vector for d in dislikes]).T).max(axis=1)
    start = np.float32(levers["unlike_from"])
    taken = np.float32(levers["unlike"]) * np.maximum(likeness - start, 0) / (1 - start)
    taken += pool.ai * np.float32(levers["less_ai"] * reader.taste.ai_dislikes)
    less: Floats = taken.astype(np.float32)
    return less


def rank(
    pool: Pool,
    reader: Reader,
    now: datetime,
    count: int,
    *,
    levers: Levers = DEFAULTS,
    chance: np.random.Generator | None = None,
    only: NDArray[np.bool_] | None = None,
) -> list[Shown]:
    """Choose the stories of a page, best first.

    Args:
        pool: the candidates.
        reader: for whom.
        now: the moment.
        count: how many places there are.
        levers: the numbers of the model.
        chance: draws the places kept for exploration; none are kept without it.
        only: narrows the candidates further, as a topic page does.
    """
    flags = eligible(pool, reader.view)
    if only is not None:
        flags &= only
    rows = np.flatnonzero(flags)
    if not len(rows):
        return []
    seen = features(pool, reader, now, levers)
    scores = score(pool, reader, now, levers, seen)
    page = _best(pool, rows, scores, count, int(levers["most_by_author"]))
    explored = _explored(pool, rows, scores, page, levers, chance, count) if chance is not None else {}
    return [
        _shown(pool, seen, row, explored.get(place), levers) for place, row in enumerate(_woven(page, explored, count))
    ]


def _best(pool: Pool, rows: NDArray[np.int64], scores: Floats, count: int, most: int) -> list[int]:
    """Return the rows of the best scores, at most ``most`` of one author."""
    by_author: dict[int, int] = {}
    chosen: list[int] = []
    take = min(len(rows), max(8 * count, 64))
    while True:
        top = rows[np.argpartition(-scores[rows], take - 1)[:take]]
        for row in top[np.lexsort((pool.story[top], -scores[top]))]:
            author = int(pool.author[row])
            if by_author.get(author, 0) < most:
                by_author[author] = by_author.get(author, 0) + 1
                chosen.append(int(row))
                if len(chosen) == count:
                    return chosen
        if take == len(rows):
            return chosen
        take = min(len(rows), take * 4)
        chosen, by_author = [], {}


def _explored(
    pool: Pool,
    rows: NDArray[np.int64],
    scores: Floats,
    page: list[int],
    levers: Levers,
    chance: np.random.Generator,
    count: int,
) -> dict[int, tuple[int, float]]:
    """Draw stories that few have seen for some places: place → (row, how likely this row was)."""
    unknown = rows[(pool.shown[rows] < EXPLORED_BELOW) & (pool.tier[rows] >= Tier.GENERAL)]
    unknown = unknown[~np.isin(unknown, page)]
    places = max(1, round(levers["exploration"] * count)) if levers["exploration"] > 0 else 0
    if not len(unknown) or not places:
        return {}
    odds = scores[unknown].astype(np.float64) + 1e-6
    odds /= odds.sum()
    drawn = chance.choice(len(unknown), size=min(places, len(unknown)), replace=False, p=odds)
    step = max(1, count // (len(drawn) + 1))
    return {step * (i + 1): (int(unknown[d]), float(odds[d])) for i, d in enumerate(drawn)}


def _woven(page: list[int], explored: dict[int, tuple[int, float]], count: int) -> list[int]:
    """Put the drawn rows at their places among the best; where the page is short they follow at its end."""
    woven, rest = [], iter(page)
    for place in range(count):
        row = explored[place][0] if place in explored else next(rest, None)
        if row is not None:
            woven.append(row)
    return woven


def _shown(pool: Pool, seen: Floats, row: int, drawn: tuple[int, float] | None, levers: Levers) -> Shown:
    found = tuple(round(float(value), 4) for value in seen[:, row])
    if drawn is not None and drawn[0] == row:
        return Shown(int(pool.story[row]), "new", drawn[1], found)
    return Shown(int(pool.story[row]), _source(found, levers), 1.0, found)


def _source(found: tuple[float, ...], levers: Levers) -> str:
    """Name the feature that speaks most for a candidate."""
    if found[FEATURES.index("boosted")]:
        return "boosted"
    return max(zip(FEATURES, found, strict=True), key=lambda pair: levers[pair[0]] * pair[1])[0]


WHY = {
    "following": "You follow {author}",
    "topic": "You follow {topic}",
    "alike": "Like what you have read lately",
    "neighbours": "People who read what you read, read this",
    "received": "Readers have liked it",
    "recent": "New today",
    "boosted": "Picked by a curator",
    "new": "New here: few have seen it yet",
}


def explain(source: str, **names: Any) -> str:
    """Say in a few words why a story is shown."""
    return WHY.get(source, WHY["received"]).format(**{"author": "its writer", "topic": "its topic", **names})
