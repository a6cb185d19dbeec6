"""What an encoder learns from, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Batch", "Material"]


@dataclass(frozen=True, slots=True)
class Batch:
    """Word pieces (0 pads), soft targets over the classes, and the stratum of each passage."""

    ids: npt.NDArray[np.int64]
    targets: npt.NDArray[np.float32]
    strata: tuple[str, ...]


class Material(Protocol):
    """What an encoder learns from."""

    def batch(self, step: int) -> Batch:
        """Return the passages of one step, the same for the same step."""

    def reweigh(self, losses: Mapping[str, float]) -> None:
        """Note the running mean loss of each stratum, so that what is hard may be drawn more often."""
