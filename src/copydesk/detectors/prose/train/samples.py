"""Rows to learn from: whole documents, windows of many lengths, and attacked copies, each with its weight."""

# ruff: noqa: PLR2004  # the numbers are the protocol

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from copydesk.detectors.prose.train.augment import attack
from copydesk.detectors.prose.train.corpus import Document

__all__ = ["GENERATED", "HUMAN", "POLISHED", "Row", "first_words", "rows", "weights"]

HUMAN, POLISHED, GENERATED = 0, 1, 2
_CLASS = {"human": HUMAN, "assisted": POLISHED, "ai": GENERATED}
_CLASS_SHARE = {HUMAN: 0.42, POLISHED: 0.16, GENERATED: 0.42}
_ATTACKED = {"humanized": 3.0, "paraphrase": 3.0, "translated": 3.0, "perturb": 1.5}
_BY_MACHINE = {"paraphrase": 0.15, "translated": 0.15}
"""Human text that a machine paraphrased or translated as a whole is no light edit, and must not stand for the class."""
_WRONGED = {
    "AI-TEXT-DETECTION": 2.5, "chatgpt-generated-text-detection-corpus": 2.5, "creative-story-gen": 2.0,
    "fast-detect-gpt fiction": 2.0, "fast-detect-gpt wiki": 2.0, "aes 1": 1.3, "aes 4": 1.3, "aes 5": 1.3,
    "joshuapsteele.github.io": 1.5, "digitalgov.gov": 1.3,
}  # fmt: skip
"""Groups of people whom a first, evenly weighed run flagged most when it had not seen them; they count more."""
_LONGEST_WORDS = 1200
_START = re.compile(r"(?:^|[.!?][\"'”’)]*\s+|\n+)(?=\S)")


@dataclass(frozen=True, slots=True)
class Row:
    """One text to learn from; ``document`` is the index of the document that it was taken from."""

    text: str
    target: int
    document: int
    kind: str


def _random(document: Document, salt: str) -> Random:
    digest = hashlib.sha256(f"{salt}:{document.id}".encode()).digest()
    return Random(int.from_bytes(digest[:8]))  # noqa: S311  # repeatable, not secret


def first_words(text: str, count: int) -> str:
    """Return ``text`` up to its ``count``-th word."""
    for number, match in enumerate(re.finditer(r"\S+", text), 1):
        if number == count:
            return text[: match.end()]
    return text


def rows(documents: Iterable[Document]) -> Iterator[Row]:
    """Yield the rows of all documents in order."""
    for index, document in enumerate(documents):
        if document.label == "mixed":
            yield from _mixed(index, document)
            continue
        target = _CLASS[document.label]
        yield Row(first_words(document.text, _LONGEST_WORDS), target, index, "whole")
        random = _random(document, "windows")
        for text in _windows(document.text, random):
            yield Row(text, target, index, "window")
        if random.random() < 0.4:
            yield Row(attack(next(_windows(document.text, random), document.text), random), target, index, "attacked")


def _mixed(index: int, document: Document) -> Iterator[Row]:
    for start, end, ai in document.segments:
        text = document.text[start:end]
        if len(text.split()) >= 40:
            yield Row(first_words(text, 400), GENERATED if ai else HUMAN, index, "window")


def _windows(text: str, random: Random) -> Iterator[str]:
    """Yield up to three windows of 40 to 320 words that begin with a sentence."""
    words = len(text.split())
    starts = [match.end() for match in _START.finditer(text)] or [0]
    for _ in range(min(3, words // 130)):
        length = int(40 * 8 ** random.random())
        start = starts[random.randrange(max(1, int(len(starts) * max(0.05, 1 - length / words))))]
        window = first_words(text[start:], length)
        if len(window.split()) >= 35:
            yield window


def _importance(document: Document) -> float:
    if document.label == "human":
        return _WRONGED.get(document.group, 1.0)
    return (_BY_MACHINE if document.label == "assisted" else _ATTACKED).get(document.attack, 1.0)


def weights(documents: list[Document], taken: list[Row]) -> list[float]:
    """Weigh rows so that each class has its share, groups count by the root of their size, and attacks count more."""
    per_document = Counter(row.document for row in taken)
    cells = Counter((documents[row.document].group, documents[row.document].source, row.target) for row in taken)
    raw = []
    for row in taken:
        document = documents[row.document]
        cell = cells[document.group, document.source, row.target]
        raw.append(cell**-0.5 * _importance(document) / per_document[row.document] ** 0.5)
    totals: dict[int, float] = defaultdict(float)
    for row, weight in zip(taken, raw, strict=True):
        totals[row.target] += weight
    return [
        weight / totals[row.target] * _CLASS_SHARE[row.target] * len(taken)
        for row, weight in zip(taken, raw, strict=True)
    ]
