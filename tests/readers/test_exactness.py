"""The fast ranking gives the page that scoring every candidate would give."""

from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.newsroom.models import Tier
from copydesk.readers.eligibility import View, eligible
from copydesk.readers.pool import FACTORS, Pool
from copydesk.readers.ranking import DEFAULTS, FEATURES, Reader, features, rank, score
from copydesk.readers.taste import Dislike, Taste
from copydesk.readers.vectors import DIMENSIONS
from readers.test_ranking import NOW, many, pool_of


def world(seed: int, count: int) -> tuple[Pool, Reader]:
    """Return a pool of random stories and a reader with a taste, follows, and some Show less."""
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(count, DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    pool = pool_of(many(count, authors=30), vectors, ai=tuple(range(1, count, 3)))
    pool.matrix[:, DIMENSIONS:] = chance.normal(0, 0.2, (count, FACTORS))
    pool.shown[:] = chance.integers(0, 500, count)
    pool.read[:] = pool.shown * chance.random(count).astype(np.float32) * 0.3
    pool.tier[chance.random(count) < 0.2] = Tier.NETWORK
    told = chance.integers(0, count, int(chance.integers(0, 6)))
    dislikes = tuple(
        Dislike(n, int(row) + 1, int(pool.author[row]), bool(pool.ai[row]), vectors[row], NOW - timedelta(days=n))
        for n, row in enumerate(told)
    )
    taste = Taste(vectors[:5].sum(axis=0), 5, dislikes)
    view = View(reader=999, follows=frozenset({1, 2, 7}), hidden=taste.hidden, read=frozenset(range(1, 6)))
    return pool, Reader(view, taste, chance.normal(0, 0.2, FACTORS).astype(np.float32))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([30, 700]), st.sampled_from([5, 20]))
def test_the_page_is_the_one_that_scoring_everything_gives(seed: int, count: int, places: int) -> None:
    pool, reader = world(seed, count)
    scores = np.where(eligible(pool, reader.view), score(pool, reader, NOW, DEFAULTS), -1)
    naive: list[int] = []
    for row in np.lexsort((pool.story, -scores)):
        authors = [int(pool.author[r]) for r in naive]
        if scores[row] >= 0 and authors.count(int(pool.author[row])) < 2 and len(naive) < places:
            naive.append(int(row))
    assert [s.story for s in rank(pool, reader, NOW, places)] == [int(pool.story[row]) for row in naive]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_a_score_is_the_levers_times_what_is_written_down_of_it(seed: int) -> None:
    pool, reader = world(seed, 50)
    plain = Reader(reader.view, Taste(reader.taste.liking, 5), reader.factors)
    lines = zip(FEATURES, features(pool, plain, NOW, DEFAULTS), strict=True)
    logits = sum(DEFAULTS[name] * line for name, line in lines)
    expected = 1 / (1 + np.exp(-(logits + DEFAULTS["bias"])))
    assert np.allclose(score(pool, plain, NOW, DEFAULTS), expected, rtol=1e-3)
