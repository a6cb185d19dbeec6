"""Quality: how far readers agree, how well they read golden cases, how often detectors and decisions were wrong."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from copydesk.desk.answers import Answers
from copydesk.desk.golden import missed
from copydesk.desk.models import (
    LIVE,
    Appeal,
    AppealKind,
    AppealOutcome,
    Case,
    Decision,
    DecisionState,
    Outcome,
    Reading,
)
from copydesk.desk.statistics import Interval, Rate, bootstrap, cohen_kappa, krippendorff_alpha, median, rate
from copydesk.newsroom.models import Account

__all__ = [
    "Agreement",
    "FalsePositives",
    "GoldenScore",
    "Overview",
    "ServiceLevel",
    "agreement",
    "false_positives",
    "golden_accuracy",
    "overturned",
    "overview",
    "seconds_per_case",
    "service_levels",
]

TENURES = (
    (timedelta(days=30), "under 30 days"),
    (timedelta(days=365), "under a year"),
    (timedelta.max, "a year or more"),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far independent readers agree within one group of cases; ``n`` cases were read at least twice."""

    group: str
    n: int
    kappa: float | None
    kappa_interval: Interval | None
    alpha: float | None
    alpha_interval: Interval | None


@dataclass(frozen=True, slots=True)
class GoldenScore:
    """How many golden cases were read as expected, by one reader (a pseudonym) or by all ("")."""

    reader: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class FalsePositives:
    """Of the cases that one detector version asked for, how many people cleared."""

    detector: str
    version: str
    language: str
    tenure: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """Of the cases due in the time looked at, how many were closed in time; and how many are overdue now."""

    skill: str
    kept: Rate
    overdue: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All figures of the desk's quality over a time."""

    since: datetime
    until: datetime
    by_clause: tuple[Agreement, ...]
    by_language: tuple[Agreement, ...]
    golden: tuple[GoldenScore, ...]
    overturned: Rate
    seconds: float | None
    false_positives: tuple[FalsePositives, ...]
    service: tuple[ServiceLevel, ...]


def overview(since: datetime, until: datetime) -> Overview:
    """Return all figures for cases from ``since`` on and before ``until``."""
    return Overview(
        since=since,
        until=until,
        by_clause=agreement("clause", since, until),
        by_language=agreement("language", since, until),
        golden=golden_accuracy(since, until),
        overturned=overturned(since, until),
        seconds=seconds_per_case(since, until),
        false_positives=false_positives(since, until),
        service=service_levels(since, until),
    )


def agreement(by: str, since: datetime, until: datetime) -> tuple[Agreement, ...]:
    """Return the agreement of blind readings by "clause" or "language"; a senior's adjudication is not blind."""
    groups: dict[str, list[list[str]]] = defaultdict(list)
    for case, readings in _read_twice(since, until):
        answers = [Answers.from_json(reading.answers) for reading in readings]
        for clause in case.clauses:
            group = clause if by == "clause" else case.language or "unknown"
            groups[group].append([_label(clause, answer) for answer in answers])
    return tuple(_agreement(group, units) for group, units in sorted(groups.items()))


def _agreement(group: str, units: list[list[str]]) -> Agreement:
    pairs = [(unit[0], unit[1]) for unit in units]
    return Agreement(
        group,
        len(units),
        cohen_kappa(pairs),
        bootstrap(pairs, cohen_kappa),
        krippendorff_alpha(units),
        bootstrap(units, krippendorff_alpha),
    )


def golden_accuracy(since: datetime, until: datetime) -> tuple[GoldenScore, ...]:
    """Return the share of golden cases read as expected: for all readers together first, then each by pseudonym."""
    right: dict[str, list[bool]] = defaultdict(list)
    golden = Reading.objects.filter(
        case__golden__isnull=False, undone__isnull=True, given__gte=since, given__lt=until
    ).select_related("case__golden", "reader__reviewer")
    for reading in golden:
        correct = not missed(reading.case.golden.expected if reading.case.golden else {}, reading)
        for group in ("", _pseudonym(reading.reader)):
            right[group].append(correct)
    return tuple(GoldenScore(reader, rate(sum(ok), len(ok))) for reader, ok in sorted(right.items()))


