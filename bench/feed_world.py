"""The simulator's world: stories whose words one can read, and readers whose tastes nobody can see.

A feed is given ``Stories`` and learns from what ``Crowd.visit`` answers; a reader's tastes stand in private arrays that
only the crowd's own methods read. Words are made of syllables, so that no list of ours knows a topic beforehand.
"""

from dataclasses import dataclass

import numpy as np

DAY = 86_400.0
TOPICS, WORDS_OF_A_TOPIC, COMMON_WORDS = 24, 70, 400
SYLLABLES = [c + v + e for c in "bdfgklmnprstvz" for v in "aeiou" for e in ("", "n", "r")]


@dataclass(frozen=True)
class Stories:
    """What is public of each story: its words, tags, author, label and time (in days since the first)."""

    titles: list[str]
    texts: list[str]
    tags: list[tuple[str, ...]]
    author: np.ndarray
    ai: np.ndarray
    day: np.ndarray

    def __len__(self) -> int:
        return len(self.titles)


@dataclass(frozen=True)
class Size:
    """How large a world is."""

    readers: int = 240
    authors: int = 140
    days: int = 16
    a_day: int = 120
    at_start: int = 500


class Crowd:
    """The readers. ``visit`` is all that a feed learns; ``chance_of`` is for measuring, never for a feed."""

    def __init__(self, seed: int, size: Size, topic: np.ndarray, second: np.ndarray, quality: np.ndarray,
                 stories: Stories) -> None:  # fmt: skip
        chance = np.random.default_rng([seed, 2])
        liking = chance.gamma(0.25, 1.0, (size.readers, TOPICS))
        self.__liking = liking / liking.sum(axis=1, keepdims=True)
        self.__hates_ai = chance.random(size.readers) < 0.35
        self.__fond = chance.normal(0, 0.35, (size.readers, size.authors))
        self.__topic, self.__second, self.__quality = topic, second, quality
        self.__stories = stories
        self.__draw = np.random.default_rng([seed, 3])

    def chance_of(self, reader: int, rows: np.ndarray, today: float) -> np.ndarray:
        """Return how likely the reader opens each story when they see it; for measuring alone."""
        mine = self.__liking[reader]
        about = 0.75 * mine[self.__topic[rows]] + 0.25 * mine[self.__second[rows]]
        logit = -3.4 + 3.0 * np.sqrt(about) * 1.6 + 0.8 * self.__quality[rows]
        logit += self.__fond[reader, self.__stories.author[rows]]
        logit -= 2.2 * (self.__hates_ai[reader] & self.__stories.ai[rows])
        logit -= 0.06 * np.maximum(today - self.__stories.day[rows], 0)
        return 1 / (1 + np.exp(-logit))

    def visit(self, reader: int, rows: np.ndarray, today: float) -> np.ndarray:
        """Put a page before a reader; tells which stories they opened. Lower places are looked at less."""
        looked = 1 / (1 + 0.06 * np.arange(len(rows)))
        return self.__draw.random(len(rows)) < looked * self.chance_of(reader, rows, today)

    def first_topics(self, reader: int, count: int) -> list[str]:
        """Return the topics that a reader ticks when they join: their dearest, one in four at random."""
        dearest = np.argsort(-self.__liking[reader])[:count]
        return [f"topic{t if self.__draw.random() > 0.25 else self.__draw.integers(TOPICS)}" for t in dearest]

    def would_follow(self, reader: int, author: int) -> bool:
        """Tell whether a reader who came to know a writer follows them; nobody who dislikes AI follows a machine's."""
        rows = np.flatnonzero(self.__stories.author == author)
        machine = self.__stories.ai[rows].mean() > 0.5
        return bool(self.__draw.random() < 0.3 and not (machine and self.__hates_ai[reader]))

    def haters(self) -> np.ndarray:
        """Return the readers who dislike AI writing; for measuring alone."""
        return np.flatnonzero(self.__hates_ai)

    def topic_of(self, rows: np.ndarray) -> np.ndarray:
        """Return what stories are really about; for measuring alone."""
        return self.__topic[rows]

    def least_liked(self, reader: int, topics: np.ndarray) -> int:
        """Return the topic that the reader likes least of some: what they would press Show less on."""
        return int(topics[np.argmin(self.__liking[reader][topics])])


def make(seed: int, size: Size | None = None) -> tuple[Stories, Crowd]:
    """Return the world of a seed."""
    size = size or Size()
    chance = np.random.default_rng([seed, 1])
    words = _vocabulary(chance)
    home = chance.integers(0, TOPICS, (size.authors, 2))
    machine = chance.random(size.authors) < 0.22
    skill = chance.normal(0, 0.6, size.authors)
    count = size.at_start + size.days * size.a_day
    author = chance.integers(0, size.authors, count)
    topic = home[author, (chance.random(count) < 0.3).astype(int)]
    second = chance.integers(0, TOPICS, count)
    quality = skill[author] + chance.normal(0, 0.6, count)
    ai = np.where(machine[author], chance.random(count) < 0.8, chance.random(count) < 0.06)
    day = np.concatenate([np.sort(chance.uniform(-10, 0, size.at_start)), np.repeat(np.arange(size.days), size.a_day)])
    told = [_tell(chance, words, t, s) for t, s in zip(topic, second, strict=True)]
    tags = [(f"topic{t}",) if chance.random() < 0.7 else (f"loose{chance.integers(60)}",) for t in topic]
    stories = Stories([t for t, _ in told], [b for _, b in told], tags, author, ai, day)
    return stories, Crowd(seed, size, topic, second, quality, stories)


def _vocabulary(chance: np.random.Generator) -> list[list[str]]:
    """Return the words of each topic, and at the end those of all; a tenth of a topic's words belong to another too."""
    made = ["".join(chance.choice(SYLLABLES, 3)) for _ in range(TOPICS * WORDS_OF_A_TOPIC + COMMON_WORDS)]
    sets = [made[t * WORDS_OF_A_TOPIC : (t + 1) * WORDS_OF_A_TOPIC] for t in range(TOPICS)]
    shared = [own + list(chance.choice(sets[chance.integers(TOPICS)], WORDS_OF_A_TOPIC // 10)) for own in sets]
    return [*shared, made[-COMMON_WORDS:]]


def _tell(chance: np.random.Generator, words: list[list[str]], topic: int, second: int) -> tuple[str, str]:
    about = chance.choice(words[topic], 45)
    aside = chance.choice(words[second], 15)
    common = chance.choice(words[-1], 90)
    return " ".join(about[:3]), " ".join([*about, *aside, *common])
