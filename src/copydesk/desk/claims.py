"""Claims: "next case" gives a lease on the most urgent case that this person may judge, and never one case to two."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from copydesk.desk.errors import LeaseLost
from copydesk.desk.models import LIVE, Case, CaseState
from copydesk.desk.people import check_uninvolved, is_senior, reviewer_of
from copydesk.newsroom.models import Account, new_public_id

__all__ = [
    "LEASE",
    "Claim",
    "held",
    "holding",
    "lease_statement",
    "next_case",
    "next_waiting",
    "release",
    "renew",
    "take",
    "update_priorities",
]

LEASE = timedelta(minutes=15)
Draw = Callable[[Account, datetime], Case | None]


@dataclass(frozen=True, slots=True)
class Claim:
    """A lease on one case; ``token`` must come back with whatever is done under it."""

    case: Case
    token: str
    until: datetime


def next_case(person: Account, now: datetime, draw: Draw | None = None) -> Claim | None:
    """Return the case the person already holds, or lease the most urgent one they may judge; None when none is left.

    Args:
        person: who wants to work.
        now: the moment.
        draw: may give another case instead (``golden.draw``).

    Raises:
        Refused: the person is no reviewer.
    """
    profile = reviewer_of(person)
    if draw and not Case.objects.filter(holder=person).exists() and (drawn := draw(person, now)):
        return _claim(drawn)
    if case := _lease(person, profile.languages, profile.skills, now):
        return _claim(case)
    had_one = Case.objects.filter(holder=person).exists()
    if claim := held(person, now):
        return claim
    case = _lease(person, profile.languages, profile.skills, now) if had_one else None
    return _claim(case) if case else None


def take(case: Case, person: Account, now: datetime) -> Claim:
    """Lease one particular case, as when a senior reviewer opens it from a list.

    Raises:
        NotYours: the person is involved in it.
        LeaseLost: somebody else holds it, or it is over.
    """
    reviewer_of(person)
    check_uninvolved(case, person)
    with transaction.atomic():
        _let_go(person)
        free = Case.objects.filter(pk=case.pk, state__in=LIVE).exclude(holder__isnull=False, lease_until__gt=now)
        if not free.update(holder=person, held_since=now, lease_until=now + LEASE, lease=new_public_id()):
            raise LeaseLost("Somebody else is working on this case.")
    return _claim(Case.objects.select_related("revision__story", "author").get(pk=case.pk))


def held(person: Account, now: datetime) -> Claim | None:
    """Return the claim the person holds, prolonged, or None; one that ran out is given up."""
    case = Case.objects.select_related("revision__story", "author").filter(holder=person).first()
    if case is None:
        return None
    if case.lease_until is None or case.lease_until <= now or case.state not in LIVE:
        _let_go(person)
        return None
    return renew(case, person, case.lease, now)


def renew(case: Case, person: Account, token: str, now: datetime) -> Claim:
    """Prolong a lease by another 15 minutes, as the page does while somebody works.

    Raises:
        LeaseLost: it ran out or is somebody else's.
    """
    live = Case.objects.filter(pk=case.pk, holder=person, lease=token, lease_until__gt=now)
    if not live.update(lease_until=now + LEASE):
        raise LeaseLost("Your 15 minutes with this case are over, and it went back to the queue.")
    case.lease_until = now + LEASE
    return _claim(case)


def release(case: Case, person: Account, token: str) -> None:
    """Give a case back unread; nothing happens if it is held no longer."""
    Case.objects.filter(pk=case.pk, holder=person, lease=token).update(**FREE)


def holding(case: Case, person: Account, token: str, now: datetime) -> Case:
    """Return the case locked for a change by its holder; call it inside the transaction of the change.

    Raises:
        LeaseLost: the person does not hold it any more.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    mine = locked.holder_id == person.pk and locked.lease == token
    if not mine or locked.lease_until is None or locked.lease_until <= now:
        raise LeaseLost("You no longer hold this case.")
    return locked


def update_priorities(now: datetime) -> int:
    """Bring the priority of every live case up to ``now``; returns how many there are."""
    return Case.objects.filter(state__in=LIVE).update(priority=F("level") + F("slope") * now.timestamp())


FREE: dict[str, Any] = {"holder": None, "held_since": None, "lease_until": None, "lease": ""}


