"""The deep stage: a small encoder reads windows of about ninety words and says how far each reads like a model's."""

import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose.alphabet import LOOKALIKES

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

__all__ = ["VERSION", "VOCABULARY", "DamagedModelError", "Encoder", "normalise", "tokenizer"]

VERSION = "1"
PLACES = 128
"""Word pieces that the encoder reads of a window, its two marks included."""
WORDS = 92
"""Words of a whole window; with word pieces most such windows fit ``PLACES``."""

Floats = npt.NDArray[np.float32]

_MODEL = Path(__file__).parent / "model"
VOCABULARY = _MODEL / "deep.vocabulary.txt"
_BATCH = 16
_LONGEST = 4000
_FOLD: dict[int, str | None] = {
    **{ord(a): b for a, b in LOOKALIKES.items()},
    **dict.fromkeys(map(ord, "‘’ʼ´`′"), "'"),
    **dict.fromkeys(map(ord, "“”„«»″"), '"'),
    **dict.fromkeys(map(ord, "–—―−"), " - "),
    **dict.fromkeys(map(ord, "‐‑"), "-"),
    **dict.fromkeys(map(ord, "*_#|~^<>•●▪◦·\\"), " "),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"), None),
    **dict.fromkeys(range(0xD800, 0xE000), None),
    ord("…"): "...",
}
_DASHES = re.compile(r"\s+-+\s+|-{2,}")
_SPACES = re.compile(r"\s+")


class DamagedModelError(RuntimeError):
    """The model's files are damaged, not the ones that belong together, or of another version."""


def normalise(text: str) -> str:
    """Fold what follows the source rather than the writer: quotes, dashes, mark-up, look-alikes, white space.

    >>> normalise("It’s  *fine*—really…")
    "It's fine - really..."
    """
    return _SPACES.sub(" ", _DASHES.sub(" - ", text.translate(_FOLD))).strip()


@cache
def tokenizer(vocabulary: Path = VOCABULARY) -> "Tokenizer":
    """Return the WordPiece tokeniser of ``vocabulary``: lower case, without accents, cut at ``PLACES``."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors  # noqa: PLC0415 - 25 ms, deep only

    pieces = vocabulary.read_text("utf-8").splitlines()
    reader = Tokenizer(models.WordPiece({piece: index for index, piece in enumerate(pieces)}, unk_token="[UNK]"))  # noqa: S106
    reader.normalizer = normalizers.BertNormalizer()
    reader.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    reader.post_processor = processors.BertProcessing(("[SEP]", 102), ("[CLS]", 101))
    reader.enable_truncation(PLACES)
    return reader


class Encoder:
    """Scores windows of text.

    >>> encoder = Encoder.load()
    >>> encoder.score_windows(["It was, in the end, a matter of taste."]).shape
    (1,)
    """

    def __init__(self, session: "InferenceSession", reader: "Tokenizer") -> None:
        self._session = session
        self._reader = reader

    @classmethod
    def load(cls, folder: Path = _MODEL) -> Self:
        """Load the shipped model, or the one in ``folder``; no code of the files is run.

        Raises:
            DamagedModelError: A file is missing, damaged or of another version.
        """
        import onnxruntime  # noqa: PLC0415 - 200 ms, deep only

        _check(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(folder / "deep.onnx", options, providers=["CPUExecutionProvider"])
        return cls(session, tokenizer(folder / "deep.vocabulary.txt"))

    def logits(self, texts: Sequence[str]) -> Floats:
        """Return a row for each window: logits of human, assisted (polished) and AI writing."""
        if not texts:
            return np.zeros((0, 3), dtype=np.float32)
        rows = [encoding.ids for encoding in self._reader.encode_batch([normalise(text[:_LONGEST]) for text in texts])]
        order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
        found = np.empty((len(rows), 3), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            found[chosen] = self._session.run(None, {"ids": _padded([rows[index] for index in chosen])})[0]
        return found

    def score_windows(self, texts: Sequence[str]) -> Floats:
        """Return for each window the log-odds of AI writing against human and assisted; higher is more AI.

        Windows of up to about ninety words are read whole, longer ones up to ``PLACES`` word pieces.
        """
        logits = self.logits(texts)
        return np.asarray(logits[:, 2] - np.logaddexp(logits[:, 0], logits[:, 1]), dtype=np.float32)


def _padded(rows: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
    ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    for place, row in zip(ids, rows, strict=True):
        place[: len(row)] = row
    return ids


def _check(folder: Path) -> None:
    try:
        record = json.loads((folder / "deep.json").read_text("utf-8"))
        version, sums = record["version"], dict(record["sha256"])
        found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in sums}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedModelError(
            f"The prose model in {folder} cannot be read: {error}. Install Copydesk again."
        ) from error
    if version != VERSION:
        raise DamagedModelError(
            f"The prose model in {folder} is of version {version}; this Copydesk reads version {VERSION}."
        )
    if set(found) != {"deep.onnx", "deep.vocabulary.txt"} or found != sums:
        raise DamagedModelError(
            f"The prose model in {folder} is damaged: its checksums differ. Install Copydesk again."
        )
