"""The surfaces: all ask one filter and one ranking; what they show is checked once more at the database."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from copydesk.newsroom import clock
from copydesk.newsroom.models import Account, Story, Tag
from copydesk.readers import levers, pool
from copydesk.readers.eligibility import followed
from copydesk.readers.entries import Entry, recommendable
from copydesk.readers.knowing import reader_of
from copydesk.readers.models import Surface
from copydesk.readers.noting import note
from copydesk.readers.pool import Flags, Pool
from copydesk.readers.ranking import Reader, Shown, explain, rank

__all__ = ["Item", "digest", "feed", "following", "more_like", "push", "suggestions", "topic"]

A_PAGE = 20
Narrow = Callable[[Pool, Reader], Flags]


@dataclass(frozen=True, slots=True)
class Item:
    """One recommended story with why it is shown."""

    entry: Entry
    why: str
    source: str


def feed(account: Account | None, count: int = A_PAGE) -> list[Item]:
    """Return the home feed."""
    return _serve(account, Surface.FEED, count)


def following(account: Account, count: int = A_PAGE) -> list[Item]:
    """Return only what the reader follows."""
    return _serve(account, Surface.FOLLOWING, count, lambda p, r: p.flags(followed(p, r.view)), explore=False)


def topic(account: Account | None, tag: Tag, count: int = A_PAGE) -> list[Item]:
    """Return a topic's page."""
    return _serve(account, Surface.TOPIC, count, lambda p, _: p.flags(p.on_topics({tag.pk})), explore=False)


def more_like(account: Account | None, story: Story, count: int = 4) -> list[Item]:
    """Return stories that read like this one."""
    return _serve(account, Surface.MORE_LIKE, count, lambda p, _: _near(p, story), explore=False)


def suggestions(account: Account | None, words: str, count: int = 5) -> list[Item]:
    """Return stories whose titles begin like the words of a search box."""
    if not words.strip():
        return []
    listed = Story.objects.filter(live__title__icontains=words.strip()[:100]).values_list("pk", flat=True)[:500]
    found = set(listed)
    return _serve(account, Surface.SUGGESTIONS, count, lambda p, _: p.flags(p.rows_of(found)), explore=False)


def push(account: Account) -> list[Item]:
    """Return the one story worth a notification, or none."""
    return _serve(account, Surface.PUSH, 1, explore=False)


def digest(account: Account, count: int) -> list[Item]:
    """Return what a digest of this moment would hold; nothing of it is noted, for nothing is sent."""
    reader = reader_of(account)
    return [_item(entry, shown, reader) for shown, entry in _chosen(account, count, reader, None, explore=False)]


def _near(candidates: Pool, story: Story) -> Flags:
    row = candidates.rows_of({story.pk})
    if not len(row):
        return np.zeros(len(candidates), bool)
    likeness = candidates.vectors @ candidates.vectors[row[0]]
    flags: Flags = likeness > 0.25  # noqa: PLR2004  # about what two stories on one topic have in common
    flags[row] = False
    return flags


def choose(
    account: Account | None,
    count: int,
    *,
    reader: Reader | None = None,
    only: Flags | None = None,
    explore: bool = False,
) -> list[Shown]:
    """Choose stories for a reader; what the database no longer lets pass is left out."""
    known = reader or reader_of(account)
    return [shown for shown, _ in _chosen(account, count, known, only, explore=explore)]


def _chosen(
    account: Account | None, count: int, reader: Reader, only: Flags | None, *, explore: bool
) -> list[tuple[Shown, Entry]]:
    """Choose, and ask the database what of it may pass and how it looks now."""
    chance = np.random.default_rng(_seed(account)) if explore else None
    shown = rank(pool.current(), reader, clock.now(), count, levers=levers.current(), chance=chance, only=only)
    entries = recommendable(account, [s.story for s in shown])
    return [(s, entries[s.story]) for s in shown if s.story in entries]


def _seed(account: Account | None) -> int:
    return zlib.crc32(f"{account.pk if account else 0}:{clock.now().timestamp():.3f}".encode())


def _serve(
    account: Account | None, surface: Surface, count: int, narrow: Narrow | None = None, *, explore: bool = True
) -> list[Item]:
    reader = reader_of(account)
    only = narrow(pool.current(), reader) if narrow else None
    chosen = _chosen(account, count, reader, only, explore=explore)
    if account is not None:
        note(account, surface, [shown for shown, _ in chosen])
    return [_item(entry, shown, reader) for shown, entry in chosen]


def _item(entry: Entry, shown: Shown, reader: Reader) -> Item:
    names = {"author": entry.writer}
    if shown.source == "topic" and (topic := _topic(entry.story, reader)):
        names["topic"] = topic
    return Item(entry, explain(shown.source, **names), shown.source)


def _topic(story: int, reader: Reader) -> str:
    """Return the name of a topic of the story that the reader follows."""
    candidates = pool.current()
    mine = [topic for topic in candidates.topics_of(story) if topic in reader.topics]
    return next((candidates.topic_names[topic] for topic in mine if topic in candidates.topic_names), "")
