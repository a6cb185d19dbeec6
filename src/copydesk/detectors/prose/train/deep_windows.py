"""Windows to train the encoder on: drawn by group, disturbed alike in all classes, each with a soft target."""

import gzip
import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from copydesk.detectors.encoder import normalise
from copydesk.detectors.encoder.batches import Batch
from copydesk.detectors.prose.train.deep_noise import Noise

__all__ = ["HELD_GENERATORS", "HELD_SOURCES", "Document", "Pool", "read", "role"]

Floats = npt.NDArray[np.float64]

HUMAN, ASSISTED, AI = (0.97, 0.02, 0.01), (0.12, 0.80, 0.08), (0.01, 0.02, 0.97)
TARGETS = {
    ("human", "any"): HUMAN,
    ("ai", "any"): AI,
    ("assisted", "any"): ASSISTED,
    ("assisted", "translated"): (0.25, 0.65, 0.10),
    ("assisted", "paraphrase"): (0.10, 0.60, 0.30),
}
SHARES = {"human": 0.47, "ai": 0.43, "assisted": 0.07, "mixed": 0.03}
HELD_SOURCES = frozenset(
    {
        "ropensci/roweb3",
        "ananay/lnexun-recovery",
        "benbalter/benbalter.github.com",
        "NehorayBT/AI-TEXT-DETECTION",
        "rexshijaku/chatgpt-generated-text-detection-corpus",
    }
)
LATE = {
    "rexshijaku/chatgpt-generated-text-detection-corpus": ("human", "ai"),
    "NehorayBT/AI-TEXT-DETECTION": ("human",),
}
"""Held-out essays, many of them by non-native writers, of which every second one is learnt from in the last steps."""
HELD_GENERATORS = frozenset({"DeepSeek-V3-0324", "gemma-2-9b-it-SimPO", "falcon-40b-instruct", "claude-3-haiku"})
ATTACKED = frozenset({"paraphrase", "humanized", "translated", "polished"})
SEPARATOR = 102
JOINED, DISTURBED, FROM_THE_START = 0.02, 0.45, 0.15
"""Shares of the windows: with a change of writer inside, disturbed, at the head of their document."""
REACH = 1000
"""Characters cut for a window before it is tokenised; more than 126 word pieces of prose take."""

_START = re.compile(r"(?:[.!?][\"')\]”’]*\s+|\n\s*)")


@dataclass(frozen=True, slots=True)
class Document:
    """A text of the training data, with what the drawing of windows needs."""

    id: str
    text: str
    label: str
    source: str
    group: str
    attack: str
    segments: tuple[tuple[int, int, str], ...] = ()

    @property
    def stratum(self) -> str:
        """Label and source: the unit whose loss is watched."""
        return f"{self.label} {self.source}"


def role(record: Mapping[str, object]) -> str:
    """Tell what a document is for.

    Returns:
        ``"train"``, ``"late"`` (learnt from in the last steps only), ``"stack"`` (never) or ``"unseen"`` (never, and
        neither is anything else of its source or generator, but for the ``LATE`` ones).
    """
    number = zlib.crc32(str(record["id"]).encode())
    if record["source"] in HELD_SOURCES or record.get("generator") in HELD_GENERATORS:
        late = record.get("label") in LATE.get(str(record["source"]), ())
        return "late" if late and number % 2 == 0 else "unseen"
    return "stack" if number % 10 == 0 else "train"


