"""The shipped arrays: plain numbers in one file, checked against a manifest before they are used."""

import hashlib
import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.detectors import InstallationError
from copydesk.detectors.prose.tokens import Ints

__all__ = ["FORMAT", "Model", "ModelError", "Trees", "assemble", "default", "load"]

FORMAT = 1
"""The layout of the arrays that this code reads."""

HERE = Path(__file__).parent / "model"
Floats = npt.NDArray[np.float32]


class ModelError(InstallationError):
    """The model file is missing, damaged, or was made for another version of Copydesk."""


@dataclass(frozen=True, slots=True)
class Trees:
    """A forest as arrays: node ``n`` leads left where its feature is at most ``threshold[n]``, else right.

    A leaf points to itself and has a ``value``; ``roots`` are the trees' first nodes, tree ``t`` votes for class
    ``t % 3``.
    """

    feature: npt.NDArray[np.int16]
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats
    roots: Ints
    depth: int


@dataclass(frozen=True, slots=True)
class Model:
    """All that the estimate needs; ``arrays`` by name, ``facts`` from the manifest.

    ``packed`` has for each bucket three bytes, lowest first: rarity, pull towards generated, pull towards polished;
    what a byte stands for is in the ``…_steps``.
    """

    folded: npt.NDArray[np.uint8]
    frequency: Floats
    packed: npt.NDArray[np.uint32]
    inverse_steps: Floats
    generated_steps: Floats
    polished_steps: Floats
    bias: Floats
    trees: Trees
    arrays: dict[str, npt.NDArray[Any]]
    facts: dict[str, Any]


@cache
def default() -> Model:
    """Return the model that comes with the package.

    Raises:
        ModelError: it is missing, damaged, or of another version.
    """
    return load(HERE)


def load(folder: Path) -> Model:
    """Read a model and, where it is there, the stack with the deep stage; no code of the files is run.

    Raises:
        ModelError: a file is missing, damaged, or of another version.
    """
    arrays, manifest = _part(folder, "manifest.json")
    if (folder / "second.json").exists():
        more, second = _part(folder, "second.json")
        if second.get("fast") != manifest["sha256"]:
            raise ModelError("The prose model's two stages do not belong together. Install Copydesk again.")
        arrays |= more
    return assemble(arrays, manifest)


def _part(folder: Path, name: str) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    manifest = _manifest(folder / name)
    try:
        data = (folder / manifest["file"]).read_bytes()
    except (OSError, KeyError) as error:
        raise ModelError(f"The prose model in {folder.name} has no arrays: {error}. Install Copydesk again.") from error
    if hashlib.sha256(data).hexdigest() != manifest.get("sha256"):
        raise ModelError(
            f"The prose model {manifest['file']} is damaged: its checksum is wrong. Install Copydesk again."
        )
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        return {key: file[key] for key in file.files}, manifest


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The prose model has no readable manifest: {error}. Install Copydesk again.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else None
        raise ModelError(f"The prose model has format {found}; this version of Copydesk reads format {FORMAT}.")
    return manifest


def assemble(arrays: dict[str, npt.NDArray[Any]], facts: dict[str, Any]) -> Model:
    """Return the model of these arrays.

    Raises:
        ModelError: one is missing.
    """
    try:
        trees = Trees(
            arrays["tree_feature"], arrays["tree_threshold"], arrays["tree_left"].astype(np.int64),
            arrays["tree_right"].astype(np.int64), arrays["tree_value"], arrays["tree_roots"].astype(np.int64),
            int(arrays["tree_depth"]),
        )  # fmt: skip
        bytes_of = [arrays[name].astype(np.uint32) for name in ("inverse", "generated", "polished")]
        packed = (bytes_of[0] | (bytes_of[1] << 8) | (bytes_of[2] << 16)).astype(np.uint32)
        named = {
            name: arrays[name] for name in ("folded", "bias", "inverse_steps", "generated_steps", "polished_steps")
        }
        return Model(
            packed=packed,
            frequency=arrays["frequency"].astype(np.float32),
            trees=trees,
            arrays=arrays,
            facts=facts,
            **named,
        )
    except KeyError as error:
        raise ModelError(f"The prose model lacks {error}; it was made by another version of Copydesk.") from error
