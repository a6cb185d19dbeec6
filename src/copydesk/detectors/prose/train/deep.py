"""Fine-tune the encoder of the deep stage on windows of the labelled text."""

from pathlib import Path

from tokenizers import Tokenizer
from torch.nn import functional

from copydesk.detectors.encoder import tokenizer
from copydesk.detectors.encoder.body import Weights
from copydesk.detectors.encoder.export import export
from copydesk.detectors.encoder.training import Plan, State, fine_tune, start
from copydesk.detectors.prose.deep import MODEL, VERSION
from copydesk.detectors.prose.train.deep_noise import Noise
from copydesk.detectors.prose.train.deep_windows import Pool, read

__all__ = ["PLAN", "run", "ship"]

PLAN = Plan(steps=4400, late=250)
_CLASSES = 3


def near_words(weights: Weights, reader: Tokenizer, count: int = 6) -> dict[str, tuple[str, ...]]:
    """Return for each whole word of four letters or more the words that the body holds to be closest."""
    vocabulary = sorted(reader.get_vocab().items(), key=lambda item: item[1])
    words = [(word, index) for word, index in vocabulary if len(word) > 3 and word.isascii() and word.isalpha()]  # noqa: PLR2004
    table = functional.normalize(weights["word"][[index for _, index in words]], dim=1)
    near: dict[str, tuple[str, ...]] = {}
    for begin in range(0, len(words), 1024):
        scores, places = (table[begin : begin + 1024] @ table.T).topk(count + 1)
        for row, (values, found) in enumerate(zip(scores.tolist(), places.tolist(), strict=True), begin):
            pairs = zip(values, found, strict=True)
            near[words[row][0]] = tuple(words[at][0] for value, at in pairs if at != row and value > 0.45)  # noqa: PLR2004
    return {word: others for word, others in near.items() if others}


def run(plan: Plan, data: Path, folder: Path) -> State:
    """Train on the file ``data``; go on from a checkpoint in ``folder`` where one lies.

    Raises:
        ModuleNotFoundError: the package with the body is not installed.
    """
    state, reader = start(plan, _CLASSES), tokenizer()
    noise, main, late = Noise(near_words(state.weights, reader)), read(data, "train"), read(data, "late")
    pools = [Pool(documents, reader, noise) for documents in (main, main + late)]
    return fine_tune(plan, state, pools, folder / "deep.checkpoint")


def ship(state: State, out: Path) -> None:
    """Write the mean of the weights into ``out`` as the package ships it, with its record."""
    out.mkdir(parents=True, exist_ok=True)
    export(state.mean, out / MODEL.name, "prose", VERSION)
