"""The encoder as it ships: passages in, a row of logits for each out."""

import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from copydesk.detectors import InstallationError
from copydesk.detectors.lookalikes import LOOKALIKES

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

__all__ = ["PLACES", "VOCABULARY", "DamagedModelError", "Encoder", "normalise", "record", "tokenizer"]

PLACES = 128
"""Word pieces that the encoder reads of a passage, its two marks included."""
VOCABULARY = Path(__file__).parent / "vocabulary.txt"

Floats = npt.NDArray[np.float32]

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


class DamagedModelError(InstallationError):
    """The model's files are damaged, not the ones that belong together, or of another version."""


def normalise(text: str) -> str:
    """Fold what follows the source rather than the writer: quotes, dashes, mark-up, look-alikes, white space.

    >>> normalise("It’s  *fine*—really…")
    "It's fine - really..."
    """
    return _SPACES.sub(" ", _DASHES.sub(" - ", text.translate(_FOLD))).strip()


@cache
def tokenizer() -> "Tokenizer":
    """Return the WordPiece tokeniser: lower case, without accents, cut at ``PLACES``."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors  # noqa: PLC0415 - 25 ms

    pieces = VOCABULARY.read_text("utf-8").splitlines()
    reader = Tokenizer(models.WordPiece({piece: index for index, piece in enumerate(pieces)}, unk_token="[UNK]"))  # noqa: S106
    reader.normalizer = normalizers.BertNormalizer()
    reader.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    reader.post_processor = processors.BertProcessing(("[SEP]", 102), ("[CLS]", 101))
    reader.enable_truncation(PLACES)
    return reader


class Encoder:
    """Scores passages of text by the classes that a detector trained it on."""

    def __init__(self, session: "InferenceSession", classes: int) -> None:
        self._session = session
        self._classes = classes

    @classmethod
    def load(cls, path: Path, version: str) -> Self:
        """Load the model at ``path`` (ONNX) that the record beside it describes; no code of the files is run.

        Args:
            path: the model; the record has the same name and the ending ``.json``.
            version: the version of the model that the caller reads.

        Raises:
            DamagedModelError: a file is missing, damaged or of another version.
        """
        import onnxruntime  # noqa: PLC0415 - 30 ms, and only where a passage is to be read

        classes = _checked(path, version)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        return cls(session, classes)

    def logits(self, texts: Sequence[str]) -> Floats:
        """Return a row of logits, one a class, for each passage; of a long one the first ``PLACES`` pieces are read."""
        if not texts:
            return np.zeros((0, self._classes), dtype=np.float32)
        rows = [encoding.ids for encoding in tokenizer().encode_batch([normalise(text[:_LONGEST]) for text in texts])]
        order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
        found = np.empty((len(rows), self._classes), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            found[chosen] = self._session.run(None, {"ids": _padded([rows[index] for index in chosen])})[0]
        return found


def _padded(rows: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
    ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    for place, row in zip(ids, rows, strict=True):
        place[: len(row)] = row
    return ids


def record(path: Path, version: str, classes: int) -> str:
    """Return the record (JSON) of the model at ``path``: version, classes, and checksums of it and the vocabulary."""
    sums = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (path, VOCABULARY)}
    return json.dumps({"version": version, "classes": classes, "sha256": sums}, indent=1) + "\n"


def _checked(path: Path, version: str) -> int:
    """Return the number of classes, once the record and the files agree."""
    try:
        text = path.with_suffix(".json").read_text("utf-8")
        told = json.loads(text)
        found, classes = told["version"], int(told["classes"])
        whole = record(path, found, classes) == text
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedModelError(f"The model {path} cannot be read: {error}. Install Copydesk again.") from error
    if found != version:
        raise DamagedModelError(f"The model {path} is of version {found}; this Copydesk reads version {version}.")
    if not whole:
        raise DamagedModelError(f"The model {path} is damaged: its checksums differ. Install Copydesk again.")
    return classes
