"""Figures on a file of labelled topics: how often copies, edits, paraphrases are found, and what is found wrongly."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from copydesk.detectors.derivation.compare import compare
from copydesk.detectors.derivation.index import Known, MemoryIndex
from copydesk.story import Story

__all__ = ["Pair", "Report", "Topic", "edited", "evaluate", "pairs", "read_topics"]

FOUND = 0.3
"""The share from which the bundled policy asks a person to look."""

NEAR, LIGHT = 0.03, (0.1, 0.15)
_ASIDE = 3
_PARTS = ("source", "paraphrase", "summary", "other")
_HEADING = re.compile(r"^(#+) (.+)$")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: a source, its paraphrase and summary, and another story on the same topic; ``kept`` aside or not."""

    name: str
    source: str
    paraphrase: str
    summary: str
    other: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A story and the source that it follows; no source where it follows none."""

    kind: str
    story: str
    source: str | None
    kept: bool


@dataclass(frozen=True, slots=True)
class Report:
    """Each pair with whether it was found: its source named, and enough of the story covered."""

    told: tuple[tuple[Pair, bool], ...]

    def rows(self) -> Iterator[tuple[str, bool, int, int]]:
        """Yield (kind, kept aside, found, all); of the kind "other" what was found is found wrongly."""
        kinds = dict.fromkeys((pair.kind, pair.kept) for pair, _ in self.told)
        for kind, kept in kinds:
            some = [found for pair, found in self.told if (pair.kind, pair.kept) == (kind, kept)]
            yield kind, kept, sum(some), len(some)

    def misjudged(self) -> Iterator[Pair]:
        """Yield what was missed, or found wrongly."""
        return (pair for pair, found in self.told if found == (pair.source is None))


def read_topics(path: Path) -> list[Topic]:
    """Read a file of topics: ``# topic``, then ``## source``, ``## paraphrase``, ``## summary``, ``## other``.

    Raises:
        ValueError: a part is missing; the message names the topic.
    """
    topics: dict[str, dict[str, list[str]]] = {}
    name = part = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if heading := _HEADING.match(line):
            name, part = (heading[2], "") if heading[1] == "#" else (name, heading[2])
            topics.setdefault(name, {}).setdefault(part, [])
        elif line.strip():
            topics[name][part].append(line)
    return [_topic(number, name, parts) for number, (name, parts) in enumerate(topics.items())]


def _topic(number: int, name: str, parts: dict[str, list[str]]) -> Topic:
    missing = [part for part in _PARTS if not parts.get(part)]
    if missing:
        raise ValueError(f"topic {name!r} has no {missing[0]}.")
    source, paraphrase, summary, other = ("\n\n".join(parts[part]) for part in _PARTS)
    return Topic(name, source, paraphrase, summary, other, kept=number % _ASIDE == _ASIDE - 1)


def pairs(topics: list[Topic], *, seed: int = 8) -> Iterator[Pair]:
    """Yield seven pairs a topic: near copies and light edits are made by ``edited``, the rest stands in the file."""
    chance = random.Random(seed)  # noqa: S311  # for edits that can be made again
    words = sorted({word for topic in topics for word in topic.other.split()})
    for topic in topics:
        for kind, rate in (("near-copy", NEAR), ("near-copy", NEAR), *(("light-edit", rate) for rate in LIGHT)):
            yield Pair(kind, edited(topic.source, rate, words, chance), topic.name, topic.kept)
        yield Pair("paraphrase", topic.paraphrase, topic.name, topic.kept)
        yield Pair("summary", topic.summary, topic.name, topic.kept)
        yield Pair("other", topic.other, None, topic.kept)


def edited(text: str, rate: float, words: list[str], chance: random.Random) -> str:
    """Return ``text`` with a share ``rate`` of its words replaced, left out, doubled by another word, or swapped."""
    kept: list[str] = []
    for word in text.split():
        if chance.random() >= rate:
            kept.append(word)
            continue
        match chance.randrange(4):
            case 0:
                kept.append(chance.choice(words))
            case 1:
                kept += [word, chance.choice(words)]
            case 2 if kept:
                kept.insert(-1, word)
    return " ".join(kept)


def evaluate(path: Path) -> Report:
    """Compare every pair with an index of all sources."""
    topics = read_topics(path)
    index = MemoryIndex(Known(topic.name, topic.source) for topic in topics)
    told = [(pair, _found(pair, index)) for pair in pairs(topics)]
    return Report(tuple(told))


def _found(pair: Pair, index: MemoryIndex) -> bool:
    derivation = compare(Story(text=pair.story), index)
    named = {match.source for match in derivation.matches}
    return derivation.share >= FOUND and (pair.source is None or pair.source in named)
