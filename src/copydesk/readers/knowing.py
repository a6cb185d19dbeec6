"""What is known of a reader when a page is made: one place that reads it all."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet

from copydesk.newsroom import clock
from copydesk.newsroom.models import Account, Follow
from copydesk.readers.eligibility import PRESENTATION_CAP, View
from copydesk.readers.models import Doing, Impression, Mute, ReaderEvent, ReaderState
from copydesk.readers.pool import FACTORS
from copydesk.readers.ranking import Reader
from copydesk.readers.taste import Taste, from_bytes
from copydesk.readers.vectors import unpack

__all__ = ["STRANGER", "reader_of", "taste_of"]

STRANGER = Reader(View())
CAP_WITHIN = timedelta(days=30)


def reader_of(account: Account | None) -> Reader:
    """Return what the ranking knows of a reader; of a stranger nothing."""
    if account is None:
        return STRANGER
    state = ReaderState.objects.filter(reader=account).first()
    taste = from_bytes(state.taste) if state else Taste()
    people, publications, topics = _columns(Follow.objects.filter(follower=account))
    no_people, no_publications, no_topics = _columns(Mute.objects.filter(reader=account))
    view = View(
        reader=account.pk,
        follows=people,
        follows_publications=publications,
        mutes=no_people,
        mutes_publications=no_publications,
        mutes_topics=no_topics,
        hidden=taste.hidden,
        read=_read(account),
        capped=_capped(account),
    )
    factors = unpack(state.factors, FACTORS) if state else STRANGER.factors
    return Reader(view, taste, factors, topics)


def taste_of(account: Account) -> Taste:
    """Return a reader's taste."""
    state = ReaderState.objects.filter(reader=account).first()
    return from_bytes(state.taste) if state else Taste()


def _columns(rows: QuerySet[Any]) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """Return the accounts, publications and topics that rows name."""
    triples = list(rows.values_list("account_id", "publication_id", "tag_id"))
    people, publications, topics = (frozenset(t[i] for t in triples if t[i]) for i in range(3))
    return people, publications, topics


def _read(account: Account) -> frozenset[int]:
    log = ReaderEvent.objects.filter(reader=account, doing=Doing.READ)
    return frozenset(log.values_list("story_id", flat=True))


def _capped(account: Account) -> frozenset[int]:
    """Return the stories that were put before the reader as often as may be."""
    lately = Impression.objects.filter(reader=account, at__gte=clock.now() - CAP_WITHIN)
    counted = lately.values("story_id").annotate(times=Count("pk")).filter(times__gte=PRESENTATION_CAP)
    return frozenset(counted.values_list("story_id", flat=True))
