"""What stands in the pixels themselves: hidden parameters and invisible watermarks."""

import gzip
import io
import warnings
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from copydesk.detectors.pictures import generators, parameters
from copydesk.detectors.pictures.generators import Mark
from copydesk.detectors.pictures.model import Claim
from copydesk.evidence import PictureAI

__all__ = ["MOST_PIXELS", "claims", "decode"]

MOST_PIXELS = 4_500_000
"""Generators write at most about two megapixels; larger pictures are not decoded in the search for marks."""

_LEAST_SIDE = 256
_SCALE = 36
_BLOCK = 4
_MOST_ERRORS = 0.04
_LONGEST_HIDDEN = 2 * 1024 * 1024
_SIGNATURES = {"stealth_pnginfo": False, "stealth_pngcomp": True, "stealth_rgbinfo": False, "stealth_rgbcomp": True}
_SIGNATURE_BITS = 15 * 8

Pixels = NDArray[np.uint8]


def decode(data: bytes) -> Image.Image | None:
    """Return the decoded picture, or None where it is damaged or has more than ``MOST_PIXELS``."""
    try:
        # What Pillow warns of in a damaged file is no news to whoever examines it.
        with warnings.catch_warnings(action="ignore"):
            image = Image.open(io.BytesIO(data))
            if image.width * image.height > MOST_PIXELS:
                return None
            image.load()
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError, EOFError):
        return None
    return image


def claims(image: Image.Image) -> Iterator[Claim]:
    """Yield what the pixels claim.

    Args:
        image: a decoded picture of any mode.
    """
    if image.mode == "RGBA":
        yield from _hidden(np.asarray(image)[:, :, 3:], "alpha channel")
    if image.mode in ("RGB", "RGBA"):
        pixels = np.asarray(image)[:, :, :3]
        if image.format == "PNG":
            yield from _hidden(pixels, "lowest colour bits")
        if min(image.size) >= _LEAST_SIDE:
            yield from _watermarks(pixels)


def _hidden(channels: Pixels, place: str) -> Iterator[Claim]:
    """Read "stealth" parameters: bits down each column, a signature, a length in bits, then the text."""
    columns = np.swapaxes(channels, 0, 1).reshape(-1, channels.shape[2])
    start = _bytes(columns, 0, _SIGNATURE_BITS).decode("latin-1")
    if start not in _SIGNATURES:
        return
    length = int.from_bytes(_bytes(columns, _SIGNATURE_BITS, 32), "big")
    if length > 8 * _LONGEST_HIDDEN:
        return
    text = _text(_bytes(columns, _SIGNATURE_BITS + 32, length), packed=_SIGNATURES[start])
    inner = list(parameters.parameters_claim("Comment", text))
    generator = inner[0].generator if inner else ("NovelAI" if "NovelAI" in text else None)
    yield Claim(PictureAI.DECLARED, "stealth", place, generator)


def _bytes(columns: Pixels, start: int, length: int) -> bytes:
    width = columns.shape[1]
    rows = columns[start // width : -(-(start + length) // width)]
    bits = (rows & 1).reshape(-1)[start % width : start % width + length]
    return np.packbits(bits[: len(bits) // 8 * 8]).tobytes()


def _text(raw: bytes, *, packed: bool) -> str:
    if packed:
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
                raw = stream.read(_LONGEST_HIDDEN)
        except (OSError, EOFError, zlib.error):
            return ""
    return raw.decode("utf-8", "replace")


def _watermarks(pixels: Pixels) -> Iterator[Claim]:
    """Find dwtDct marks: the largest coefficient of each 4 x 4 block of the wavelet's low band carries one bit."""
    votes = _votes(_low_band(pixels))
    for mark in generators.marks():
        if _carries(votes, mark):
            yield Claim(PictureAI.DECLARED, "watermark", "dwtDct watermark", mark.generator)
            return


def _low_band(pixels: Pixels) -> NDArray[np.float32]:
    """Return the low band of the one-level Haar transform of the U channel."""
    height, width = (side // 4 * 4 for side in pixels.shape[:2])
    rgb = pixels[:height, :width].astype(np.float32)
    luma = np.rint(rgb @ np.array([0.299, 0.587, 0.114], np.float32))
    chroma = np.clip(np.rint((rgb[:, :, 2] - luma) * np.float32(0.492) + 128), 0, 255)
    low: NDArray[np.float32] = (
        chroma[0::2, 0::2] + chroma[0::2, 1::2] + chroma[1::2, 0::2] + chroma[1::2, 1::2]
    ) / np.float32(2)
    return low


def _votes(low: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return one bit a block, in reading order."""
    rows, columns = (side // _BLOCK for side in low.shape)
    blocks = low[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK)
    flat = np.abs(blocks.transpose(0, 2, 1, 3).reshape(-1, _BLOCK * _BLOCK))
    largest = flat[:, 1:].max(axis=1)
    bits: NDArray[np.bool_] = (largest % _SCALE) > _SCALE / 2
    return bits


def _carries(votes: NDArray[np.bool_], mark: Mark) -> bool:
    length = len(mark.bits)
    whole = len(votes) // length * length
    if not whole:
        return False
    means: Any = votes[:whole].reshape(-1, length).mean(axis=0)
    errors = int(np.sum((means > 0.5) != np.array(mark.bits, bool)))  # noqa: PLR2004  # a majority
    return errors <= _MOST_ERRORS * length