def overturned(since: datetime, until: datetime) -> Rate:
    """Return the share of appeals by authors, judged in the time, that changed or reversed the decision."""
    judged = Appeal.objects.filter(kind=AppealKind.AUTHOR, judged__gte=since, judged__lt=until)
    return rate(judged.exclude(outcome=AppealOutcome.UPHELD).count(), judged.count())


def seconds_per_case(since: datetime, until: datetime) -> float | None:
    """Return the median seconds from a claim to its reading; golden cases say nothing of the desk's work."""
    real = Reading.objects.filter(undone__isnull=True, case__golden__isnull=True)
    times = real.filter(given__gte=since, given__lt=until).values_list("started", "given")
    return median([(given - started).total_seconds() for started, given in times])


def false_positives(since: datetime, until: datetime) -> tuple[FalsePositives, ...]:
    """Return how many of its cases people cleared, for each detector version, by language and tenure of the author.

    Tenure counts from joining to the case. Each combination has a row, and "" stands for all.
    """
    cleared: dict[tuple[str, str, str, str], list[bool]] = defaultdict(list)
    decided = Decision.objects.filter(
        state__in=(DecisionState.IN_FORCE,), in_force__gte=since, in_force__lt=until
    ).select_related("case", "author")
    for decision in decided.prefetch_related("case__reasons"):
        for key in _askers(decision):
            cleared[key].append(decision.outcome == Outcome.CLEARED)
    return tuple(FalsePositives(*key, rate(sum(all_), len(all_))) for key, all_ in sorted(cleared.items()))


def _askers(decision: Decision) -> Iterable[tuple[str, str, str, str]]:
    case, tenure = decision.case, _tenure(decision.author, decision.case.opened)
    asked = {(reason.detector, reason.version) for reason in case.reasons.all() if reason.detector}
    for detector, version in asked:
        for language in ("", case.language or "unknown"):
            yield from ((detector, version, language, span) for span in ("", tenure))


def service_levels(since: datetime, until: datetime) -> tuple[ServiceLevel, ...]:
    """Return by skill how many of the cases due in the time were closed by then, and what is overdue at its end."""
    due = Case.objects.filter(golden__isnull=True, due__gte=since, due__lt=until)
    kept: dict[str, list[bool]] = defaultdict(list)
    for skill, closed, limit in due.values_list("skill", "closed", "due"):
        kept[skill].append(closed is not None and closed <= limit)
    late = Case.objects.filter(golden__isnull=True, state__in=LIVE, due__lt=until)
    return tuple(
        ServiceLevel(skill, rate(sum(all_), len(all_)), late.filter(skill=skill).count())
        for skill, all_ in sorted(kept.items())
    )


def _read_twice(since: datetime, until: datetime) -> Iterable[tuple[Case, Sequence[Reading]]]:
    blind = Reading.objects.filter(undone__isnull=True, adjudicates=False, case__golden__isnull=True)
    by_case: dict[Case, list[Reading]] = defaultdict(list)
    for reading in blind.filter(given__gte=since, given__lt=until).select_related("case").order_by("given", "pk"):
        by_case[reading.case].append(reading)
    return [(case, readings) for case, readings in by_case.items() if len(readings) > 1]


def _label(clause: str, answers: Answers) -> str:
    """Return what a reading says on the question behind a clause."""
    labels: dict[str, Callable[[], str]] = {
        "pictures.violation": lambda: answers.picture_violation.value,
        "pictures.uncaptioned": lambda: "ai" if "ai" in {p.value for p in answers.pictures.values()} else "none",
        "conduct.search-spam": lambda: str(answers.search_spam),
        "conduct.harmful-ai": lambda: str(answers.harmful_ai),
        "conduct.derivative": lambda: str(answers.derivative),
    }
    return labels.get(clause, lambda: answers.enrolment or answers.writing.value)()


def _tenure(author: Account, opened: datetime) -> str:
    since = opened - author.joined
    return next(name for limit, name in TENURES if since < limit)


def _pseudonym(reader: Account) -> str:
    return reader.reviewer.pseudonym if hasattr(reader, "reviewer") else f"Reviewer {reader.pk:03d}"
