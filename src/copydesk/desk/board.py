"""The board: what waits on the desk, for one person who comes to work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from copydesk.desk import appeals, breaker, claims, deciding
from copydesk.desk.claims import Claim
from copydesk.desk.models import LIVE, Appeal, Breaker, Case, CaseState, Decision, Reading
from copydesk.desk.people import is_senior, require_reviewer
from copydesk.newsroom.models import Account

__all__ = ["Board", "CaseLine", "Queue", "board", "case_list"]


@dataclass(frozen=True, slots=True)
class Queue:
    """Cases of one skill: how many are open, held now, and overdue."""

    skill: str
    open: int
    held: int
    overdue: int


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list; ``held`` tells that somebody works on it, not who."""

    id: str
    title: str
    clauses: tuple[str, ...]
    language: str
    state: CaseState
    priority: float
    opened: datetime
    due: datetime
    reports: int
    held: bool


@dataclass(frozen=True, slots=True)
class Board:
    """What waits for this person, and what they did today."""

    holding: Claim | None
    queues: tuple[Queue, ...]
    to_second: tuple[Decision, ...]
    to_judge: tuple[Appeal, ...]
    to_adjudicate: int
    shadow: tuple[Breaker, ...]
    read_today: int


def board(person: Account, now: datetime) -> Board:
    """Return what waits for a reviewer.

    Raises:
        Refused: the person is no reviewer.
    """
    require_reviewer(person)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    differ = Case.objects.filter(state=CaseState.DIFFER).count() if is_senior(person) else 0
    return Board(
        holding=claims.held(person, now),
        queues=tuple(_queues(now)),
        to_second=tuple(deciding.waiting_for_second(person)),
        to_judge=tuple(appeals.waiting(person)),
        to_adjudicate=differ,
        shadow=tuple(breaker.in_shadow()),
        read_today=Reading.objects.filter(reader=person, undone__isnull=True, given__gte=today).count(),
    )


def case_list(
    person: Account, now: datetime, *, skill: str = "", state: str = "", limit: int = 50, offset: int = 0
) -> list[CaseLine]:
    """Return live cases, most urgent first; ``skill`` and ``state`` narrow it, "" for all."""
    require_reviewer(person)
    cases = Case.objects.filter(state__in=[state] if state in LIVE else LIVE, golden__isnull=True)
    cases = cases.filter(skill=skill) if skill else cases
    rows = cases.annotate(n_reports=Count("reports")).select_related("revision").order_by("-priority", "pk")
    return [_line(case, now) for case in rows[offset : offset + min(limit, 200)]]


def _queues(now: datetime) -> Iterable[Queue]:
    rows = (
        Case.objects.filter(state__in=LIVE, golden__isnull=True)
        .values("skill")
        .annotate(
            waiting=Count("pk"),
            held=Count("pk", filter=Q(lease_until__gt=now)),
            late=Count("pk", filter=Q(due__lt=now)),
        )
    )
    for row in rows.order_by("skill"):
        yield Queue(row["skill"], row["waiting"], row["held"], row["late"])


def _line(case: Case, now: datetime) -> CaseLine:
    return CaseLine(
        id=case.public_id,
        title=case.revision.title,
        clauses=tuple(case.clauses),
        language=case.language,
        state=CaseState(case.state),
        priority=case.priority,
        opened=case.opened,
        due=case.due,
        reports=getattr(case, "n_reports", 0),
        held=case.lease_until is not None and case.lease_until > now,
    )
