"""Trains the models of this package from ``corpus/``; the same corpus gives the same numbers."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from copydesk.detectors.disclosure.features import features, read
from copydesk.detectors.disclosure.grammar import examples
from copydesk.detectors.disclosure.model import CLASSES, SLOTS, slot
from copydesk.detectors.disclosure.quoting import unquoted

__all__ = ["CORPORA", "train", "train_encoder"]

CORPORA = ("english", "others", "sentences")
_MOST_PER_TEMPLATE = 80
_STRENGTH = 15.0
_STEPS, _WARM, _COOL, _AVERAGE = 2000, 60, 100, 0.98


def train(target: Path | None = None, *, most: int = _MOST_PER_TEMPLATE, corpora: Sequence[str] = CORPORA) -> Path:
    """Train on the corpora and write ``model.npz``; return where it was written.

    Args:
        target: the file to write; the package's own where it is None.
        most: how many sentences a template gives at most.
        corpora: the files of ``corpus/`` to learn from.
    """
    rows, labels, weights = _material(most, corpora)
    model = LogisticRegression(C=_STRENGTH, max_iter=400, tol=1e-4)
    model.fit(_matrix(rows), labels, sample_weight=weights)
    path = target or Path(str(files("copydesk.detectors.disclosure").joinpath("model.npz")))
    _save(path, model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32))
    return path


def train_encoder(target: Path | None = None, *, work: Path | None = None) -> Path:
    """Fine-tune the encoder on the written passages and captions of the corpus; return where it was written.

    Takes ten minutes of one core or more; a run that was stopped goes on from what lies in ``work``.

    Args:
        target: the file to write (``.onnx``), with its record beside it; the package's own where it is None.
        work: the folder for checkpoints; one beside the target where it is None.

    Raises:
        ModuleNotFoundError: a package of the extra ``train-deep`` is not installed.
    """
    from copydesk.detectors.disclosure.encoder import ALL, MODEL, VERSION  # noqa: PLC0415 - the encoder is optional here
    from copydesk.detectors.disclosure.material import Material, shipped  # noqa: PLC0415
    from copydesk.detectors.encoder import tokenizer  # noqa: PLC0415
    from copydesk.detectors.encoder.export import export  # noqa: PLC0415
    from copydesk.detectors.encoder.training import Plan, fine_tune, start  # noqa: PLC0415 - torch

    path = target or MODEL
    path.parent.mkdir(parents=True, exist_ok=True)
    plan = Plan(steps=_STEPS, warm=_WARM, cool=_COOL, average=_AVERAGE)
    state = start(plan, len(ALL))
    fine_tune(plan, state, [Material(shipped(), tokenizer())], (work or path.parent) / "disclosure.checkpoint")
    export(state.mean, path, "disclosure", VERSION)
    return path


def _material(most: int, corpora: Sequence[str]) -> tuple[list[list[int]], list[int], NDArray[np.float64]]:
    rows, labels, weights = [], [], []
    for corpus in corpora:
        found = list(examples(corpus, most))
        sizes: dict[int, int] = {}
        for _, _, number in found:
            sizes[number] = sizes.get(number, 0) + 1
        for label, sentence, number in found:
            rows.append(sorted({slot(feature) for feature in features(read(unquoted(sentence)))}))
            labels.append(CLASSES.index(label))
            weights.append(sizes[number] ** -0.5)
    scale = np.asarray(weights)
    return rows, labels, scale / scale.mean()


def _matrix(rows: list[list[int]]) -> csr_matrix:
    indices = np.concatenate([np.asarray(row, dtype=np.int32) for row in rows])
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    values = np.concatenate([np.full(len(row), 1 / max(1.0, len(row) ** 0.5), dtype=np.float64) for row in rows])
    return csr_matrix((values, indices, starts), shape=(len(rows), SLOTS))


def _save(path: Path, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
    """Write weights as signed bytes with a scale a class: small, and no pickle."""
    scale = np.abs(weights).max(axis=0) / 127
    small = np.round(weights / scale).astype(np.int8)
    np.savez_compressed(path, weights=small, scale=scale, bias=bias)
