"""Held-out documents as the models of the folds read them, kept as flat arrays between runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from copydesk.detectors.prose.model import Model
from copydesk.detectors.prose.scoring import Floats, Reading, Sums, read
from copydesk.detectors.prose.tokens import LONGEST
from copydesk.detectors.prose.train.corpus import Document
from copydesk.detectors.prose.units import Units, cut

__all__ = ["Held", "read_all", "truth_of"]


@dataclass(frozen=True, slots=True)
class Held:
    """One document as a model that has not seen its writer reads it; ``truth`` is the AI share of each unit."""

    document: Document
    reading: Reading
    units: Units
    truth: Floats


def truth_of(document: Document, units: Units) -> Floats:
    """Return the AI share of each unit (NaN where the document's share is known as a whole only)."""
    if not document.segments:
        value = {"human": 0.0, "ai": 1.0}.get(document.label, np.nan)
        return np.full(units.starts.size, value)
    ai = np.zeros(len(document.text) + 1)
    for start, end, is_ai in document.segments:
        ai[start + 1 : end + 1] = is_ai
    totals = np.cumsum(ai)
    return np.asarray((totals[units.ends] - totals[units.starts]) / np.maximum(units.ends - units.starts, 1))


def read_all(
    documents: Sequence[Document], model: Model, path: Path | None, tick: Callable[..., None] = lambda *_: None
) -> list[Held]:
    """Read ``documents`` by ``model``, or take what an earlier run left at ``path``."""
    if path is None or not path.exists():
        found = []
        for document in documents:
            units = cut(document.text[:LONGEST])
            found.append((units, replace(read(model, document.text[:LONGEST], units.starts), trace=None)))
            tick()
        if path is None:
            return [
                _held(document, reading, units) for document, (units, reading) in zip(documents, found, strict=True)
            ]
        _save(path, found)
    return _load(path, documents)


def _held(document: Document, reading: Reading, units: Units) -> Held:
    return Held(document, reading, units, truth_of(document, units))


def _save(path: Path, found: Sequence[tuple[Units, Reading]]) -> None:
    arrays: dict[str, Any] = {
        "offsets": np.cumsum([0, *(units.starts.size for units, _ in found)]),
        "scores": np.array([[*r.linear, *r.forest, r.known] for _, r in found]),
        "style": np.stack([r.style for _, r in found]),
        "tops": np.concatenate([r.sums.tops for _, r in found]).astype(np.float32),
        "norms": np.concatenate([r.sums.norms for _, r in found]).astype(np.float32),
        "units": np.concatenate([np.stack([u.starts, u.ends, u.words], axis=1) for u, _ in found]),
    }
    np.savez(path.with_suffix(".part.npz"), **arrays)
    path.with_suffix(".part.npz").rename(path)


def _load(path: Path, documents: Sequence[Document]) -> list[Held]:
    with np.load(path, allow_pickle=False) as file:
        data = {name: file[name] for name in file.files}
    out = []
    for index, document in enumerate(documents):
        own = slice(data["offsets"][index], data["offsets"][index + 1])
        scores = data["scores"][index]
        sums = Sums(data["tops"][own].astype(np.float64), data["norms"][own].astype(np.float64))
        reading = Reading(scores[:2], scores[2:4], data["style"][index], sums, float(scores[4]))
        out.append(_held(document, reading, Units(*data["units"][own].T)))
    return out
