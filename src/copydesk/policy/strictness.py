"""Which of two outcomes is the more restrictive, and in which words."""

from enum import StrEnum

from copydesk.policy.ruling import Effects, Paywall

__all__ = ["Direction", "at_most", "direction_of", "looser_kinds", "stricter_kinds", "towards"]


class Direction(StrEnum):
    """What a change means for an author: less freedom, more, some of both, or none of either."""

    STRICTER = "stricter"
    LOOSER = "looser"
    MIXED = "mixed"
    SAME = "same"


def towards(stricter: bool, looser: bool) -> Direction:
    """Return the direction of a change that takes something, gives something, both or neither."""
    if stricter and looser:
        return Direction.MIXED
    return Direction.STRICTER if stricter else Direction.LOOSER if looser else Direction.SAME


def direction_of(old: Effects, new: Effects) -> Direction:
    """Return whether ``new`` is stricter or looser on an author than ``old``."""
    return towards(bool(stricter_kinds(old, new)), bool(looser_kinds(old, new)))


def at_most(one: Effects, two: Effects) -> bool:
    """Tell whether ``one`` leaves the author at most as free as ``two`` does, in every kind of effect.

    >>> at_most(Effects(strike=True), Effects())
    True
    """
    return not looser_kinds(two, one)


def stricter_kinds(old: Effects, new: Effects) -> tuple[str, ...]:
    """Name the kinds of effect in which ``new`` takes more from the author than ``old``."""
    return looser_kinds(new, old)


def looser_kinds(old: Effects, new: Effects) -> tuple[str, ...]:
    """Name the kinds of effect in which ``new`` takes less from the author than ``old``."""
    found = {
        "distribution": new.distribution > old.distribution,
        "paywall": old.paywall is Paywall.REMOVED and new.paywall is Paywall.ALLOWED,
        "strike": old.strike and not new.strike,
        "obligations": not set(old.obligations) <= set(new.obligations),
        "labels": not set(old.labels) <= set(new.labels),
    }
    return tuple(kind for kind, looser in found.items() if looser)
