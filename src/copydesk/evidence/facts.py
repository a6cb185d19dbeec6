"""What the policy reads: facts, each with the basis that established it or left it suspected."""

from dataclasses import dataclass
from enum import StrEnum

from copydesk.evidence.model import DisclosureStatus, Origin

__all__ = ["Basis", "Fact", "Facts"]


class Basis(StrEnum):
    """What a fact rests on."""

    FINDING = "finding"
    DECLARATION = "declaration"
    DISCLOSURE = "disclosure"
    CREDENTIAL = "credential"
    ESTIMATE = "estimate"
    REPORT = "report"
    NONE = "none"

    @property
    def establishes(self) -> bool:
        """Tell whether this basis establishes a fact; an estimate or a report leaves it suspected (POLICY.md, 1)."""
        return self not in (Basis.ESTIMATE, Basis.REPORT)


@dataclass(frozen=True, slots=True)
class Fact:
    """The value of one fact and its basis.

    >>> Fact("generated", Basis.ESTIMATE).suspected
    True
    """

    value: str
    basis: Basis = Basis.NONE

    @property
    def suspected(self) -> bool:
        """Tell whether only an estimate or a report speaks for it."""
        return not self.basis.establishes


@dataclass(frozen=True, slots=True)
class Facts:
    """All that ``medium-2024-05`` and its kin read of one revision.

    ``writing`` is an ``Origin``; ``pictures`` is "none" (no AI-made picture known), "captioned" or "uncaptioned";
    ``picture_violation`` is "none", "harassment", "minors", "disinformation" or "privacy"; the conduct facts are
    "no" or "yes". ``more`` holds the facts that other policies read (medium, activity, realistic …) by name.
    """

    writing: Fact = Fact(Origin.UNKNOWN)
    disclosure: DisclosureStatus = DisclosureStatus.NONE
    paywalled: bool = False
    pictures: Fact = Fact("none")
    picture_violation: Fact = Fact("none")
    search_spam: Fact = Fact("no")
    harmful_ai: Fact = Fact("no")
    derivative: Fact = Fact("no")
    more: tuple[tuple[str, Fact], ...] = ()
