"""What came of one story: the assessment or why there is none, and the verdict in one word."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from copydesk.assess import Assessment
from copydesk.evidence import Basis
from copydesk.policy.ruling import Distribution, Paywall, Ruling
from copydesk.story.assets import Assets

__all__ = ["Outcome", "Verdict", "is_unclear", "verdict"]


class Verdict(StrEnum):
    """The first word of a report."""

    COMPLIES = "complies"
    FIX = "to fix"
    REVIEW = "to review"
    UNREADABLE = "unreadable"

    @property
    def status(self) -> int:
        """The exit status that this verdict asks for."""
        return {Verdict.COMPLIES: 0, Verdict.UNREADABLE: 2}.get(self, 1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One story of the command line.

    ``name`` is how the person named it; ``source`` the decoded text (None in formats that cannot be patched);
    ``path`` the file it stands in, ``assets`` its pictures, ``total`` how many stories
    the path it came from holds, where that is known; exactly one of ``assessment`` and ``error`` is there.
    """

    name: str
    assessment: Assessment | None = None
    error: str = ""
    source: str | None = None
    path: Path | None = None
    assets: Assets | None = None
    total: int | None = None

    @property
    def verdict(self) -> Verdict:
        """What this outcome comes to."""
        return verdict(self.assessment) if self.assessment else Verdict.UNREADABLE


def verdict(assessment: Assessment) -> Verdict:
    """Say whether an assessment asks for a fix, for a person's look, or for nothing.

    A fix that the author owes comes before a suspicion: what is established needs no reviewer. A disclosure that can be
    read in two ways asks for a look as long as nothing settles the matter.
    """
    if _owes(assessment.ruling):
        return Verdict.FIX
    return Verdict.REVIEW if assessment.ruling.review or is_unclear(assessment) else Verdict.COMPLIES


def is_unclear(assessment: Assessment) -> bool:
    """Tell whether the story says something of AI that only its author can explain."""
    return assessment.evidence.disclosure.unsure and assessment.facts.writing.basis is Basis.NONE


def _owes(ruling: Ruling) -> bool:
    now = ruling.now
    restricted = now.distribution <= Distribution.NETWORK or now.paywall is Paywall.REMOVED
    return restricted or now.strike or bool(now.obligations)
