"""Counts in how many texts each stem occurs, for ``rarity.npz``; no text of the corpus goes into it."""

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from math import log
from pathlib import Path

import numpy as np

from copydesk.detectors.derivation.rarity import hashes, stem
from copydesk.detectors.derivation.reading import read_text

__all__ = ["texts", "train"]

_FEWEST = 12
_STEP = 20.0


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a JSONL file, gzipped."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def train(corpus: Iterable[str], out: Path) -> int:
    """Write the table; return how many stems it holds. The same texts give the same file."""
    counts, total = Counter[str](), 0
    for text in corpus:
        counts.update({stem(word) for word in read_text(text).words})
        total += 1
    kept = sorted(word for word, count in counts.items() if count >= _FEWEST)
    keys = (hashes(kept) >> np.uint64(32)).astype(np.uint32)
    rare = np.array([round(log(total / counts[word]) * _STEP) for word in kept], dtype=np.uint8)
    order = np.argsort(keys, kind="stable")
    unseen = log(total / _FEWEST) + 0.5
    np.savez_compressed(out, stems=keys[order], rarity=rare[order], unseen=np.float32(unseen))
    return len(kept)
