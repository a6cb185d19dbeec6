"""The whole training, stage by stage; each stage leaves a checkpoint from which a stopped run goes on."""

import multiprocessing
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from scipy import sparse
from threadpoolctl import threadpool_limits

from copydesk.detectors.prose import alphabet
from copydesk.detectors.prose.deep import MODEL, load
from copydesk.detectors.prose.model import Model, assemble
from copydesk.detectors.prose.tokens import tokenise
from copydesk.detectors.prose.train import corpus, export, forest, linear, matrix, samples, second
from copydesk.detectors.prose.train.finish import finish
from copydesk.detectors.prose.train.held import Held

__all__ = ["Settings", "main"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a training run is made with; recorded in the manifest."""

    schedule: linear.Schedule = field(default_factory=linear.Schedule)
    rounds: int = 150
    jobs: int = 2
    least: int = 20
    spread: int = 8
    mixtures: int = 300
    deep: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """The rows to learn from, as numbers."""

    rows: sparse.csr_matrix
    style: Floats
    frequency: Floats
    inverse: Floats
    targets: Ints
    documents: Ints
    weights: Floats


def main(
    data: Path, out: Path, *, work: Path | None = None, settings: Settings | None = None, encoder: bool = False
) -> str:
    """Rebuild the model from ``data`` (``train.jsonl.gz`` inside it) into the folder ``out``.

    Args:
        data: the folder of the labelled text.
        out: where ``fast.npz`` and ``manifest.json`` go.
        work: where checkpoints are kept (``out``/checkpoints); a stopped run goes on from them.
        settings: other settings than those of the shipped model.
        encoder: whether to train the encoder of the deep stage too, into ``out``; else the one there or the shipped one
            serves.

    Returns:
        The checksum of the fast stage's arrays.

    Raises:
        ModuleNotFoundError: a package of the extra ``train``, or of ``train-deep`` for the encoder, is missing.
    """
    chosen, place = settings or Settings(), work or out / "checkpoints"
    place.mkdir(parents=True, exist_ok=True)
    if encoder:
        _encoder(data, out, place)
    columns = (TextColumn("{task.description:32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # Sums taken by several threads differ in their last bits.
    with threadpool_limits(1), Progress(*columns) as progress:
        documents = corpus.read(data / "train.jsonl.gz")
        table = _table(documents, place, chosen, progress)
        models = _models(table, documents, place, chosen, progress)
        arrays, facts, held = finish(documents, models[:-1], models[-1], place, progress, chosen.mixtures)
        checksum = export.write(out, arrays, {**facts, **_provenance(chosen)})
        if chosen.deep:
            own = second.held_from_both(held, documents, models[:-1])
            _second(assemble(arrays, {}), own, out, place, checksum, progress)
    return checksum


def _encoder(data: Path, out: Path, place: Path) -> None:
    """Train the encoder and write it into ``out``."""
    from copydesk.detectors.prose.train import deep  # noqa: PLC0415  # torch is needed here only

    state = deep.run(deep.PLAN, data / "train.jsonl.gz", place / "encoder")
    deep.ship(state, out)


def _second(model: Model, own: list[Held], out: Path, place: Path, fast: str, progress: Progress) -> None:
    read_by = load(out / MODEL.name if (out / MODEL.name).exists() else MODEL)
    odds = second.deep_odds(own, read_by, place / "deep.npz", _bar(progress, "reading by the deep stage", len(own)))
    arrays, facts = second.fit_second(model, own, odds)
    export.write(out, arrays, {"fast": fast, **facts}, "second", "second.json")


def _bar(progress: Progress, name: str, total: int) -> Callable[..., None]:
    task = progress.add_task(name, total=total)
    return lambda *_: progress.advance(task)


def _table(documents: list[corpus.Document], place: Path, settings: Settings, progress: Progress) -> Table:
    taken = list(samples.rows(documents))
    targets = np.array([row.target for row in taken])
    owners = np.array([row.document for row in taken])
    weights = np.array(samples.weights(documents, taken), dtype=np.float32)
    counts, style, frequency = _features(documents, taken, place, settings.jobs, progress)
    names = sorted({document.group + document.source for document in documents})
    number = {name: index for index, name in enumerate(names)}
    groups = np.array([number[documents[owner].group + documents[owner].source] for owner in owners])
    inverse = matrix.inverse_frequencies(counts, groups, settings.least, settings.spread)
    return Table(matrix.weighted(counts, inverse), style, frequency, inverse, targets, owners, weights)


def _features(
    documents: list[corpus.Document], taken: list[samples.Row], place: Path, jobs: int, progress: Progress
) -> tuple[sparse.csr_matrix, Floats, Floats]:
    paths = [place / name for name in ("counts.npz", "style.npy", "frequency.npy")]
    if not all(path.exists() for path in paths):
        folded = alphabet.table()
        frequency = matrix.frequencies([tokenise(samples.first_words(d.text, 400), folded) for d in documents])
        tick = _bar(progress, "reading features", -(-len(taken) // matrix.PIECE))
        found = matrix.extract([row.text for row in taken], frequency, jobs, tick)
        np.save(paths[2], frequency)
        np.save(paths[1], found.style)
        sparse.save_npz(paths[0], found.counts, compressed=False)
    return sparse.load_npz(paths[0]), np.load(paths[1]), np.load(paths[2])


def _models(
    table: Table, documents: list[corpus.Document], place: Path, settings: Settings, progress: Progress
) -> list[Model]:
    """Return the models without each fold, and last the one of all rows; ``settings.jobs`` are fitted at a time."""
    folds = corpus.fold_of(documents)
    own = np.array([folds[documents[d].group, documents[d].label == "human"] for d in table.documents])
    names = [*map(str, range(corpus.FOLDS)), "all"]
    tick = _bar(progress, "linear models and forests", len(names))
    _SHARED[:] = [table, own, place, settings]
    context = multiprocessing.get_context("fork")
    with context.Pool(settings.jobs) as pool:
        for _ in pool.imap(_fit_shared, names):
            tick()
    _SHARED.clear()
    return [_load(place / f"model-{name}.npz") for name in names]


_SHARED: list[Any] = []
"""What forked workers read of their parent's memory, so that the matrix stands there once."""


def _fit_shared(name: str) -> None:
    table, own, place, settings = _SHARED
    path = place / f"model-{name}.npz"
    if not path.exists():
        rows = np.arange(own.size) if name == "all" else np.flatnonzero(own != int(name))
        np.savez(path.with_suffix(".part.npz"), **_fit(table, rows, settings))
        path.with_suffix(".part.npz").rename(path)


def _load(path: Path) -> Model:
    with np.load(path, allow_pickle=False) as file:
        return assemble({name: file[name] for name in file.files}, {})


def _fit(table: Table, rows: Ints, settings: Settings) -> dict[str, Any]:
    coefficients, bias = linear.fit_softmax(table.rows, rows, table.targets, table.weights, settings.schedule)
    trees = forest.fit_forest(table.style[rows], table.targets[rows], table.weights[rows], settings.rounds)
    return {
        **export.linear_arrays(table.inverse, coefficients, bias), **trees,
        "folded": alphabet.table(), "frequency": table.frequency.astype(np.float16),
    }  # fmt: skip


def _provenance(settings: Settings) -> dict[str, Any]:
    import lightgbm  # noqa: PLC0415  # only its version
    import scipy  # noqa: PLC0415  # only its version

    versions = {"lightgbm": lightgbm.__version__, "numpy": np.__version__, "scipy": scipy.__version__}
    return {"settings": asdict(settings), "versions": versions}
