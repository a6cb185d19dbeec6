"""Writes a model as arrays of few bits, with a manifest that holds its checksum and how it was made."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose.model import FORMAT

__all__ = ["companded", "linear_arrays", "write"]

Floats = npt.NDArray[np.float32]
_OLD = (2020, 1, 1, 0, 0, 0)


def companded(values: Floats) -> tuple[npt.NDArray[np.uint8], Floats]:
    """Return a byte for each value and the 256 values that the bytes stand for, finer near zero."""
    most = float(np.quantile(np.abs(values[values != 0]), 0.9999)) if np.any(values) else 1.0
    codes = np.rint(np.sqrt(np.clip(np.abs(values) / most, 0, 1)) * 127).astype(np.int16)
    steps = (np.arange(-127, 129) / 127.0).astype(np.float64)
    return (np.sign(values).astype(np.int16) * codes + 127).astype(np.uint8), (np.sign(steps) * steps**2 * most).astype(
        np.float32
    )


def _inverse(values: Floats) -> tuple[npt.NDArray[np.uint8], Floats]:
    """Return bytes for the rarity of buckets, 0 for a bucket that is not used."""
    used = values[values > 0]
    low, high = float(used.min()), float(used.max())
    codes = np.where(values > 0, 1 + np.rint((values - low) / (high - low) * 254), 0).astype(np.uint8)
    steps = np.concatenate([[0], np.linspace(low, high, 255)]).astype(np.float32)
    return codes, steps


def linear_arrays(inverse: Floats, table: Floats, bias: Floats) -> dict[str, Any]:
    """Return the arrays of the linear model: classes human, polished, generated become two differences to human."""
    full = np.where(inverse[:, None] > 0, table[:, [2, 1]] - table[:, [0]], np.float32(0))
    codes, steps = _inverse(inverse)
    generated, generated_steps = companded(full[:, 0])
    polished, polished_steps = companded(full[:, 1])
    return {
        "inverse": codes, "inverse_steps": steps, "generated": generated, "generated_steps": generated_steps,
        "polished": polished, "polished_steps": polished_steps,
        "bias": np.array([bias[2] - bias[0], bias[1] - bias[0]], dtype=np.float32),
    }  # fmt: skip


def write(
    folder: Path,
    arrays: dict[str, npt.NDArray[Any]],
    facts: dict[str, Any],
    name: str = "fast",
    card: str = "manifest.json",
) -> str:
    """Write ``name``.npz and its manifest into ``folder``, return the checksum; the same arrays give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for key in sorted(arrays):
            part = io.BytesIO()
            np.lib.format.write_array(part, np.asarray(arrays[key], order="C"), version=(1, 0), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{key}.npy", _OLD), part.getvalue())
    data = buffer.getvalue()
    checksum = hashlib.sha256(data).hexdigest()
    (folder / f"{name}.npz").write_bytes(data)
    manifest = {"format": FORMAT, "file": f"{name}.npz", "sha256": checksum, "bytes": len(data), **facts}
    (folder / card).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")
    return checksum
