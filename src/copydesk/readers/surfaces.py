"""The surfaces: all ask one filter and one ranking; what they show is checked once more at the database."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from copydesk.newsroom import clock
from copydesk.newsroom.distribution import recommendable_to
from copydesk.newsroom.models import Account, Story, Tag
from copydesk.readers import levers, pool
from copydesk.readers.eligibility import followed
from copydesk.readers.knowing import reader_of
from copydesk.readers.models import Surface
from copydesk.readers.pool import Flags, Pool
from copydesk.readers.ranking import Reader, Shown, explain, rank

__all__ = ["Item", "feed", "following", "more_like", "push", "suggestions", "topic"]

A_PAGE = 20
Stamp = tuple[Any, ...]
STAMP = (
    *("pk", "live_id", "slug", "labels", "paywalled", "ruled_off_paywall", "off_paywall", "published"),
    *("author__name", "author__handle", "publication__slug", "publication__name"),
)
"""What a story's entry shows of it; read at each page, so that nothing stale is shown from memory."""
HELD = 5_000
_held: dict[Stamp, Story] = {}
Narrow = Callable[[Pool, Reader], Flags]


@dataclass(frozen=True)
class Item:
    """One recommended story with why it is shown; two items of one ``stamp`` look the same but for the why."""

    story: Story
    why: str
    source: str
    stamp: Stamp | None = None


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
) -> list[tuple[Shown, Stamp]]:
    """Choose, and ask the database what of it may pass and how it looks now."""
    chance = np.random.default_rng(_seed(account)) if explore else None
    shown = rank(pool.current(), reader, clock.now(), count, levers=levers.current(), chance=chance, only=only)
    wanted = Story.objects.filter(pk__in=[s.story for s in shown])
    rows = recommendable_to(account, wanted).values_list(*STAMP)
    stamps: dict[int, Stamp] = {row[0]: (*row[:3], tuple(row[3] or ()), *row[4:]) for row in rows}
    return [(s, stamps[s.story]) for s in shown if s.story in stamps]


def _stories(stamps: list[Stamp]) -> dict[Stamp, Story]:
    """Return the stories of stamps: from memory where they look as they did, else from the database."""
    missing = {stamp[0]: stamp for stamp in stamps if stamp not in _held}
    if missing:
        if len(_held) > HELD:
            _held.clear()
        found = Story.objects.select_related("author", "publication", "live").in_bulk(list(missing))
        _held.update({missing[pk]: story for pk, story in found.items()})
    return {stamp: _held[stamp] for stamp in stamps if stamp in _held}


def _seed(account: Account | None) -> int:
    return zlib.crc32(f"{account.pk if account else 0}:{clock.now().timestamp():.3f}".encode())


def _serve(
    account: Account | None, surface: Surface, count: int, narrow: Narrow | None = None, *, explore: bool = True
) -> list[Item]:
    reader = reader_of(account)
    only = narrow(pool.current(), reader) if narrow else None
    chosen = _chosen(account, count, reader, only, explore=explore)
    stories = _stories([stamp for _, stamp in chosen])
    if account is not None:
        note(account, surface, [shown for shown, _ in chosen])
    return [_item(stories[stamp], shown, stamp, reader) for shown, stamp in chosen if stamp in stories]


def _item(story: Story, shown: Shown, stamp: Stamp, reader: Reader) -> Item:
    names = {"author": story.author.name}
    if shown.source == "topic" and (topic := _topic(story, reader)):
        names["topic"] = topic
    return Item(story, explain(shown.source, **names), shown.source, stamp)


def _topic(story: Story, reader: Reader) -> str:
    """Return the name of a topic of the story that the reader follows."""
    candidates = pool.current()
    rows = candidates.rows_of({story.pk})
    mine = candidates.topic[np.isin(candidates.topic_row, rows)].tolist()
    return next((candidates.topic_names[t] for t in mine if t in reader.topics and t in candidates.topic_names), "")


NOTE = """INSERT INTO readers_impression
(reader_id, story_id, surface, place, source, propensity, features, at, read, learned)"""


def note(account: Account, surface: Surface, shown: list[Shown]) -> None:
    """Write down what was shown, with how likely it was; the presentation cap and the learning read it.

    It is one plain statement: a page is asked for far more often than anything else is written.
    """
    if not shown:
        return
    now = connection.ops.adapt_datetimefield_value(clock.now())
    values: list[Any] = []
    for place, s in enumerate(shown):
        values += (account.pk, s.story, surface.value, place, s.source, s.propensity, json.dumps(s.features), now)
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, FALSE, FALSE)"] * len(shown))
    with connection.cursor() as cursor:
        cursor.execute(f"{NOTE} VALUES {rows}", values)
