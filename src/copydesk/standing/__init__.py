"""Strikes, how they expire, the next rung of a ladder, and the inverse of every sanction; pure."""

from copydesk.standing.effects import Aspect, SanctionKind, Value, meet, without
from copydesk.standing.ladder import Ladder, Rung, Standing, next_rung, standing_of
from copydesk.standing.strikes import Strike, in_force, weight

__all__ = [
    "Aspect",
    "Ladder",
    "Rung",
    "SanctionKind",
    "Standing",
    "Strike",
    "Value",
    "in_force",
    "meet",
    "next_rung",
    "standing_of",
    "weight",
    "without",
]
