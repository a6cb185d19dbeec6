"""The one filter for every surface: which stories may be recommended to a reader at all."""

from dataclasses import dataclass, field

import numpy as np

from copydesk.newsroom.distribution import Reach, may_recommend
from copydesk.newsroom.models import Tier
from copydesk.readers.pool import Flags, Ints, Pool

__all__ = ["PRESENTATION_CAP", "Candidate", "View", "eligible", "may_appear"]

PRESENTATION_CAP = 3
"""On how many days a story is put before a reader who does not open it; a page loaded again is no new appearance."""


@dataclass(frozen=True)
class View:
    """What the filter knows of one reader: ids of accounts, publications, topics and stories.

    ``capped`` are the stories that were put before them as often as may be; ``reader`` is 0 for a stranger.
    """

    reader: int = 0
    follows: frozenset[int] = field(default_factory=frozenset)
    follows_publications: frozenset[int] = field(default_factory=frozenset)
    mutes: frozenset[int] = field(default_factory=frozenset)
    mutes_publications: frozenset[int] = field(default_factory=frozenset)
    mutes_topics: frozenset[int] = field(default_factory=frozenset)
    hidden: frozenset[int] = field(default_factory=frozenset)
    read: frozenset[int] = field(default_factory=frozenset)
    capped: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One story as the filter sees it."""

    story: int
    author: int
    publication: int
    tier: Tier
    topics: frozenset[int] = frozenset()
    published: bool = True


def may_appear(candidate: Candidate, view: View) -> bool:
    """Say of one story whether it may appear: the rule in words, against which the fast form is tested."""
    reach = Reach(
        tier=candidate.tier,
        published=candidate.published,
        follows_author=candidate.author in view.follows,
        follows_publication=candidate.publication in view.follows_publications,
        own=bool(view.reader) and candidate.author == view.reader,
    )
    muted = (
        candidate.author in view.mutes
        or candidate.publication in view.mutes_publications
        or bool(candidate.topics & view.mutes_topics)
    )
    done = candidate.story in view.hidden | view.read | view.capped
    return may_recommend(reach) and not muted and not done


def eligible(pool: Pool, view: View) -> Flags:
    """Return which candidates of the pool may appear, as one flag a row."""
    flags = pool.for_all.copy()
    near = followed(pool, view)
    flags[near[pool.tier[near] >= Tier.NETWORK]] = True
    if view.reader:
        flags[pool.by_authors({view.reader})] = False
    flags[pool.by_authors(view.mutes)] = False
    flags[pool.in_publications(view.mutes_publications)] = False
    flags[pool.on_topics(view.mutes_topics)] = False
    flags[pool.rows_of(view.hidden | view.read | view.capped)] = False
    return flags


def followed(pool: Pool, view: View) -> Ints:
    """Return the rows of what comes from a followed writer or publication; some may come twice."""
    return np.concatenate([pool.by_authors(view.follows), pool.in_publications(view.follows_publications)])
