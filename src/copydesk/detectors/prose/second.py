"""The deep stage's part in an estimate: asked where the fast stage is unsure, or always on request."""

from functools import cache

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose.deep import DamagedModelError, Encoder, windows
from copydesk.detectors.prose.model import HERE, Model, ModelError
from copydesk.detectors.prose.scoring import Floats
from copydesk.detectors.prose.verdict import Verdict

__all__ = ["MOST_WINDOWS", "odds_of", "unsure", "weigh"]

Logits = npt.NDArray[np.floating]

MOST_WINDOWS = 16
_SURE, _LOST, _CLEAR = 0.002, 0.2, 1.0


def unsure(model: Model, verdict: Verdict) -> bool:
    """Tell whether the fast stage leaves room for doubt, and there is a deep stage to ask."""
    if "stack_deep" not in model.arrays or verdict.p_human > _LOST or not _encoder_is_here():
        return False
    clear = verdict.odds[1] > float(model.arrays["rule"][1]) + _CLEAR
    return not (verdict.p_human <= _SURE and clear)


@cache
def _encoder_is_here() -> bool:
    return (HERE / "deep.onnx").exists()


@cache
def _encoder() -> Encoder:
    try:
        return Encoder.load()
    except DamagedModelError as error:
        raise ModelError(str(error)) from error


def weigh(text: str) -> Floats:
    """Score the windows of ``text``, evenly drawn where there are many; return their odds (``odds_of``).

    Raises:
        ModelError: the deep stage's files are missing or damaged.
    """
    cut = windows(text)
    chosen = np.unique(np.linspace(0, len(cut) - 1, min(len(cut), MOST_WINDOWS)).astype(np.int64))
    return odds_of(_encoder().logits([cut[index] for index in chosen]))


def odds_of(logits: Logits) -> Floats:
    """Turn logits of human, assisted and AI into the odds of AI against human, and against assisted."""
    return np.stack([logits[:, 2] - logits[:, 0], logits[:, 2] - logits[:, 1]], axis=1).astype(np.float64)