def records(path: Path) -> Iterator[dict[str, object]]:
    """Yield the records of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read(path: Path, wanted: str) -> list[Document]:
    """Read the documents of one ``role``; mixed ones without known segments are left out."""
    kept = (record for record in records(path) if role(record) == wanted)
    return [_document(record) for record in kept if record["label"] != "mixed" or record.get("segments")]


def _document(record: dict[str, object]) -> Document:
    values = {key: str(record.get(key) or "") for key in ("id", "text", "label", "source", "attack")}
    group = " ".join(str(record.get(key) or "") for key in ("source", "domain", "attack", "generator"))
    segments = tuple((int(a), int(b), str(who)) for a, b, who in record.get("segments") or ())  # type: ignore[attr-defined]
    return Document(**values, group=group, segments=segments)


@dataclass
class Pool:
    """Draws batches; batch ``step`` depends on the seed, the step and the weights of the strata alone."""

    documents: Sequence[Document]
    tokenizer: Tokenizer
    noise: Noise
    seed: int = 3
    size: int = 32
    _odds: dict[str, tuple[list[Document], Floats]] = field(init=False, repr=False)
    _sums: dict[str, Floats] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay out the odds of each document within its label."""
        by_label: dict[str, list[Document]] = {label: [] for label in SHARES}
        for document in self.documents:
            by_label[document.label].append(document)
        self._odds = {label: (members, _odds(members)) for label, members in by_label.items()}
        self.reweigh({})

    def batch(self, step: int) -> Batch:
        """Return the batch of ``step``."""
        rng = np.random.default_rng((self.seed, step))
        room = int(rng.choice([128, 96, 64], p=[0.7, 0.18, 0.12]))
        labels = rng.choice(list(SHARES), self.size, p=list(SHARES.values())).tolist()
        drawn = [self._one(label, rng) for label in labels]
        rows = [self._window(document, rng, room) for document in drawn]
        ids = np.zeros((len(rows), max(len(pieces) for pieces, _ in rows)), dtype=np.int64)
        for row, (pieces, _) in zip(ids, rows, strict=True):
            row[: len(pieces)] = pieces
        targets = np.array([target for _, target in rows], dtype=np.float32)
        return Batch(ids, targets, tuple(document.stratum for document in drawn))

    def _one(self, label: str, rng: np.random.Generator) -> Document:
        members, sums = self._odds[label][0], self._sums[label]
        place = int(np.searchsorted(sums, rng.random() * sums[-1]))
        return members[min(place, len(members) - 1)]

    def reweigh(self, losses: Mapping[str, float]) -> None:
        """Draw strata with more than the mean ``losses`` more often (half to double)."""
        mean = sum(losses.values()) / max(len(losses), 1)
        weights = {stratum: float(np.clip(loss / mean, 0.5, 2.0)) for stratum, loss in losses.items()}
        factors = {label: [weights.get(d.stratum, 1.0) for d in members] for label, (members, _) in self._odds.items()}
        self._sums = {label: np.cumsum(base * np.array(factors[label])) for label, (_, base) in self._odds.items()}

    def _window(self, document: Document, rng: np.random.Generator, room: int) -> tuple[list[int], tuple[float, ...]]:
        start = _start(document.text, rng)
        piece = document.text[start : start + REACH]
        share = _ai_share(document, start, start + int(room * 4.5))
        if document.label in ("human", "ai") and rng.random() < JOINED:
            piece, share = self._joined(document, piece, rng)
        text = normalise(piece)
        if rng.random() < DISTURBED:
            text = self.noise.disturb(text, rng)
        encoding = self.tokenizer.encode(text).ids
        pieces = [*encoding[: room - 1], SEPARATOR] if len(encoding) > room else encoding
        return self.noise.mask(pieces, rng), _target(document, share)

    def _joined(self, first: Document, piece: str, rng: np.random.Generator) -> tuple[str, float]:
        second = self._one("human" if first.label == "ai" else "ai", rng)
        start = _start(second.text, rng)
        cut = int(rng.integers(150, 350))
        share = cut / 500
        return f"{piece[:cut]} {second.text[start : start + REACH]}", share if first.label == "ai" else 1 - share


def _odds(documents: Sequence[Document]) -> Floats:
    """Return odds: sources, and groups within them, by the root of their size; attacked and long texts more."""
    groups, sources = Counter(d.group for d in documents), Counter(d.source for d in documents)
    within: dict[str, float] = defaultdict(float)
    for document in documents:
        within[document.source] += groups[document.group] ** -0.5
    boost = [4.0 if d.source in LATE else 2.0 if d.attack in ATTACKED and d.label == "ai" else 1.0 for d in documents]
    share = [sources[d.source] ** 0.5 * groups[d.group] ** -0.5 / within[d.source] for d in documents]
    length = [min(len(d.text), 6000) ** 0.5 for d in documents]
    odds: Floats = np.array(share) * np.array(boost) * np.array(length)
    return odds


def _start(text: str, rng: np.random.Generator) -> int:
    """Choose where a window begins: mostly at a sentence, and so that a whole window follows where there is one."""
    last = len(text) - 560
    if last <= 0 or rng.random() < FROM_THE_START:
        return 0
    start = int(rng.integers(0, last))
    found = _START.search(text, start, start + 300)
    return found.end() if found else text.find(" ", start) + 1


def _ai_share(document: Document, start: int, end: int) -> float | None:
    if not document.segments:
        return None
    parts = [(max(min(b, end) - max(a, start), 0), who) for a, b, who in document.segments]
    return sum(size for size, who in parts if who == "ai") / max(sum(size for size, _ in parts), 1)


def _target(document: Document, share: float | None) -> tuple[float, ...]:
    if share is not None:
        return tuple(h * (1 - share) + a * share for h, a in zip(HUMAN, AI, strict=True))
    return TARGETS.get((document.label, document.attack)) or TARGETS[document.label, "any"]
