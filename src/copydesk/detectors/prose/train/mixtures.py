"""Mixed texts of our own: a person's paragraphs beside a generator's, with the truth for every character."""

# ruff: noqa: PLR2004  # the numbers are the protocol

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from random import Random

from copydesk.detectors.prose.train.calibration import kinds_of_domains
from copydesk.detectors.prose.train.corpus import Document

__all__ = ["mixtures"]

_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+")


def mixtures(documents: Sequence[Document], count: int, seed: int) -> Iterator[Document]:
    """Yield ``count`` texts that join parts of human and AI documents of one kind, AI first, last, or in the middle."""
    random = Random(seed)  # noqa: S311  # repeatable, not secret
    pools: dict[tuple[int, str], list[Document]] = defaultdict(list)
    for document in documents:
        if document.label in {"human", "ai"} and len(document.text.split()) >= 150:
            pools[int(kinds_of_domains([document.domain])[0]), document.label].append(document)
    if not (_all(pools, "human") and _all(pools, "ai")):
        return
    kinds = sorted(
        {kind for kind, label in pools if label == "human"} & {kind for kind, label in pools if label == "ai"}
    )
    for number in range(count):
        kind = random.choice(kinds) if kinds else None
        human = random.choice(pools[kind, "human"] if kind is not None else _all(pools, "human"))
        ai = random.choice(pools[kind, "ai"] if kind is not None else _all(pools, "ai"))
        yield _join(human, ai, random, f"mixture-{seed}-{number}")


def _all(pools: dict[tuple[int, str], list[Document]], label: str) -> list[Document]:
    return [document for (_, of), found in pools.items() if of == label for document in found]


def _sentences(text: str, words: int) -> list[str]:
    out, total = [], 0
    for sentence in _END.split(text.strip()):
        out.append(sentence)
        total += len(sentence.split())
        if total >= words:
            break
    return out


def _join(human: Document, ai: Document, random: Random, name: str) -> Document:
    total, share = random.randint(160, 900), random.uniform(0.12, 0.88)
    theirs = " ".join(_sentences(ai.text, int(total * share)))
    own = _sentences(human.text, int(total * (1 - share)))
    cut = random.choice((0, len(own), random.randint(0, len(own))))
    parts = [(" ".join(own[:cut]), False), (theirs, True), (" ".join(own[cut:]), False)]
    text, segments = "", []
    for part, is_ai in parts:
        if part:
            text += random.choice(("\n\n", " ")) if text else ""
            segments.append((len(text), len(text) + len(part), is_ai))
            text += part
    return Document(name, text, "mixed", "mixture", human.domain, "mixture", ai.generator, ai.group, tuple(segments))
