"""Token buckets: how often one caller may do one thing, counted in the database for all processes together.

From a big bucket a process takes a hundredth at once and spends it by itself, so that not each request writes a row.
"""

from dataclasses import dataclass
from threading import Lock

from django.db import connection

from copydesk.newsroom import clock
from copydesk.newsroom.errors import SlowDownError
from copydesk.newsroom.models import Bucket

__all__ = ["Limit", "forget_full", "spend", "take"]

TAKE = """
INSERT INTO newsroom_bucket (key, tokens, updated) VALUES (%(key)s, %(burst)s - %(tokens)s, %(now)s)
ON CONFLICT (key) DO UPDATE SET updated = %(now)s, tokens = {least}(%(burst)s,
  CASE WHEN newsroom_bucket.tokens < 0 THEN {most}(newsroom_bucket.tokens + %(tokens)s, 0)
  ELSE newsroom_bucket.tokens END + {most}(%(now)s - newsroom_bucket.updated, 0) * %(rate)s) - %(tokens)s
RETURNING tokens
"""
"""Less than nothing is left where one was refused; the next time it gets back what it did not have, so that the time
it was told is true."""


@dataclass(frozen=True, slots=True)
class Limit:
    """``burst`` at once, refilled at ``a_minute`` a minute."""

    burst: float
    a_minute: float


SHARES = 100
MOST_IN_HAND = 10_000
LONGEST_KEY = 120
_in_hand: dict[tuple[str, Limit], int] = {}
_lock = Lock()


def take(key: str, limit: Limit) -> float:
    """Take one token from the bucket ``key``.

    Returns:
        0.0 where there was one; else the seconds until there is one again.
    """
    key, share = key[:LONGEST_KEY], int(limit.burst // SHARES)
    with _lock:
        if (left := _in_hand.get((key, limit), 0)) > 0:
            _in_hand[key, limit] = left - 1
            return 0.0
    wait = _take(key, limit, max(share, 1))
    if not wait and share > 1:
        with _lock:
            if len(_in_hand) > MOST_IN_HAND:
                _in_hand.clear()
            _in_hand[key, limit] = share - 1
    return wait


def spend(key: str, limit: Limit, what: str) -> None:
    """Take one token from the bucket ``key``, or say when there is one again.

    Raises:
        SlowDownError: there was none; its message begins with ``what``.
    """
    if wait := take(key, limit):
        raise SlowDownError(what, wait)


def _take(key: str, limit: Limit, tokens: int) -> float:
    now, rate = clock.now().timestamp(), limit.a_minute / 60
    words = {"least": "MIN", "most": "MAX"} if connection.vendor == "sqlite" else {"least": "LEAST", "most": "GREATEST"}
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE.format(**words), {"key": key, "burst": limit.burst, "now": now, "rate": rate, "tokens": tokens}
        )
        left = float(cursor.fetchone()[0])
    return 0.0 if left >= 0 else -left / rate


def forget_full(*, older_than: float = 24 * 3600) -> int:
    """Delete buckets that nobody touched for so many seconds; returns how many."""
    return Bucket.objects.filter(updated__lt=clock.now().timestamp() - older_than).delete()[0]
