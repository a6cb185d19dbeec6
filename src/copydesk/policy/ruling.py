"""What the policy says of a story: effects, the clauses they rest on, and what would mend it."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

__all__ = ["Advice", "ClauseHeld", "Distribution", "Effects", "Paywall", "Ruling"]


class Distribution(IntEnum):
    """How far a story may be recommended, most restrictive first, so that ``min`` is the meet of two."""

    NONE = 0
    NETWORK = 1
    GENERAL = 2
    BOOST = 3

    @property
    def word(self) -> str:
        """The word of the contract: "none", "network", "general", "boost"."""
        return self.name.lower()


class Paywall(StrEnum):
    """Whether the story may stand behind the paywall."""

    ALLOWED = "allowed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Effects:
    """One side of a ruling; ``obligations`` and ``labels`` are stable words ("caption-pictures", "ai-generated")."""

    distribution: Distribution = Distribution.BOOST
    paywall: Paywall = Paywall.ALLOWED
    strike: bool = False
    obligations: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseHeld:
    """A clause that holds: its id, why in one sentence, and whether it rests on a suspicion only."""

    id: str
    because: str
    suspected: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing the author can do: a stable word, the sentence that says it, the clause it mends.

    ``sentence`` is ready to be put into the story (a disclosure, a caption), None where nothing is to be written.
    """

    do: str
    text: str
    clause: str
    patch: str | None = None
    sentence: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A ruling under one policy version.

    ``now`` holds until a person has looked, ``if_confirmed`` is what a confirmed suspicion would mean; where all facts
    are established the two are equal. ``review`` is true when any fact is only suspected.
    """

    policy: str
    now: Effects
    if_confirmed: Effects
    clauses: tuple[ClauseHeld, ...] = ()
    advice: tuple[Advice, ...] = ()
    review: bool = False
