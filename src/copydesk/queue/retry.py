"""When a failed job is tried again."""

import random
from datetime import timedelta

__all__ = ["delay"]

BASE_SECONDS = 2.0
LONGEST_SECONDS = 3600.0


def delay(attempts: int, *, chance: float | None = None) -> timedelta:
    """Return how long to wait after the ``attempts``-th try: exponential, half of it left to chance.

    >>> delay(1, chance=1.0), delay(4, chance=0.0)
    (datetime.timedelta(seconds=2), datetime.timedelta(seconds=8))
    """
    whole = min(LONGEST_SECONDS, BASE_SECONDS * 2 ** min(attempts - 1, 20))
    share = random.random() if chance is None else chance  # noqa: S311  # spreads load, guards nothing
    return timedelta(seconds=whole * (0.5 + 0.5 * share))
