"""Calibrating: decisions become labels, and thresholds are proposed from them; nothing is set by itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from copydesk.desk import stories
from copydesk.desk.models import Decision, DecisionState, Subject
from copydesk.desk.statistics import Rate, rate
from copydesk.evidence import Evidence
from copydesk.policy import Policy

__all__ = ["LEAST_LABELS", "Label", "Proposal", "labels", "propose"]

LEAST_LABELS = 30
#: The share of wrongly flagged stories among those flagged that a threshold may leave.
TARGET = 0.05


@dataclass(frozen=True, slots=True)
class Label:
    """One decided case: what the detector said (higher is more AI), and whether people agreed."""

    question: str
    score: float
    confirmed: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A threshold that decisions speak for, beside the one in force, and what would change.

    ``now`` and ``then`` are the shares of wrongly flagged cases; ``spared`` cleared cases would not have been opened,
    ``missed`` confirmed ones neither. ``threshold`` is None where the labels are too few or no threshold reaches the
    target; ``because`` says so.
    """

    question: str
    current: float
    threshold: float | None
    labels: int
    now: Rate
    then: Rate
    spared: int
    missed: int
    because: str


def _certainty(seen: Evidence) -> float | None:
    return None if seen.writing.p_human is None else 1 - seen.writing.p_human


#: For each question: the detector's score on evidence, and the policy's threshold on it.
QUESTIONS: dict[str, tuple[Callable[[Evidence], float | None], Callable[[Policy], float]]] = {
    "writing": (_certainty, lambda policy: 1 - policy.reading.p_human),
    "search_spam": (lambda seen: seen.promotion.score, lambda policy: policy.reading.thresholds.search_spam),
    "harmful_ai": (lambda seen: seen.harm.score, lambda policy: policy.reading.thresholds.harmful_ai),
    "derivative": (lambda seen: seen.derivation.share, lambda policy: policy.reading.thresholds.derivative),
}


def labels(since: datetime, until: datetime) -> list[Label]:
    """Return the labels that decisions in force give, one a question that a case was about."""
    decided = Decision.objects.filter(
        state=DecisionState.IN_FORCE, in_force__gte=since, in_force__lt=until, case__subject=Subject.REVISION
    ).select_related("case", "assessment")
    return [label for decision in decided for label in _labels_of(decision)]


def propose(found: Sequence[Label], policy: Policy, target: float = TARGET) -> list[Proposal]:
    """Propose a threshold for each question: the lowest that leaves no more than ``target`` wrongly flagged.

    Only cases that were flagged have labels, so a threshold can be proposed upwards, never below the one in force.
    """
    return [
        _propose(question, [label for label in found if label.question == question], current(policy), target)
        for question, (_, current) in QUESTIONS.items()
    ]


def _labels_of(decision: Decision) -> Iterable[Label]:
    seen = stories.evidence_of(decision.assessment)
    asked = {_question(clause) for clause in decision.case.clauses}
    for question in asked & set(QUESTIONS):
        score = QUESTIONS[question][0](seen)
        if score is not None:
            yield Label(question, score, _confirmed(question, decision), decision.case.language)


def _question(clause: str) -> str:
    family, _, name = clause.partition(".")
    return "writing" if family == "writing" else name.replace("-", "_")


def _confirmed(question: str, decision: Decision) -> bool:
    found = decision.findings.get(question)
    return found in ("generated", "assisted") if question == "writing" else found is True


def _propose(question: str, found: list[Label], current: float, target: float) -> Proposal:
    threshold, because = _threshold(found, current, target)
    kept = [label for label in found if label.score >= (current if threshold is None else threshold)]
    dropped = [label for label in found if label not in kept]
    return Proposal(
        question=question,
        current=current,
        threshold=threshold,
        labels=len(found),
        now=_wrong(found),
        then=_wrong(kept),
        spared=sum(not label.confirmed for label in dropped),
        missed=sum(label.confirmed for label in dropped),
        because=because,
    )


def _threshold(found: list[Label], current: float, target: float) -> tuple[float | None, str]:
    if len(found) < LEAST_LABELS:
        return None, f"{len(found)} decisions are too few; {LEAST_LABELS} are needed."
    if (_wrong(found).value or 0) <= target:
        return None, "The threshold in force keeps to the target already."
    for candidate in sorted({label.score for label in found if label.score > current}):
        if (_wrong([label for label in found if label.score >= candidate]).value or 0) <= target:
            return candidate, f"It is the lowest that leaves at most {target:.0%} wrongly flagged."
    return None, f"No threshold leaves at most {target:.0%} wrongly flagged: the detector needs work, not a number."


def _wrong(found: Sequence[Label]) -> Rate:
    return rate(sum(not label.confirmed for label in found), len(found))
