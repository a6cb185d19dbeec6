"""The trained encoder of this package: passages and captions in, how likely each thing is said out."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from copydesk.detectors.disclosure.model import CLASSES
from copydesk.detectors.disclosure.quoting import unquoted
from copydesk.detectors.encoder import Encoder

__all__ = ["ALL", "CAPTION", "MODEL", "VERSION", "captions", "passages", "ready"]

VERSION = "1"
MODEL = Path(__file__).parent / "model" / "disclosure.onnx"
CAPTION = "caption : "
"""Stands before a caption, so that it is not read as a sentence of the text."""
ALL = (*CLASSES, "says AI", "says nothing")
"""What the encoder tells apart: the classes of a passage, then those of a caption."""

Odds = npt.NDArray[np.float64]


@cache
def _encoder() -> Encoder:
    return Encoder.load(MODEL, VERSION)


def ready() -> None:
    """Load the encoder, so that what is wrong with it is told before a story is read.

    Raises:
        DamagedModelError: the model is missing, damaged or of another version.
    """
    _encoder()


def passages(texts: Sequence[str]) -> Odds:
    """Return a row for each passage of the text: how likely it says each of ``CLASSES``; a row adds up to 1.

    Raises:
        DamagedModelError: the model is missing, damaged or of another version.
    """
    return _odds(_encoder().logits([unquoted(text) for text in texts])[:, : len(CLASSES)])


def captions(texts: Sequence[str]) -> Odds:
    """Return how likely each caption says that AI made its picture.

    Raises:
        DamagedModelError: the model is missing, damaged or of another version.
    """
    logits = _encoder().logits([CAPTION + text for text in texts])
    return _odds(logits[:, len(CLASSES) :])[:, 0]


def _odds(logits: npt.NDArray[np.float32]) -> Odds:
    odds = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
