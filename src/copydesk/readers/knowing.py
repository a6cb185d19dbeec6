"""What is known of a reader when a page is made: read in one statement, whatever they follow, mute and have read."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection

from copydesk.newsroom import clock
from copydesk.newsroom.models import Account
from copydesk.readers.eligibility import PRESENTATION_CAP, View
from copydesk.readers.models import Doing, ReaderState
from copydesk.readers.pool import FACTORS
from copydesk.readers.ranking import Reader
from copydesk.readers.statements import ask
from copydesk.readers.taste import Taste, from_bytes
from copydesk.readers.vectors import unpack

__all__ = ["STRANGER", "reader_of", "taste_of"]

STRANGER = Reader(View())
CAP_WITHIN = timedelta(days=30)
STATE, FOLLOWS, MUTES, READ, CAPPED = range(5)
Row = tuple[Any, ...]
"""Which of the five it is; then an account (or a story), a publication, a topic; of the state its taste and factors."""
EVERYTHING = """
SELECT 0, CAST(NULL AS bigint), CAST(NULL AS bigint), CAST(NULL AS bigint), taste, factors
FROM readers_readerstate WHERE reader_id = %(reader)s UNION ALL
SELECT 1, account_id, publication_id, tag_id, NULL, NULL FROM newsroom_follow WHERE follower_id = %(reader)s UNION ALL
SELECT 2, account_id, publication_id, tag_id, NULL, NULL FROM readers_mute WHERE reader_id = %(reader)s UNION ALL
SELECT 3, story_id, NULL, NULL, NULL, NULL FROM readers_readerevent
WHERE reader_id = %(reader)s AND doing = %(doing)s GROUP BY story_id UNION ALL
SELECT 4, story_id, NULL, NULL, NULL, NULL FROM readers_impression WHERE reader_id = %(reader)s
AND at >= %(since)s AND at < %(today)s
GROUP BY story_id HAVING COUNT(DISTINCT DATE(at)) >= %(cap)s
"""


def reader_of(account: Account | None) -> Reader:
    """Return what the ranking knows of a reader; of a stranger nothing."""
    if account is None:
        return STRANGER
    rows = _rows(account)
    taste, factors = Taste(), STRANGER.factors
    for *_, packed, neighbours in rows[STATE]:
        taste, factors = from_bytes(packed), unpack(neighbours, FACTORS)
    view, topics = _view(account, taste, rows)
    return Reader(view, taste, factors, topics)


def taste_of(account: Account) -> Taste:
    """Return a reader's taste."""
    state = ReaderState.objects.filter(reader=account).first()
    return from_bytes(state.taste) if state else Taste()


def _view(account: Account, taste: Taste, rows: dict[int, list[Row]]) -> tuple[View, frozenset[int]]:
    """Return what the filter knows of a reader, and the topics they follow."""
    people, publications, topics = _columns(rows[FOLLOWS])
    no_people, no_publications, no_topics = _columns(rows[MUTES])
    view = View(
        reader=account.pk,
        follows=people,
        follows_publications=publications,
        mutes=no_people,
        mutes_publications=no_publications,
        mutes_topics=no_topics,
        hidden=taste.hidden,
        read=_columns(rows[READ])[0],
        capped=_columns(rows[CAPPED])[0],
    )
    return view, topics


def _rows(account: Account) -> dict[int, list[Row]]:
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = (connection.ops.adapt_datetimefield_value(moment) for moment in (today - CAP_WITHIN, today))
    values: dict[str, Any] = {"reader": account.pk, "doing": Doing.READ.value, "cap": PRESENTATION_CAP}
    values |= {"since": since, "today": until}
    found: dict[int, list[Row]] = defaultdict(list)
    for row in ask(EVERYTHING, values):
        found[row[0]].append(row)
    return found


def _columns(rows: Iterable[Row]) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """Return the accounts, publications and topics that rows name; a story stands in the first place."""
    kept = list(rows)
    people, publications, topics = (frozenset(found for row in kept if (found := row[i])) for i in (1, 2, 3))
    return people, publications, topics
