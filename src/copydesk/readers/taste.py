"""A reader's taste: what follows from what they did, event by event; pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from copydesk.readers.vectors import DIMENSIONS, Vector, pack, unpack

__all__ = ["AUTHOR_FLOOR", "RECOVERY_DAYS", "Dislike", "Event", "Taste", "apply", "from_bytes", "replay", "to_bytes"]

KEPT = 0.97
"""How much of the taste remains when the next story is read: about the last thirty stories count."""
AUTHOR_FLOOR = 0.2
RECOVERY_DAYS = 140.0


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a reader did: ``doing`` is "read", "show-less" or "undo"; ``undoes`` the number it takes back."""

    number: int
    doing: str
    story: int
    author: int
    ai: bool
    vector: Vector = field(compare=False)
    at: datetime
    undoes: int | None = None


@dataclass(frozen=True)
class Dislike:
    """One Show less that stands: about which story, by whom, whether it bore an AI label, and how it reads."""

    number: int
    story: int
    author: int
    ai: bool
    vector: Vector
    at: datetime

    def author_factor(self, now: datetime) -> float:
        """Return by what the author's stories are multiplied: 0.2 at first, 1 again after 140 days."""
        days = max(0.0, (now - self.at).total_seconds() / 86_400)
        return min(1.0, AUTHOR_FLOOR + (1 - AUTHOR_FLOOR) * days / RECOVERY_DAYS)


@dataclass(frozen=True)
class Taste:
    """The mean of what was read lately (64 numbers), and every Show less that stands."""

    liking: Vector = field(default_factory=lambda: np.zeros(DIMENSIONS, np.float32))
    reads: int = 0
    dislikes: tuple[Dislike, ...] = ()

    @property
    def direction(self) -> Vector:
        """What was read lately as a vector of length 1, zeros for somebody who read nothing."""
        length = float(np.linalg.norm(self.liking))
        return self.liking / np.float32(length) if length else self.liking

    @property
    def hidden(self) -> frozenset[int]:
        """The stories that are gone."""
        return frozenset(d.story for d in self.dislikes)

    @property
    def ai_dislikes(self) -> int:
        """How many of the dislikes were of AI-labelled stories."""
        return sum(d.ai for d in self.dislikes)

    def author_factors(self, now: datetime) -> dict[int, float]:
        """Return by what each disliked author's stories are multiplied."""
        factors: dict[int, float] = {}
        for dislike in self.dislikes:
            factors[dislike.author] = min(factors.get(dislike.author, 1.0), dislike.author_factor(now))
        return factors


def apply(taste: Taste, event: Event) -> Taste:
    """Return the taste after one more event."""
    if event.doing == "read":
        return replace(taste, liking=taste.liking * np.float32(KEPT) + event.vector, reads=taste.reads + 1)
    if event.doing == "show-less":
        dislike = Dislike(event.number, event.story, event.author, event.ai, event.vector, event.at)
        return replace(taste, dislikes=(*taste.dislikes, dislike))
    return replace(taste, dislikes=tuple(d for d in taste.dislikes if d.number != event.undoes))


def replay(events: Iterable[Event]) -> Taste:
    """Build a taste from the whole log."""
    taste = Taste()
    for event in events:
        taste = apply(taste, event)
    return taste


def to_bytes(taste: Taste) -> bytes:
    """Return a taste in stored form; two equal tastes give equal bytes."""
    head = {
        "reads": taste.reads,
        "dislikes": [[d.number, d.story, d.author, int(d.ai), d.at.isoformat()] for d in taste.dislikes],
    }
    text = json.dumps(head, separators=(",", ":")).encode()
    vectors = b"".join([pack(taste.liking), *(pack(d.vector) for d in taste.dislikes)])
    return len(text).to_bytes(4, "big") + text + vectors


def from_bytes(data: bytes | memoryview) -> Taste:
    """Read what ``to_bytes`` gave; an empty value is the taste of somebody who did nothing yet."""
    raw = bytes(data)
    if not raw:
        return Taste()
    size = int.from_bytes(raw[:4], "big")
    head = json.loads(raw[4 : 4 + size])
    width = 4 * DIMENSIONS
    parts = [unpack(raw[at : at + width]) for at in range(4 + size, len(raw), width)]
    dislikes = tuple(
        Dislike(number, story, author, bool(ai), vector, datetime.fromisoformat(at))
        for (number, story, author, ai, at), vector in zip(head["dislikes"], parts[1:], strict=True)
    )
    return Taste(parts[0], head["reads"], dislikes)
