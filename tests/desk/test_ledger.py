"""The ledger finds what was changed, removed or put in."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from copydesk.desk import ledger
from copydesk.desk.ledger import Event, PersonalTextError
from copydesk.desk.models import LedgerEntry, LedgerHead

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def rows(db: None) -> list[LedgerEntry]:
    with transaction.atomic():
        return [ledger.append(Event.CASE_OPENED, NOW, case=f"c-{n}", clauses=["writing.x"]) for n in range(5)]


@pytest.fixture
def unguarded(db: None) -> None:
    """Somebody with the database's password takes its guards off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE desk_ledgerentry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER ledger_is_only_added_to_update")


def test_an_untouched_ledger_verifies(rows: list[LedgerEntry]) -> None:
    assert ledger.verify() == []


def test_an_empty_ledger_verifies(db: None) -> None:
    assert ledger.verify() == []


@pytest.mark.parametrize("field", ["body", "kind", "previous", "hash"])
def test_a_changed_row_is_found(rows: list[LedgerEntry], unguarded: None, field: str) -> None:
    LedgerEntry.objects.filter(seq=3).update(**{field: "f" * 40})
    assert ledger.verify()


def test_a_changed_time_is_found(rows: list[LedgerEntry], unguarded: None) -> None:
    LedgerEntry.objects.filter(seq=3).update(at=datetime(2026, 3, 2, 10, tzinfo=UTC))
    assert [flaw.seq for flaw in ledger.verify()] == [3]


@pytest.mark.parametrize("missing", [1, 3, 5])
def test_a_missing_row_is_found(rows: list[LedgerEntry], unguarded: None, missing: int) -> None:
    LedgerEntry.objects.filter(seq=missing)._raw_delete(using="default")
    assert any("missing" in flaw.problem for flaw in ledger.verify())


def test_a_row_put_in_at_the_end_is_found(rows: list[LedgerEntry]) -> None:
    forged = LedgerEntry(seq=6, at=NOW, kind="decision.in-force", body="{}", previous=rows[-1].hash)
    forged.hash = ledger.hash_of(forged)
    forged.save(force_insert=True)
    assert any("head" in flaw.problem for flaw in ledger.verify())


def test_a_ledger_written_anew_is_found_by_a_hash_noted_down(rows: list[LedgerEntry], unguarded: None) -> None:
    noted = rows[2].hash
    assert ledger.verify(anchor=noted) == []
    LedgerEntry.objects.all()._raw_delete(using="default")
    LedgerHead.objects.all().delete()
    with transaction.atomic():
        ledger.append(Event.CASE_OPENED, NOW, case="other")
    assert ledger.verify() == []
    assert "noted down" in ledger.verify(anchor=noted)[0].problem


def test_the_database_itself_refuses_a_change(rows: list[LedgerEntry]) -> None:
    with pytest.raises(Exception, match="only ever added"), transaction.atomic():
        LedgerEntry.objects.filter(seq=2).update(kind="other")


@pytest.mark.parametrize("text", ["Ada Lovelace", "ada@example.org", "I think it's AI", "été", "x" * 121])
def test_personal_text_never_gets_in(db: None, text: str) -> None:
    with pytest.raises(PersonalTextError), transaction.atomic():
        ledger.append(Event.READ, NOW, reason=text)


@pytest.mark.django_db(transaction=True)
def test_a_row_belongs_to_the_transaction_of_its_change() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        ledger.append(Event.READ, NOW, case="x")
    with transaction.atomic():
        ledger.append(Event.READ, NOW, case="x")
        transaction.set_rollback(True)
    assert not LedgerEntry.objects.exists()
    assert ledger.verify() == []


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(-1e6, 1e6)
    | st.from_regex(r"[a-z0-9-]{0,20}", fullmatch=True),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), JSON, max_size=4))
def test_what_goes_in_comes_out(body: dict[str, object]) -> None:
    row = LedgerEntry(seq=1, at=NOW, kind="x", body=ledger.canonical(body), previous=ledger.GENESIS)
    assert ledger.canonical(row.data) == row.body
