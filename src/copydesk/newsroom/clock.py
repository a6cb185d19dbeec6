"""The newsroom's clock: one place that says what time it is, so that a test or a replay can stand at any moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

__all__ = ["now", "standing_at"]

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return _moment.get() or timezone.now()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Make ``now`` return ``moment`` within the block."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
