"""The ledger: every event that matters, appended in the same transaction and chained by hash."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db import connection, transaction

from copydesk.desk.models import LedgerEntry, LedgerHead

__all__ = ["GENESIS", "Event", "Flaw", "PersonalTextError", "append", "entries", "hash_of", "verify"]

GENESIS = "0" * 64
_SAFE = re.compile(r"[A-Za-z0-9_.:+/-]{0,120}(@[0-9a-f]{16,64})?")


class Event(StrEnum):
    """The kinds of rows."""

    CASE_OPENED = "case.opened"
    CASE_JOINED = "case.joined"
    CASE_CLOSED = "case.closed"
    REPORTED = "report.received"
    REPORT_ANSWERED = "report.answered"
    READ = "reading.given"
    READING_UNDONE = "reading.undone"
    PROPOSED = "decision.proposed"
    DECIDED = "decision.in-force"
    DECISION_ENDED = "decision.ended"
    SANCTIONED = "sanction.applied"
    SANCTION_UNDONE = "sanction.undone"
    APPEALED = "appeal.filed"
    JUDGED = "appeal.judged"
    SHADOWED = "breaker.tripped"
    UNSHADOWED = "breaker.reset"


class PersonalTextError(ValueError):
    """A value that is not an identifier, a stable word or a number was to be written into the ledger."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with the chain: at which row, and what, in one sentence."""

    seq: int
    problem: str


def append(kind: Event, at: datetime, /, **body: Any) -> LedgerEntry:
    """Add one row; call it last in the transaction that makes the change, since the head stays locked until its end.

    Args:
        kind: what happened.
        at: when, with a time zone.
        body: identifiers, stable words, numbers, and lists or mappings of them.

    Raises:
        PersonalTextError: a value could be text about a person.
        django.db.transaction.TransactionManagementError: there is no transaction to belong to.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the ledger is written in the transaction of the change itself")
    text = canonical(body)
    head = _locked_head()
    row = LedgerEntry(seq=head.seq + 1, at=at.astimezone(UTC), kind=kind.value, body=text, previous=head.hash)
    row.hash = hash_of(row)
    row.save(force_insert=True)
    head.seq, head.hash = row.seq, row.hash
    head.save(update_fields=["seq", "hash"])
    return row


def canonical(body: Mapping[str, Any]) -> str:
    """Return ``body`` as the one JSON text that is hashed; refuses free text.

    >>> canonical({"n": 2, "case": "x-1"})
    '{"case":"x-1","n":2}'
    """
    return json.dumps(_plain(dict(body)), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def hash_of(row: LedgerEntry) -> str:
    """Return the hash of a row: over its number, time, kind and body, and the hash before it."""
    parts = (row.previous, str(row.seq), row.at.astimezone(UTC).isoformat(), row.kind, row.body)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def entries(since: datetime | None = None, until: datetime | None = None) -> Iterator[LedgerEntry]:
    """Yield rows in order, from ``since`` on and before ``until``."""
    rows = LedgerEntry.objects.order_by("seq")
    rows = rows.filter(at__gte=since) if since else rows
    rows = rows.filter(at__lt=until) if until else rows
    return rows.iterator(chunk_size=2000)


def verify(anchor: str | None = None) -> list[Flaw]:
    """Return what is wrong with the chain; an empty list when every row is as it was written.

    Args:
        anchor: a hash that was noted down earlier; it must still be in the chain, which shows that the whole was not
            written anew.
    """
    flaws: list[Flaw] = []
    last, anchored = LedgerEntry(seq=0, hash=GENESIS), anchor is None
    for row in entries():
        flaws += _flaws(row, last)
        anchored = anchored or row.hash == anchor
        last = row
    flaws += _head_flaws(last)
    if not anchored:
        flaws.append(Flaw(last.seq, f"the hash {anchor} that was noted down is not in the chain"))
    return flaws


def _flaws(row: LedgerEntry, before: LedgerEntry) -> Iterable[Flaw]:
    if row.seq != before.seq + 1:
        yield Flaw(row.seq, f"{row.seq - before.seq - 1} rows are missing after row {before.seq}")
    elif row.previous != before.hash:
        yield Flaw(row.seq, "it does not follow from the row before it: one of the two was changed or inserted")
    if hash_of(row) != row.hash:
        yield Flaw(row.seq, "its content was changed after it was written")


def _head_flaws(last: LedgerEntry) -> Iterable[Flaw]:
    head = LedgerHead.objects.filter(pk=1).first() or LedgerHead()
    if head.seq > last.seq:
        yield Flaw(head.seq, f"the last {head.seq - last.seq} rows are missing")
    elif (head.seq, head.hash) != (last.seq, last.hash):
        yield Flaw(last.seq, "rows were added past the ledger's head, or the head was changed")


def _locked_head() -> LedgerHead:
    """Return the head, locked until the end of the transaction; SQLite locks the whole file instead."""
    head = LedgerHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        LedgerHead.objects.bulk_create([LedgerHead()], ignore_conflicts=True)
        head = LedgerHead.objects.select_for_update().get(pk=1)
    return head


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_word(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    return _word(value)


def _word(value: Any) -> str:
    text = str(value)
    if not _SAFE.fullmatch(text):
        raise PersonalTextError(f"the ledger takes identifiers, words and numbers, not {text[:20]!r}")
    return text
