"""Strikes: what they weigh and until when they count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

__all__ = ["Strike", "in_force", "weight"]


@dataclass(frozen=True, slots=True)
class Strike:
    """One confirmed breach on an account: the clause, when, what it weighs, when it expires (None: never).

    >>> from datetime import UTC
    >>> Strike("conduct.search-spam", datetime(2026, 1, 1, tzinfo=UTC)).counts_at(datetime(2025, 12, 31, tzinfo=UTC))
    False
    """

    clause: str
    at: datetime
    weight: float = 1.0
    expires: datetime | None = None

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise ValueError(f"a strike weighs more than nothing, not {self.weight}")
        if self.expires is not None and self.expires < self.at:
            raise ValueError("a strike can't expire before it is given")

    def counts_at(self, now: datetime) -> bool:
        """Tell whether it counts at ``now``: from the moment it is given until just before it expires."""
        return self.at <= now and (self.expires is None or now < self.expires)


def in_force(strikes: Iterable[Strike], now: datetime) -> tuple[Strike, ...]:
    """Return the strikes that count at ``now``, oldest first."""
    return tuple(sorted((s for s in strikes if s.counts_at(now)), key=lambda s: s.at))


def weight(strikes: Iterable[Strike], now: datetime) -> float:
    """Return what the strikes that count at ``now`` weigh together."""
    return sum(s.weight for s in in_force(strikes, now))
