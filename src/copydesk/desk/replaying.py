"""Replaying the ledger: what its rows alone say of cases, decisions and sanctions, compared with the tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from copydesk.desk.ledger import Event, entries
from copydesk.desk.models import Appeal, Breaker, Case, Decision, LedgerEntry, Reading, Sanction
from copydesk.newsroom.models import Account, Enrolment, Story
from copydesk.standing import Aspect, SanctionKind, Value, meet

__all__ = ["State", "differences", "replay"]


@dataclass
class State:
    """What the ledger says there is: states by public id, and sanctions that are in force with their rows."""

    cases: dict[str, str] = field(default_factory=dict)
    readings: set[str] = field(default_factory=set)
    decisions: dict[str, str] = field(default_factory=dict)
    sanctions: dict[str, dict[str, Any]] = field(default_factory=dict)
    appeals: dict[str, str] = field(default_factory=dict)
    shadow: set[tuple[str, str]] = field(default_factory=set)

    def in_force(self, aspect: Aspect, about: str) -> list[dict[str, Any]]:
        """Return the sanctions on one aspect of a story or account."""
        rows = (row for row in self.sanctions.values() if SanctionKind(row["kind"]).aspect is aspect)
        return [row for row in rows if about == (row["story"] or row["account"])]


def replay(rows: Iterable[LedgerEntry] | None = None) -> State:
    """Rebuild the state of the desk from the ledger alone."""
    state = State()
    for row in entries() if rows is None else rows:
        _STEPS.get(Event(row.kind), _nothing)(state, row.data)
    return state


def differences(state: State) -> list[str]:
    """Return where the tables say otherwise than the replayed ledger, one sentence each."""
    return [*_cases(state), *_decisions(state), *_sanctions(state), *_effects(state)]


def _nothing(_: State, __: dict[str, Any]) -> None:
    pass


def _opened(state: State, row: dict[str, Any]) -> None:
    state.cases[row["case"]] = "open"


def _moved(state: State, row: dict[str, Any]) -> None:
    state.cases[row["case"]] = row["state"]


def _read(state: State, row: dict[str, Any]) -> None:
    state.readings.add(row["reading"])
    _moved(state, row)


def _unread(state: State, row: dict[str, Any]) -> None:
    state.readings.discard(row["reading"])
    _moved(state, row)


def _proposed(state: State, row: dict[str, Any]) -> None:
    state.decisions[row["decision"]] = "proposed"
    state.cases[row["case"]] = "proposed"


def _decided(state: State, row: dict[str, Any]) -> None:
    state.decisions[row["decision"]] = "in-force"
    state.cases[row["case"]] = "decided"


def _ended(state: State, row: dict[str, Any]) -> None:
    state.decisions[row["decision"]] = row["state"]
    if row["state"] in ("undone", "refused"):
        state.cases[row["case"]] = "agreed"


def _sanctioned(state: State, row: dict[str, Any]) -> None:
    state.sanctions[row["sanction"]] = row


def _lifted(state: State, row: dict[str, Any]) -> None:
    state.sanctions.pop(row["sanction"])


def _appealed(state: State, row: dict[str, Any]) -> None:
    state.appeals[row["appeal"]] = ""


def _judged(state: State, row: dict[str, Any]) -> None:
    state.appeals[row["appeal"]] = row["outcome"]


def _shadowed(state: State, row: dict[str, Any]) -> None:
    state.shadow.add((row["detector"], row["version"]))


def _unshadowed(state: State, row: dict[str, Any]) -> None:
    state.shadow.discard((row["detector"], row["version"]))


_STEPS = {
    Event.CASE_OPENED: _opened,
    Event.CASE_CLOSED: _moved,
    Event.READ: _read,
    Event.READING_UNDONE: _unread,
    Event.PROPOSED: _proposed,
    Event.DECIDED: _decided,
    Event.DECISION_ENDED: _ended,
    Event.SANCTIONED: _sanctioned,
    Event.SANCTION_UNDONE: _lifted,
    Event.APPEALED: _appealed,
    Event.JUDGED: _judged,
    Event.SHADOWED: _shadowed,
    Event.UNSHADOWED: _unshadowed,
}


def _cases(state: State) -> Iterator[str]:
    real = dict(Case.objects.filter(golden__isnull=True).values_list("public_id", "state"))
    yield from _compared("case", state.cases, real)
    readings = Reading.objects.filter(undone__isnull=True, case__golden__isnull=True)
    real_readings = set(readings.values_list("public_id", flat=True))
    yield from (f"reading {one}: stands on one side only" for one in sorted(state.readings ^ real_readings))
    in_shadow = set(Breaker.objects.filter(reset__isnull=True).values_list("detector", "version"))
    yield from (f"breaker {one}: tripped on one side only" for one in sorted(state.shadow ^ in_shadow))


def _decisions(state: State) -> Iterator[str]:
    yield from _compared("decision", state.decisions, dict(Decision.objects.values_list("public_id", "state")))
    yield from _compared("appeal", state.appeals, dict(Appeal.objects.values_list("public_id", "outcome")))


def _sanctions(state: State) -> Iterator[str]:
    rows = Sanction.objects.filter(applied__isnull=False, undone__isnull=True)
    yield from _compared(
        "sanction",
        {one: (row["kind"], row["value"]) for one, row in state.sanctions.items()},
        {row.public_id: (row.kind, row.value) for row in rows},
    )


def _compared(what: str, ledger: dict[str, Any], tables: dict[str, Any]) -> Iterator[str]:
    for one in sorted({*ledger, *tables}):
        if ledger.get(one) != tables.get(one):
            yield f"{what} {one}: {ledger.get(one)} in the ledger, {tables.get(one)} in the tables"


def _effects(state: State) -> Iterator[str]:
    """Compare what sanctions should make of stories and accounts with what holds there."""
    for story in Story.objects.all():
        expected = _expected(state, Aspect.DISTRIBUTION, story.public_id, story.ceiling)
        if expected != story.ceiling:
            yield f"story {story.public_id}: ceiling {story.ceiling}, should be {expected}"
        if bool(_expected(state, Aspect.PAYWALL, story.public_id, story.off_paywall)) != story.off_paywall:
            yield f"story {story.public_id}: off_paywall is {story.off_paywall}"
    for account in Account.objects.all():
        yield from _of_account(state, account)


def _of_account(state: State, account: Account) -> Iterator[str]:
    for aspect, name in ((Aspect.PUBLISHING, "restricted_until"), (Aspect.SIGNING_IN, "suspended_until")):
        held = getattr(account, name)
        expected = _expected(state, aspect, account.public_id, held.isoformat() if held else None)
        if expected != (held.isoformat() if held else None):
            yield f"account {account.public_id}: {name} is {held}, should be {expected}"
    status = Enrolment.objects.filter(account=account).values_list("status", flat=True).first() or "none"
    if _expected(state, Aspect.ENROLMENT, account.public_id, status) != status:
        yield f"account {account.public_id}: its enrolment is {status}"


def _expected(state: State, aspect: Aspect, about: str, held: Any) -> Value:
    """Return what the sanctions in force make of their base; without any, what holds is nobody's doing."""
    rows = state.in_force(aspect, about)
    if not rows:
        return _untouched(aspect, held)
    base = rows[0]["base"]
    if aspect is Aspect.ENROLMENT:
        base = base["status"] if base else "none"
    if aspect in (Aspect.PUBLISHING, Aspect.SIGNING_IN):
        return str(max([row["value"] for row in rows] + ([base] if base else [])))
    return meet(aspect, base, [row["value"] for row in rows])


def _untouched(aspect: Aspect, held: Any) -> Value:
    """Return what only a sanction may change, as it is without one."""
    if aspect is Aspect.ENROLMENT:
        return held if held in ("none", "enrolled") else "enrolled"
    return {Aspect.DISTRIBUTION: 3, Aspect.PAYWALL: False}.get(aspect)
