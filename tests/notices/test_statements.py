"""A statement of reasons is one that the EU's transparency database takes."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.desk.models import Decision
from copydesk.newsroom.models import Account
from copydesk.notices.models import Statement
from copydesk.notices.statement_rules import check
from copydesk.notices.statements import Reasons, Restriction, statement_of_reasons
from copydesk.standing import SanctionKind
from kits import desk as kit

DAYS = st.dates(date(2020, 1, 1), date(2037, 12, 31))
CLAUSES = ("writing.paywalled-generated", "writing.undisclosed-generated", "conduct.derivative", "pictures.violation")
REASONS = st.builds(
    Reasons,
    puid=st.from_regex(r"[A-Za-z0-9_-]{16}", fullmatch=True),
    clauses=st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=3).map(
        lambda ids: tuple((clause, "A rule", "In plain words. " * 90) for clause in ids)
    ),
    facts=st.text(min_size=1, max_size=6000).filter(str.strip),
    restrictions=st.lists(
        st.builds(Restriction, st.sampled_from(SanctionKind), st.none() | DAYS), min_size=1, max_size=4
    ).map(tuple),
    content_date=DAYS,
    application_date=DAYS,
    language=st.sampled_from(["", "en", "de", "pt"]),
    pictures=st.booleans(),
    reported=st.booleans(),
    detected=st.booleans(),
    violation=st.sampled_from(["none", "harassment", "minors", "disinformation", "privacy"]),
    terms_url=st.sampled_from(["", "https://desk.example/policy#x"]),
)


@given(REASONS)
def test_whatever_is_decided_the_database_takes_it(reasons: Reasons) -> None:
    statement = statement_of_reasons(reasons)
    if all(r.kind is SanctionKind.STRIKE for r in reasons.restrictions):
        assert statement is None
    else:
        assert statement is not None
        assert check(statement) == []


@given(REASONS)
def test_no_statement_ever_says_that_a_machine_decided(reasons: Reasons) -> None:
    statement = statement_of_reasons(reasons)
    assert statement is None or statement["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"


def good() -> dict[str, Any]:
    statement = statement_of_reasons(
        Reasons(
            puid="abc",
            clauses=(("writing.paywalled-generated", "Not sold", "Generated writing is not sold."),),
            facts="Most of it was written by an AI program.",
            restrictions=(Restriction(SanctionKind.CEILING), Restriction(SanctionKind.SUSPENDED, date(2026, 6, 1))),
            content_date=date(2026, 3, 1),
            application_date=date(2026, 3, 2),
        )
    )
    assert statement is not None
    return statement


BAD: list[tuple[dict[str, Any], str]] = [
    ({"puid": "a b"}, "puid"),
    ({"puid": None}, "puid"),
    ({"decision_visibility": None, "decision_account": None}, "at least one restriction"),
    ({"decision_visibility": "DECISION_VISIBILITY_CONTENT_DEMOTED"}, "is a list"),
    ({"decision_visibility": ["DECISION_VISIBILITY_BURNT"]}, "decision_visibility"),
    ({"decision_visibility": ["DECISION_VISIBILITY_OTHER"]}, "decision_visibility_other is required"),
    ({"decision_monetary_other": "x"}, "out of place"),
    ({"decision_monetary": "DECISION_MONETARY_OTHER", "decision_monetary_other": "x" * 501}, "more than 500"),
    ({"illegal_content_legal_ground": "x"}, "out of place"),
    ({"incompatible_content_ground": None}, "incompatible_content_ground is required"),
    ({"decision_facts": "x" * 5001}, "more than 5000"),
    ({"decision_facts": ""}, "decision_facts is required"),
    ({"content_date": "01-03-2026"}, "content_date"),
    ({"content_date": "1999-12-31"}, "outside"),
    ({"application_date": "2019-12-31"}, "outside"),
    ({"end_date_account_restriction": "2038-01-02"}, "outside"),
    ({"content_language": "english"}, "two capital letters"),
    ({"territorial_scope": ["US"]}, "territorial_scope"),
    ({"source_identity": "somebody"}, "source_identity"),
    ({"category": "STATEMENT_CATEGORY_RUDE"}, "category"),
    ({"category_specification": ["hidden"]}, "category_specification"),
    ({"automated_detection": True}, "automated_detection"),
    ({"decision_ground_reference_url": "nowhere"}, "no web address"),
    ({"surprise": 1}, "no field"),
]


def test_a_sound_statement_passes() -> None:
    assert check(good()) == []


@pytest.mark.parametrize(("change", "problem"), BAD, ids=[str(list(change)) + problem for change, problem in BAD])
def test_what_the_database_would_refuse_is_found(change: dict[str, Any], problem: str) -> None:
    assert any(problem in found for found in check(good() | change))


def test_a_decision_stores_a_statement_that_passes(decision: Decision) -> None:
    statement = Statement.objects.get(puid=decision.public_id).body
    assert check(statement) == []
    assert statement["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DEMOTED"]
    assert (statement["automated_detection"], statement["content_language"]) == ("Yes", "EN")
    assert statement["content_date"]


def test_a_statement_names_nobody(decision: Decision, readers: list[Account]) -> None:
    text = str(Statement.objects.get().body)
    for person in (decision.author, *readers):
        assert person.name not in text
        assert person.email not in text


def test_who_was_cleared_gets_no_statement(desk: kit.Desk, sold: Any, readers: list[Account]) -> None:
    desk.confirm(kit.open_case(sold, desk.now), *readers[:2], answers=kit.HUMAN)
    assert not Statement.objects.exists()