def _claim(case: Case) -> Claim:
    if case.lease_until is None:
        raise LeaseLost("Nobody holds this case.")
    return Claim(case, case.lease, case.lease_until)


def _let_go(person: Account) -> None:
    Case.objects.filter(holder=person).update(**FREE)


# One statement, so that a claim is one round trip: the row is found, locked and taken at once, and a row that another
# claim has locked is passed over. Who holds a case already gets none by it.
_LEASE_SQL = """
UPDATE desk_case SET holder_id = %(me)s, held_since = %(now)s, lease_until = %(until)s, lease = %(token)s
WHERE id = ({next})
RETURNING *
"""
_NEXT_SQL = """
  SELECT c.{column} FROM desk_case c
  JOIN newsroom_revision r ON r.id = c.revision_id JOIN newsroom_story s ON s.id = r.story_id
  WHERE NOT EXISTS (SELECT 1 FROM desk_case h WHERE h.holder_id = %(me)s)
    AND c.state IN ({states}) AND c.golden_id IS NULL
    AND (c.lease_until IS NULL OR c.lease_until <= %(now)s)
    AND c.author_id <> %(me)s {languages} {skills}
    AND (c.state = 'agreed' OR NOT EXISTS (
      SELECT 1 FROM desk_reading d JOIN desk_case k ON k.id = d.case_id
      WHERE k.revision_id = c.revision_id AND k.subject = c.subject AND d.reader_id = %(me)s AND d.undone IS NULL))
    AND NOT EXISTS (SELECT 1 FROM desk_report p WHERE p.revision_id = c.revision_id AND p.reporter_id = %(me)s)
    AND NOT EXISTS (
      SELECT 1 FROM newsroom_membership m WHERE m.publication_id = s.publication_id AND m.account_id = %(me)s)
    AND NOT EXISTS (
      SELECT 1 FROM desk_appeal a JOIN desk_decision e ON e.id = a.decision_id
      WHERE e.case_id = c.id AND a.judge_id = %(me)s)
  ORDER BY c.priority DESC, c.id LIMIT 1 {lock}
"""


def _lease(person: Account, languages: list[str], skills: list[str], now: datetime) -> Case | None:
    """Lease the next case; of two claims of one person at once the database lets one through."""
    sql, values = lease_statement(person, languages, skills, now)
    guard = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with guard:
            return next(iter(list(Case.objects.raw(sql, values))), None)
    except IntegrityError:
        return None


def lease_statement(
    person: Account, languages: list[str], skills: list[str], now: datetime
) -> tuple[str, dict[str, Any]]:
    """Return the statement that leases the person's next case, and the values bound in it."""
    lock = "FOR UPDATE OF c SKIP LOCKED" if connection.vendor == "postgresql" else ""
    found, values = _next_statement(person, languages, skills, now, column="id", lock=lock)
    values |= {"until": connection.ops.adapt_datetimefield_value(now + LEASE), "token": new_public_id()}
    return _LEASE_SQL.format(next=found), values


def next_waiting(person: Account, now: datetime) -> Case | None:
    """Return the case that ``next_case`` would lease to the person, who holds none; nothing is taken."""
    profile = reviewer_of(person)
    sql, values = _next_statement(person, profile.languages, profile.skills, now, column="*", lock="")
    return next(iter(list(Case.objects.raw(sql, values))), None)


def _next_statement(
    person: Account, languages: list[str], skills: list[str], now: datetime, *, column: str, lock: str
) -> tuple[str, dict[str, Any]]:
    states = [CaseState.OPEN, CaseState.AGREED] + ([CaseState.DIFFER] if is_senior(person) else [])
    values: dict[str, Any] = {"me": person.pk, "now": connection.ops.adapt_datetimefield_value(now)}
    sql = _NEXT_SQL.format(
        column=column,
        states=", ".join(f"'{state.value}'" for state in states),
        languages=_one_of("c.language", "language", ["", *languages] if languages else [], values),
        skills=_one_of("c.skill", "skill", skills, values),
        lock=lock,
    )
    return sql, values


def _one_of(column: str, name: str, allowed: list[str], values: dict[str, Any]) -> str:
    """Return the condition that ``column`` is among ``allowed`` (none: no condition), its values bound by name."""
    if not allowed:
        return ""
    values |= {f"{name}{index}": value for index, value in enumerate(allowed)}
    return f"AND {column} IN ({', '.join(f'%({name}{index})s' for index in range(len(allowed)))})"
