"""What a reader sees of a case beside its story, alike for every case: a golden one wears what its source had."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from copydesk.desk import laying_out
from copydesk.desk.models import Case, CaseState, Reading, Report
from copydesk.desk.sheets import PastDecision
from copydesk.desk.timeline import Moment, timeline

__all__ = ["history", "moments", "reports", "state_for"]


def reports(case: Case) -> tuple[str, ...]:
    """Return the words of those who reported the story."""
    if case.golden:
        return tuple(case.golden.reports)
    return tuple(Report.objects.filter(case=case).order_by("pk").values_list("text", flat=True))


def history(case: Case) -> Iterator[PastDecision]:
    """Yield earlier decisions on the story; of a golden case those its source had behind it, as long ago as then."""
    source = case.golden.source if case.golden else None
    shift = _shift(case)
    for past in laying_out.history(source or case):
        if source is None or past.at < source.opened:
            yield replace(past, at=past.at + shift)


def moments(case: Case) -> tuple[Moment, ...]:
    """Return how the text grew; of a golden case as if it had come in just before the case."""
    shift = _shift(case)
    return tuple(replace(moment, at=moment.at + shift) for moment in timeline(case.revision))


def state_for(case: Case, mine: Reading | None, *, holds: bool) -> CaseState:
    """Return the state to show: who read a case and passed it on sees it as they left it, whatever came of it since."""
    actual = CaseState(case.state)
    if holds or mine is None or mine.adjudicates:
        return actual
    others = case.readings.filter(undone__isnull=True).exclude(pk=mine.pk)
    came_first, came_later = others.filter(given__lte=mine.given).exists(), others.filter(given__gt=mine.given).exists()
    if came_later:
        return CaseState.DIFFER if came_first else CaseState.OPEN
    closed_by_reading = case.golden_id is not None and case.two_readings
    return CaseState.OPEN if closed_by_reading else actual


def _shift(case: Case) -> timedelta:
    golden = case.golden
    if golden is None:
        return timedelta(0)
    return case.opened - (golden.source.opened if golden.source else case.revision.created)
