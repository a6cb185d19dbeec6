"""Collaborative factors, refitted nightly by a kept library (implicit's alternating least squares)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from copydesk.readers import pool
from copydesk.readers.models import Description, Doing, ReaderEvent, ReaderState
from copydesk.readers.pool import FACTORS, Floats
from copydesk.readers.vectors import pack

__all__ = ["LEAST_READS", "factorise", "refit"]

LEAST_READS = 200
"""Below this many reads on the whole site there is nothing to learn who reads alike from."""


def factorise(readers: NDArray[Any], stories: NDArray[Any], size: tuple[int, int]) -> tuple[Floats, Floats]:
    """Return (reader factors, story factors), one row each, scaled so that products lie in about [0, 1].

    Args:
        readers: row of the reader of each read.
        stories: row of the story of each read.
        size: how many readers and stories there are.
    """
    from implicit.cpu.als import AlternatingLeastSquares  # noqa: PLC0415  # only a nightly task needs it
    from threadpoolctl import threadpool_limits  # noqa: PLC0415  # the same

    reads = sparse.csr_matrix((np.ones(len(readers), np.float32), (readers, stories)), shape=size)
    with threadpool_limits(1, "blas"):
        settings = {"factors": FACTORS, "regularization": 0.1, "iterations": 12, "random_state": 7}
        model = AlternatingLeastSquares(**settings, num_threads=1)
        model.fit(reads, show_progress=False)
    return np.asarray(model.user_factors, np.float32), np.asarray(model.item_factors, np.float32)


def refit() -> int:
    """Fit the factors of all readers and stories anew; returns from how many reads, 0 where there are too few."""
    pairs = sorted(set(ReaderEvent.objects.filter(doing=Doing.READ).values_list("reader_id", "story_id")))
    if len(pairs) < LEAST_READS:
        return 0
    people, people_rows = np.unique([p for p, _ in pairs], return_inverse=True)
    stories, story_rows = np.unique([s for _, s in pairs], return_inverse=True)
    reader_factors, story_factors = factorise(people_rows, story_rows, (len(people), len(stories)))
    _store(people, reader_factors, stories, story_factors)
    pool.forget()
    return len(pairs)


def _store(people: NDArray[Any], reader_factors: Floats, stories: NDArray[Any], story_factors: Floats) -> None:
    ReaderState.objects.bulk_create([ReaderState(reader_id=int(p)) for p in people], ignore_conflicts=True)
    states = {state.reader_id: state for state in ReaderState.objects.filter(reader__in=[int(p) for p in people])}
    for person, factors in zip(people, reader_factors, strict=True):
        states[int(person)].factors = pack(factors)
    ReaderState.objects.bulk_update(states.values(), ["factors"], batch_size=500)
    described = {d.story_id: d for d in Description.objects.filter(story__in=[int(s) for s in stories])}
    for story, factors in zip(stories, story_factors, strict=True):
        if int(story) in described:
            described[int(story)].factors = pack(factors)
    Description.objects.bulk_update(described.values(), ["factors"], batch_size=500)
