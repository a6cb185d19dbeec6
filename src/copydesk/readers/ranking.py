"""Ranking: one model with named levers scores every candidate exactly; some places are kept for the unknown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.readers.eligibility import View, eligible, followed
from copydesk.readers.pool import FACTORS, Flags, Floats, Ints, Pool
from copydesk.readers.taste import Taste
from copydesk.readers.vectors import DIMENSIONS

__all__ = ["DEFAULTS", "FEATURES", "Levers", "Reader", "Shown", "explain", "features", "rank", "score"]

FEATURES = ("following", "topic", "alike", "neighbours", "received", "recent", "boosted")
"""What the model reads of a candidate; each in about [-1, 1]."""

Levers = Mapping[str, float]
DEFAULTS: dict[str, float] = {
    "bias": -2.5,
    "following": 1.6,
    "topic": 0.9,
    "alike": 1.5,
    "neighbours": 0.9,
    "received": 2.2,
    "recent": 0.4,
    "boosted": 1.5,
    "half_life_days": 8.0,
    "unlike": 5.0,
    "unlike_from": 0.4,
    "less_ai": 0.35,
    "exploration": 0.08,
    "most_by_author": 2.0,
    "crowd_cap": 0.05,
}
"""The named levers and their defaults; what each does is said in docs/concepts/08-readers.md."""

HANDFUL = 256
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


def features(pool: Pool, reader: Reader, now: datetime, levers: Levers, rows: Ints | None = None) -> Floats:
    """Return what the model reads of candidates (of all, or of some rows), one line a feature."""
    some = np.arange(len(pool)) if rows is None else rows
    matrix = pool.matrix[some]
    found = np.empty((len(FEATURES), len(some)), np.float32)
    found[0] = pool.flags(followed(pool, reader.view))[some]
    found[1] = pool.flags(pool.on_topics(reader.topics))[some]
    found[2] = matrix[:, :DIMENSIONS] @ reader.taste.direction
    found[3] = matrix[:, DIMENSIONS:] @ reader.factors
    found[4] = _for_all(pool, now, levers)[0][some]
    found[5] = recency(pool.published[some], now, levers)
    found[6] = pool.boosted[some]
    return found


def received(pool: Pool, levers: Levers) -> Floats:
    """Return how a story was received by all, in [-1, 1]: how far its share of reads is above or below the mean.

    What few have seen counts as average. Show less takes off a share that is capped: whatever a crowd does, it costs a
    story at most ``crowd_cap``.
    """
    mean = (float(pool.read.sum()) + PRIOR_READ) / (float(pool.shown.sum()) + PRIOR_SHOWN)
    shown = pool.shown + np.float32(PRIOR_SHOWN)
    share = (pool.read + np.float32(PRIOR_SHOWN * mean)) / shown
    less = np.minimum(pool.less / shown, np.float32(levers["crowd_cap"]))
    found: Floats = (np.clip(share / np.float32(mean) - 1, -1, 1) - less).astype(np.float32)
    return found


def recency(published: NDArray[np.float64], now: datetime, levers: Levers) -> Floats:
    """Return how recent stories are: 1 for one of this minute, half of it after each half-life."""
    age = np.maximum(now.timestamp() - published, 0) / 86_400
    found: Floats = np.exp2(-age / levers["half_life_days"]).astype(np.float32)
    return found


def score(pool: Pool, reader: Reader, now: datetime, levers: Levers) -> Floats:
    """Return the estimated chance of each candidate to be read, after what the reader asked to see less of."""
    return _chance(pool, reader, now, levers, _logits(pool, reader, now, levers), np.arange(len(pool)))


def _logits(pool: Pool, reader: Reader, now: datetime, levers: Levers) -> Floats:
    """Return the model's logit of each candidate before Show less: what is alike for all, and one product for the rest.

    It is ``weights @ features``, in another order; what is the same for every reader is kept for a minute.
    """
    query = np.concatenate(
        [
            reader.taste.direction * np.float32(levers["alike"]),
            reader.factors * np.float32(levers["neighbours"]),
        ]
    )
    logits: Floats = pool.matrix @ query
    logits += _for_all(pool, now, levers)[1]
    # A row that comes twice is raised once: numpy reads all of them before it writes any.
    logits[followed(pool, reader.view)] += np.float32(levers["following"])
    logits[pool.on_topics(reader.topics)] += np.float32(levers["topic"])
    return logits


def _for_all(pool: Pool, now: datetime, levers: Levers) -> tuple[Floats, Floats]:
    """Return what is the same for all readers: how each story was received, and its part of the logit."""
    key = (int(now.timestamp() // 60), *levers.values())
    held = pool.kept.get("for all")
    if held is None or held[0] != key:
        how = received(pool, levers)
        common = levers["received"] * how + levers["recent"] * recency(pool.published, now, levers)
        common += levers["boosted"] * pool.boosted + levers["bias"]
        pool.kept["for all"] = held = (key, how, common.astype(np.float32))
    return held[1], held[2]


def _chance(pool: Pool, reader: Reader, now: datetime, levers: Levers, logits: Floats, rows: Ints) -> Floats:
    """Return the chance of some rows, whose logits these are, after Show less; no row is raised by it."""
    dislikes = reader.taste.dislikes
    if not dislikes:
        return _sigmoid(logits)
    theirs = ~np.isin(rows, followed(pool, reader.view))
    likeness = (pool.vectors[rows] @ np.stack([d.vector for d in dislikes]).T).max(axis=1)
    start = np.float32(levers["unlike_from"])
    taken = np.float32(levers["unlike"]) * np.maximum(likeness - start, 0) / (1 - start)
    taken += pool.ai[rows] * np.float32(levers["less_ai"] * reader.taste.ai_dislikes)
    chance = _sigmoid(logits - taken * theirs)
    for author, factor in reader.taste.author_factors(now).items():
        if author not in reader.view.follows:
            chance[pool.author[rows] == author] *= np.float32(factor)
    return chance


def _sigmoid(logits: Floats) -> Floats:
    found: Floats = (1 / (1 + np.exp(-logits))).astype(np.float32)
    return found


def rank(
    pool: Pool,
    reader: Reader,
    now: datetime,
    count: int,
    *,
    levers: Levers = DEFAULTS,
    chance: np.random.Generator | None = None,
    only: Flags | None = None,
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
    logits = _logits(pool, reader, now, levers)
    logits[~flags] = -np.inf
    best = _Best(pool, reader, now, levers, logits, int(flags.sum()))
    page = best.choose(count)
    explored = best.explore(page, count, chance) if chance is not None else {}
    return _shown(pool, reader, now, levers, _woven(page, explored, count), explored)


@dataclass(frozen=True)
class _Best:
    """Chooses rows by their chance; ``logits`` are those before Show less, -inf where a row may not appear."""

    pool: Pool
    reader: Reader
    now: datetime
    levers: Levers
    logits: Floats
    eligible: int

    def chances(self, rows: Ints) -> Floats:
        """Return the chance of some rows after Show less."""
        return _chance(self.pool, self.reader, self.now, self.levers, self.logits[rows], rows)

    def choose(self, count: int) -> list[int]:
        """Return the rows of the best chances, at most ``most_by_author`` of one author.

        Show less only lowers a chance: so what lies outside the best by logit can't beat what was chosen above the
        lowest of them, and looking at a part of the pool gives exactly the page that looking at all of it would.
        """
        take = 8 * count + 64
        while True:
            take = min(take, self.eligible)
            if not take:
                return []
            top = np.argpartition(-self.logits, take - 1)[:take]
            bound = _sigmoid(self.logits[top]).min() if take < self.eligible else np.float32(-1)
            chances = self.chances(top)
            order = np.lexsort((self.pool.story[top], -chances))
            page = self._at_most(top[order[chances[order] >= bound]], count)
            if len(page) == count or take == self.eligible:
                return page
            take *= 4

    def _at_most(self, rows: Ints, count: int) -> list[int]:
        most, by_author = int(self.levers["most_by_author"]), Counter[int]()
        chosen: list[int] = []
        for row, author in zip(rows.tolist(), self.pool.author[rows].tolist(), strict=True):
            if by_author[author] < most:
                by_author[author] += 1
                chosen.append(row)
                if len(chosen) == count:
                    break
        return chosen

    def explore(self, page: list[int], count: int, chance: np.random.Generator) -> dict[int, tuple[int, float]]:
        """Draw stories that few have seen for some places: place → (row, how likely this row was).

        A handful of the unknown is taken by lot, and of it the places are drawn in proportion to the chance to be read.
        """
        unknown, most = self.pool.unknown, int(self.levers["most_by_author"])
        places = max(1, round(self.levers["exploration"] * count)) if self.levers["exploration"] > 0 else 0
        lot = unknown[chance.integers(0, len(unknown), HANDFUL)] if len(unknown) > HANDFUL else unknown
        lot = np.unique(lot)
        full = [author for author, times in Counter(self.pool.author[page].tolist()).items() if times >= most]
        kept = np.isfinite(self.logits[lot]) & ~np.isin(lot, page) & ~np.isin(self.pool.author[lot], full)
        lot = lot[kept]
        if not len(lot) or not places:
            return {}
        odds = self.chances(lot).astype(np.float64) + 1e-6
        odds /= odds.sum()
        drawn = chance.choice(len(lot), size=min(places, len(lot)), replace=False, p=odds)
        taken = min(1.0, HANDFUL / len(unknown))
        step = max(1, count // (len(drawn) + 1))
        return {step * (i + 1): (int(lot[d]), float(odds[d]) * taken) for i, d in enumerate(drawn)}


def _woven(page: list[int], explored: dict[int, tuple[int, float]], count: int) -> list[int]:
    """Put the drawn rows at their places among the best; where the page is short they follow at its end."""
    woven, rest = [], iter(page)
    for place in range(count):
        row = explored[place][0] if place in explored else next(rest, None)
        if row is not None:
            woven.append(row)
    return woven


def _shown(
    pool: Pool,
    reader: Reader,
    now: datetime,
    levers: Levers,
    rows: list[int],
    explored: Mapping[int, tuple[int, float]],
) -> list[Shown]:
    """Write down of each place what the model saw of it."""
    seen = features(pool, reader, now, levers, np.array(rows, np.int64)).T.round(4).tolist()
    drawn = dict(explored.values())
    page = []
    for row, found in zip(rows, seen, strict=True):
        source = "new" if row in drawn else _source(found, levers)
        page.append(Shown(int(pool.story[row]), source, drawn.get(row, 1.0), tuple(found)))
    return page


def _source(found: Sequence[float], levers: Levers) -> str:
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
    "recent": "New",
    "boosted": "Picked by a curator",
    "new": "New here: few have seen it yet",
}


def explain(source: str, **names: Any) -> str:
    """Say in a few words why a story is shown."""
    return WHY.get(source, WHY["received"]).format(**{"author": "its writer", "topic": "its topic", **names})
