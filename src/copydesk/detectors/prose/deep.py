"""The deep stage: a small encoder reads windows of about ninety words and says how far each reads like a model's."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from copydesk.detectors.encoder import Encoder

__all__ = ["MODEL", "VERSION", "WORDS", "load", "score"]

VERSION = "1"
WORDS = 92
"""Words of a whole window; with word pieces most such windows fit what the encoder reads."""
MODEL = Path(__file__).parent / "model" / "deep.onnx"


def load(model: Path = MODEL) -> Encoder:
    """Load the encoder: logits of human, assisted (polished) and AI writing for each window.

    Raises:
        DamagedModelError: A file is missing, damaged or of another version.
    """
    return Encoder.load(model, VERSION)


def score(encoder: Encoder, windows: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return for each window the log-odds of AI writing against human and assisted; higher is more AI.

    >>> score(load(), ["It was, in the end, a matter of taste."]).shape
    (1,)
    """
    logits = encoder.logits(windows)
    return np.asarray(logits[:, 2] - np.logaddexp(logits[:, 0], logits[:, 1]), dtype=np.float32)
