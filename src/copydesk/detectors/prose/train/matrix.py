"""Texts as rows of a sparse matrix of n-grams beside a dense one of style features."""

import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from copydesk.detectors.prose import alphabet, style
from copydesk.detectors.prose.grams import BITS, BUCKETS, bag, grams
from copydesk.detectors.prose.tokens import Tokens, tokenise

__all__ = ["PIECE", "Features", "extract", "frequencies", "inverse_frequencies", "weighted"]

Floats = npt.NDArray[np.float32]

PIECE = 2000
"""Texts that one process reads at a time."""


@dataclass(frozen=True, slots=True)
class Features:
    """``counts`` of n-grams (rows by buckets) and ``style``, one line a text."""

    counts: sparse.csr_matrix
    style: Floats


def extract(
    texts: Sequence[str], frequency: Floats, jobs: int, tick: Callable[..., object] = lambda *_: None
) -> Features:
    """Return the features of ``texts``, read by ``jobs`` processes; ``tick`` is called after each piece."""
    pieces = [(texts[start : start + PIECE], frequency) for start in range(0, len(texts), PIECE)]
    found = []
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for piece in pool.imap(_piece, pieces):
            found.append(piece)
            tick()
    ends = np.cumsum(np.concatenate([[0], *(sizes for _, _, sizes, _ in found)]))
    data = np.concatenate([counts for _, counts, _, _ in found]).astype(np.float32)
    indices = np.concatenate([buckets for buckets, _, _, _ in found])
    matrix = sparse.csr_matrix((data, indices, ends.astype(np.int64)), shape=(len(texts), BUCKETS))
    return Features(matrix, np.concatenate([styles for _, _, _, styles in found]))


def _piece(given: tuple[Sequence[str], Floats]) -> tuple[Any, Any, Any, Floats]:
    texts, frequency = given
    folded = alphabet.table()
    indices, counts, sizes, styles = [], [], [], []
    for text in texts:
        tokens = tokenise(text, folded)
        found = bag(grams(tokens))
        indices.append(found.buckets.astype(np.int32))
        counts.append(found.counts.astype(np.float16))
        sizes.append(found.buckets.size)
        styles.append(style.features(tokens, frequency))
    return np.concatenate(indices), np.concatenate(counts), np.array(sizes), np.stack(styles)


def frequencies(tokenised: Sequence[Tokens]) -> Floats:
    """Return log10 of how often the words of each bucket occur, each text counted with the same weight."""
    table = np.zeros(1 << style.FREQUENCY_BITS)
    for tokens in tokenised:
        hashes = tokens.hashes[tokens.words] >> np.uint64(64 - style.FREQUENCY_BITS)
        table += np.bincount(hashes.astype(np.int64), minlength=table.size) / max(hashes.size, 1)
    return np.asarray(np.log10(table / table.sum() + 1e-7), dtype=np.float32)


def inverse_frequencies(counts: sparse.csr_matrix, groups: npt.NDArray[np.int64], least: int, spread: int) -> Floats:
    """Return each bucket's weight by its rarity; 0 where fewer than ``least`` rows or ``spread`` groups have it."""
    rows = np.bincount(counts.indices, minlength=BUCKETS)
    seen = np.zeros(BUCKETS, dtype=np.int32)
    for group in range(int(groups.max()) + 1):
        part = counts[groups == group]
        seen += np.bincount(part.indices, minlength=BUCKETS) > 0
    weight = np.log((counts.shape[0] + 1) / (rows + 1)) + 1
    return np.asarray(np.where((rows >= least) & (seen >= spread), weight, 0), dtype=np.float32)


def weighted(counts: sparse.csr_matrix, inverse: Floats) -> sparse.csr_matrix:
    """Return what the linear model sees: damped counts times rarity, words and characters each of length 1."""
    indices = counts.indices
    data = (1 + np.log(counts.data)) * inverse[indices]
    rows = np.repeat(np.arange(counts.shape[0], dtype=np.int64), np.diff(counts.indptr))
    halves = rows * 2 + (indices >= (1 << BITS))
    norms = np.sqrt(np.bincount(halves, weights=data.astype(np.float64) ** 2, minlength=2 * counts.shape[0]))
    data /= np.maximum(norms, 1e-9)[halves].astype(np.float32)
    matrix = sparse.csr_matrix((data, indices, counts.indptr), shape=counts.shape)
    matrix.eliminate_zeros()
    return matrix
