"""What a sanction changes, how several on one thing meet, and what is left when one of them is taken back."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

__all__ = ["ENROLMENT_ORDER", "Aspect", "SanctionKind", "Value", "meet", "without"]

Value = int | bool | str | datetime | None

ENROLMENT_ORDER = ("none", "enrolled", "under-review", "revoked")


class Aspect(StrEnum):
    """The thing about a story or an account that a sanction changes; sanctions on one aspect meet."""

    DISTRIBUTION = "distribution"
    PAYWALL = "paywall"
    STRIKES = "strikes"
    ENROLMENT = "enrolment"
    PUBLISHING = "publishing"
    SIGNING_IN = "signing-in"


class SanctionKind(StrEnum):
    """Every sanction there is."""

    CEILING = "distribution-ceiling"
    OFF_PAYWALL = "off-paywall"
    STRIKE = "strike"
    ENROLMENT_REVIEW = "enrolment-under-review"
    ENROLMENT_REVOKED = "enrolment-revoked"
    RESTRICTED = "account-restricted"
    SUSPENDED = "account-suspended"

    @property
    def aspect(self) -> Aspect:
        """The aspect this sanction changes."""
        return _ASPECTS[self]

    @property
    def needs_two_people(self) -> bool:
        """Tell whether a second person must agree before it takes effect."""
        return self in (SanctionKind.ENROLMENT_REVOKED, SanctionKind.SUSPENDED)

    @property
    def needs_two_readings(self) -> bool:
        """Tell whether two independent readings must stand behind it: paywall, enrolment or account is at stake."""
        return self not in (SanctionKind.CEILING, SanctionKind.STRIKE)


_ASPECTS = {
    SanctionKind.CEILING: Aspect.DISTRIBUTION,
    SanctionKind.OFF_PAYWALL: Aspect.PAYWALL,
    SanctionKind.STRIKE: Aspect.STRIKES,
    SanctionKind.ENROLMENT_REVIEW: Aspect.ENROLMENT,
    SanctionKind.ENROLMENT_REVOKED: Aspect.ENROLMENT,
    SanctionKind.RESTRICTED: Aspect.PUBLISHING,
    SanctionKind.SUSPENDED: Aspect.SIGNING_IN,
}


def meet(aspect: Aspect, base: Value, values: Iterable[Value]) -> Value:
    """Return what holds when sanctions with ``values`` lie over ``base``: of each aspect the most restrictive.

    The order never matters and a value counts once, so sanctions can be taken back in any order.

    >>> meet(Aspect.DISTRIBUTION, 3, [1, 2])
    1
    >>> meet(Aspect.ENROLMENT, "enrolled", ["under-review"])
    'under-review'
    """
    result = base
    for value in values:
        result = _stricter(aspect, result, value)
    return result


def without(aspect: Aspect, base: Value, values: Iterable[Value], undone: Value) -> Value:
    """Return what holds when the one sanction with value ``undone`` is taken back: the exact inverse of adding it."""
    rest = list(values)
    rest.remove(undone)
    return meet(aspect, base, rest)


def _stricter(aspect: Aspect, one: Value, other: Value) -> Value:
    if aspect is Aspect.STRIKES:
        raise ValueError("strikes add up, they do not meet")
    if one is None or other is None:
        return other if one is None else one
    return max((one, other), key=lambda value: _severity(aspect, value))


def _severity(aspect: Aspect, value: Value) -> float:
    """Return how restrictive a value is, higher is more; only comparable within one aspect."""
    if aspect is Aspect.ENROLMENT:
        return float(ENROLMENT_ORDER.index(str(value)))
    if isinstance(value, datetime):
        return value.timestamp()
    number = float(value)  # type: ignore[arg-type]  # tiers and booleans are numbers, statuses were handled
    return -number if aspect is Aspect.DISTRIBUTION else number
