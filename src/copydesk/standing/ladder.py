"""Ladders: which sanction a policy recommends when strikes add up; a person takes the step, never this module."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from copydesk.standing.effects import SanctionKind
from copydesk.standing.strikes import Strike, in_force, weight

__all__ = ["Ladder", "Rung", "Standing", "next_rung", "standing_of"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: recommended once the strikes weigh ``at`` or more; ``days`` for a sanction with an end."""

    at: float
    sanction: SanctionKind
    days: int | None = None

    def until(self, now: datetime) -> datetime | None:
        """Return when the sanction would end if it were taken at ``now``; None for one without an end."""
        return None if self.days is None else now + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps for strikes under certain clauses.

    ``clauses`` are clause ids or prefixes that end in a dot ("conduct."); ``expiry`` says how long a strike counts
    (None: for ever); ``weights`` gives a clause another weight than 1; ``rungs`` stand lowest first.
    """

    name: str
    clauses: tuple[str, ...]
    rungs: tuple[Rung, ...]
    expiry: timedelta | None = timedelta(days=365)
    weights: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if list(self.rungs) != sorted(self.rungs, key=lambda rung: rung.at):
            raise ValueError(f"the rungs of ladder {self.name} do not rise")

    def covers(self, clause: str) -> bool:
        """Tell whether strikes under ``clause`` count on this ladder."""
        return any(clause.startswith(c) if c.endswith(".") else clause == c for c in self.clauses)

    def strike(self, clause: str, at: datetime) -> Strike:
        """Return the strike that a breach of ``clause`` confirmed at ``at`` earns."""
        expires = None if self.expiry is None else at + self.expiry
        return Strike(clause, at, dict(self.weights).get(clause, 1.0), expires)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands on one ladder at one moment; ``reached`` is the highest rung its strikes reach."""

    ladder: str
    strikes: tuple[Strike, ...]
    weight: float
    reached: Rung | None
    next: Rung | None

    @property
    def good(self) -> bool:
        """Tell whether no strike counts."""
        return not self.strikes


def standing_of(strikes: Iterable[Strike], ladder: Ladder, now: datetime) -> Standing:
    """Return where an account with ``strikes`` stands on ``ladder`` at ``now``."""
    counted = in_force((s for s in strikes if ladder.covers(s.clause)), now)
    total = weight(counted, now)
    reached = [rung for rung in ladder.rungs if rung.at <= total]
    ahead = [rung for rung in ladder.rungs if rung.at > total]
    return Standing(ladder.name, counted, total, reached[-1] if reached else None, ahead[0] if ahead else None)


def next_rung(strikes: Iterable[Strike], adding: Strike, ladder: Ladder, now: datetime) -> Rung | None:
    """Return the rung to recommend when ``adding`` is given now, None when it reaches no higher one than before."""
    known = list(strikes)
    before, after = standing_of(known, ladder, now), standing_of([*known, adding], ladder, now)
    return after.reached if after.reached != before.reached else None
