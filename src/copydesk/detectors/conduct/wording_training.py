"""Fits the wording that tells a detector's positives from its look-alikes and from ordinary writing."""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from copydesk.detectors.conduct.corpus import HELD, PARTS, examples
from copydesk.detectors.conduct.wording import Wording, tally
from copydesk.story import Story
from copydesk.story.readers import read

__all__ = ["Passages", "is_for_training", "ordinary", "parts_of", "wording"]

_STRENGTH = 10.0
_FEWEST = 4
_ORDINARY_WEIGHT = 0.3
_DOMAINS = frozenset({"blog", "essay", "medium", "blog-gov", "reviews", "news", "various"})

Split = Callable[[Story], Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Passages:
    """The token lists of one story, what it is, and the template that it was made of."""

    story: Story
    tokens: Sequence[Sequence[str]]
    positive: bool
    template: str


def parts_of(package: str, split: Split) -> dict[str, list[Passages]]:
    """Return the stories of all parts that may be trained on, split into passages."""
    found = {part: examples(package, part) for part in PARTS if part not in HELD}
    return {
        part: [Passages(e.story, split(e.story), e.positive, e.template) for e in stories]
        for part, stories in found.items()
        if stories
    }


def is_for_training(name: str) -> bool:
    """Tell whether an ordinary story is one to train on; the others are for measuring."""
    return crc32(name.encode()) % 2 == 0


def ordinary(source: Path, split: Split) -> list[Passages]:
    """Return the ordinary human stories that are for training, in the order of the file."""
    return [Passages(story, split(story), positive=False, template=story.name) for story in _human(source)]


def _human(source: Path) -> Iterator[Story]:
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            if '"human"' not in line:
                continue
            row = json.loads(line)
            wanted = row["label"] == "human" and row["domain"] in _DOMAINS and is_for_training(row["id"])
            if wanted:
                yield read(row["text"].encode(), name=row["id"], format="text")


def wording(stories: Sequence[Passages], plain: Sequence[Passages]) -> Wording:
    """Fit; a template weighs as the root of its stories, an ordinary story less; deterministic."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # only training needs it

    made = Counter(one.template for one in stories)
    rows = [
        (tokens, one.positive, 1 / len(one.tokens) / made[one.template] ** 0.5)
        for one in stories
        for tokens in one.tokens
    ]
    rows += [(one.tokens[0], False, _ORDINARY_WEIGHT) for one in plain if one.tokens]
    counts = [tally(tokens) for tokens, _, _ in rows]
    seen = Counter(key for count in counts for key in count)
    keys = np.array(sorted(key for key, number in seen.items() if number >= _FEWEST), dtype=np.uint32)
    rarity = np.log((1 + len(counts)) / (1 + np.array([seen[key] for key in keys.tolist()]))) + 1
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=1000)
    matrix = _matrix(counts, keys, rarity)
    model.fit(matrix, [row[1] for row in rows], sample_weight=[row[2] for row in rows])
    usual = float(np.median(model.decision_function(matrix)[-len(plain) :]))
    weights = model.coef_[0].astype(np.float32)
    return Wording(keys, rarity.astype(np.float32), weights, round(float(model.intercept_[0]), 2), round(usual, 2))


def _matrix(
    counts: Sequence[Mapping[int, float]], keys: npt.NDArray[np.uint32], rarity: npt.NDArray[np.float64]
) -> Any:
    """Return the rows as a sparse matrix, each of length 1."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  # only training needs it

    places = {key: at for at, key in enumerate(keys.tolist())}
    data, columns, ends = [], [], [0]
    for count in counts:
        row = [(places[key], value * rarity[places[key]]) for key, value in count.items() if key in places]
        length = sum(value * value for _, value in row) ** 0.5 or 1.0
        columns += [place for place, _ in row]
        data += [value / length for _, value in row]
        ends.append(len(data))
    return csr_matrix((data, columns, ends), shape=(len(counts), len(keys)))
