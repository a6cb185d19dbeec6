"""What a list shows of a story: read anew for each page, with the rule on who may see it in the same statement."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from copydesk.newsroom.models import Account, Revision, Story, StoryState, Tier
from copydesk.readers.statements import ask
from copydesk.story import BlockKind
from copydesk.story.errors import StoryError
from copydesk.story.readers import read

__all__ = ["Entry", "lead", "of", "opening_of", "recommendable"]

LEAD_WORDS, LEAD_FROM = 26, 3000
PROSE = (
    frozenset({BlockKind.PARAGRAPH}),
    frozenset({BlockKind.VERSE, BlockKind.QUOTE, BlockKind.CALLOUT, BlockKind.LIST}),
)
"""What a lead is made of: the first kinds that the story has any of."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One story as a list shows it.

    ``publication`` and ``house`` are the slug and the name of the publication that it stands in, "" where in none.
    """

    story: int
    public_id: str
    slug: str
    title: str
    lead: str
    labels: tuple[str, ...]
    members: bool
    published: datetime | None
    author: int
    handle: str
    writer: str
    publication: str = ""
    house: str = ""


RECOMMENDABLE = """
SELECT s.id, s.public_id, s.slug, r.title, r.subtitle,
  CASE WHEN r.subtitle = '' THEN SUBSTR(r.content, 1, %(lead_from)s) END, r.format, s.labels,
  s.paywalled AND NOT s.ruled_off_paywall AND NOT s.off_paywall, s.published,
  a.id, a.handle, a.name, COALESCE(p.slug, ''), COALESCE(p.name, '')
FROM newsroom_story s
JOIN newsroom_account a ON a.id = s.author_id
LEFT JOIN newsroom_revision r ON r.id = s.live_id
LEFT JOIN newsroom_publication p ON p.id = s.publication_id
WHERE s.id {among} AND s.state = %(published)s AND s.author_id <> %(reader)s
  AND s.ruled_tier >= %(network)s AND s.ceiling >= %(network)s
  AND ((s.ruled_tier >= %(general)s AND s.ceiling >= %(general)s) OR EXISTS (
    SELECT 1 FROM newsroom_follow f
    WHERE f.follower_id = %(reader)s AND (f.account_id = s.author_id OR f.publication_id = s.publication_id)))
"""
"""``newsroom.distribution.recommendable_to`` and what an entry shows, as one statement; a test holds both together."""
STATEMENTS: dict[str, tuple[str, Callable[[list[int]], Any]]] = {
    "postgresql": (RECOMMENDABLE.format(among="= ANY(%(stories)s)"), list),
    "sqlite": (RECOMMENDABLE.format(among="IN (SELECT value FROM json_each(%(stories)s))"), json.dumps),
}
CONSTANT: dict[str, str | int] = {
    "lead_from": LEAD_FROM,
    "published": StoryState.PUBLISHED.value,
    "network": Tier.NETWORK.value,
    "general": Tier.GENERAL.value,
}


def recommendable(account: Account | None, stories: Collection[int]) -> dict[int, Entry]:
    """Return the entries of those stories that may be recommended to a reader (None: a stranger) at this moment."""
    if not stories:
        return {}
    statement, adapt = STATEMENTS[connection.vendor]
    values = {**CONSTANT, "stories": adapt(list(stories)), "reader": account.pk if account else 0}
    return {row[0]: _entry(*row) for row in ask(statement, values)}


def _entry(story: int, public_id: str, slug: str, *words: Any) -> Entry:
    """Make an entry of a row; databases differ in how they give a flag and a moment."""
    title, subtitle, content, form, labels, members, published, *people = words
    return Entry(
        story,
        public_id,
        slug or "story",
        title or "Untitled",
        subtitle or lead(content or "", form or "markdown"),
        tuple(json.loads(labels)),
        bool(members),
        published.replace(tzinfo=UTC) if published and not published.tzinfo else published,
        *people,
    )


def of(story: Story) -> Entry:
    """Return the entry of a story at hand, whoever may see it."""
    live, place = story.live, story.publication
    return Entry(
        story.pk,
        story.public_id,
        story.slug or "story",
        (live and live.title) or "Untitled",
        opening_of(live) if live else "",
        tuple(story.labels),
        story.behind_paywall,
        story.published,
        story.author_id,
        story.author.handle,
        story.author.name,
        place.slug if place else "",
        place.name if place else "",
    )


def opening_of(revision: Revision) -> str:
    """Return what a list shows below a title: the subtitle, else the first words of the prose."""
    return revision.subtitle or lead(revision.content[:LEAD_FROM], revision.format)


@lru_cache(maxsize=4096)
def lead(text: str, form: str = "markdown") -> str:
    r"""Return the first words of a story's prose, as its readers see it: no front matter, heading, caption or mark-up.

    >>> lead("---\ntags: bees\n---\n\n# Bees\n\nWe *keep* [bees](https://example.org).")
    'We keep bees.'
    """
    if text.startswith("---\n") and len(text) >= LEAD_FROM and "\n---\n" not in text:
        return ""  # front matter that was cut: no prose in sight
    try:
        story = read(text.encode("utf-8", "replace"), format=form, title="", subtitle="", bare=True)
    except StoryError:
        return ""
    found = ([story.text_of(block) for block in story.blocks if block.kind in kinds] for kinds in PROSE)
    words = " ".join(next(filter(None, found), [])).split()
    return " ".join(words[:LEAD_WORDS]) + ("…" if len(words) > LEAD_WORDS else "")
