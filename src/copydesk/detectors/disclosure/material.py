"""What the encoder learns from: passages and captions of ``corpus/``, joined and masked by chance, yet repeatably."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from copydesk.detectors.disclosure.encoder import ALL, CAPTION
from copydesk.detectors.disclosure.evaluate import read_examples
from copydesk.detectors.disclosure.grammar import examples
from copydesk.detectors.disclosure.quoting import unquoted
from copydesk.detectors.encoder import normalise
from copydesk.detectors.encoder.batches import Batch

__all__ = ["Material", "Row", "shipped"]

Row = tuple[str, str]
"""A label of ``ALL``, and a text."""

WRITTEN = Path(str(files("copydesk.detectors.disclosure"))) / "corpus/written"
GRAMMARS = ("english", "others", "sentences")
SHARES = (0.5, 0.3, 0.2)
"""Of what is drawn: passages that people might write, those that the grammar writes, captions."""
TOGETHER = 4
"""Steps whose rows are drawn at once and dealt out by length, so that few places are padded."""
JOINED, MASKED, SURE = 0.25, 0.05, 0.96
MASK, FIRST_WORD = 103, 999


def shipped() -> tuple[list[Row], list[Row], list[Row]]:
    """Return the passages that people might write, the grammar's sentences, and the captions of ``corpus/``."""
    written = [example for path in sorted(WRITTEN.glob("*.tsv")) for example in read_examples(path)]
    passages = [(one.says, one.text) for one in written if not one.is_caption and one.position != "code"]
    captions = [(ALL[-2] if one.says == "caption" else ALL[-1], one.text) for one in written if one.is_caption]
    grammar = [(label, text) for name in GRAMMARS for label, text, _ in examples(name, 6)]
    return passages, grammar, captions


@dataclass
class Material:
    """Draws batches; the batch of a step depends on the seed and the step alone."""

    groups: Sequence[Sequence[Row]]
    tokenizer: Tokenizer
    seed: int = 3
    size: int = 32
    _silent: list[Row] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Note the passages that say nothing: they can stand beside any other."""
        self._silent = [row for row in self.groups[0] if row[0] == "none"]

    def reweigh(self, losses: Mapping[str, float]) -> None:
        """Draw as before: all rows are few enough to be seen often."""

    def batch(self, step: int) -> Batch:
        """Return the batch of ``step``."""
        rng = np.random.default_rng((self.seed, step // TOGETHER))
        drawn = sorted((self._drawn(rng) for _ in range(self.size * TOGETHER)), key=lambda one: len(one[1]))
        at = int(rng.permutation(TOGETHER)[step % TOGETHER])
        rows = drawn[at * self.size : (at + 1) * self.size]
        ids = np.zeros((self.size, max(len(pieces) for _, pieces in rows)), dtype=np.int64)
        for row, (_, pieces) in zip(ids, rows, strict=True):
            row[: len(pieces)] = pieces
        targets = np.full((self.size, len(ALL)), (1 - SURE) / (len(ALL) - 1), dtype=np.float32)
        targets[np.arange(self.size), [ALL.index(label) for label, _ in rows]] = SURE
        return Batch(ids, targets, tuple(label for label, _ in rows))

    def _drawn(self, rng: np.random.Generator) -> tuple[str, list[int]]:
        group = self.groups[int(rng.choice(len(self.groups), p=SHARES))]
        label, text = group[int(rng.integers(len(group)))]
        if label in ALL[-2:]:
            text = CAPTION + text
        elif rng.random() < JOINED:
            text = self._joined(text, rng)
        pieces = np.array(self.tokenizer.encode(normalise(unquoted(text))).ids)
        pieces[(rng.random(pieces.size) < MASKED) & (pieces > FIRST_WORD)] = MASK
        return label, [int(piece) for piece in pieces]

    def _joined(self, text: str, rng: np.random.Generator) -> str:
        beside = self._silent[int(rng.integers(len(self._silent)))][1]
        return f"{text} {beside}" if rng.random() < 0.5 else f"{beside} {text}"  # noqa: PLR2004  # either side alike
