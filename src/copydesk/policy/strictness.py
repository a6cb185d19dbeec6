"""Which of two outcomes is the more restrictive, and in which words."""

from copydesk.policy.ruling import Effects, Paywall

__all__ = ["at_most", "looser_kinds", "stricter_kinds"]


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
