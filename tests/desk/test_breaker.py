"""A detector that suddenly flags far more than usual loses its teeth by itself, and says so."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.desk import breaker, intake
from copydesk.desk.breaker import Share, tail, tripped
from copydesk.desk.errors import Refused
from copydesk.desk.models import Case, LedgerEntry
from copydesk.newsroom.models import Account, Assessment, Suspicion, SuspicionState
from copydesk.newsroom.publications import pinned, platform_policy
from kits import desk as kit
from kits import policies


def many(desk: kit.Desk, author: Account, seen: int, flagged: int, version: str, days_ago: int = 0) -> None:
    """Store assessments by a detector's version, some of them with a suspicion."""
    at = desk.now - timedelta(days=days_ago, minutes=1)
    revision = kit.story(author).live
    assert revision
    kept = Assessment.objects.bulk_create(
        Assessment(
            revision=revision,
            policy=pinned(platform_policy()),
            detectors={"prose": version},
            detectors_key=f"{version}-{days_ago}-{n}",
            created=at,
        )
        for n in range(seen)
    )
    Suspicion.objects.bulk_create(
        Suspicion(
            revision=kit.story(author).live,
            assessment=one,
            clause="writing.undisclosed-generated",
            detector="prose",
            version=version,
            created=at,
        )
        for one in kept[:flagged]
    )


def test_a_detector_gone_wild_goes_to_the_shadow(desk: kit.Desk, author: Account) -> None:
    many(desk, author, seen=120, flagged=6, version="1", days_ago=5)
    many(desk, author, seen=60, flagged=30, version="2")
    names = {(row.detector, row.version) for row in breaker.watch(desk.now)}
    assert ("prose", "2") in names
    assert breaker.watch(desk.now) == []
    assert LedgerEntry.objects.filter(kind="breaker.tripped").exists()


def test_a_usual_day_trips_nothing(desk: kit.Desk, author: Account) -> None:
    many(desk, author, seen=120, flagged=6, version="1", days_ago=5)
    many(desk, author, seen=60, flagged=4, version="1")
    assert breaker.watch(desk.now) == []


def test_what_is_in_the_shadow_opens_no_case(desk: kit.Desk, author: Account) -> None:
    many(desk, author, seen=60, flagged=40, version="2")
    breaker.watch(desk.now)
    raised = kit.suspect(kit.story(author).live, "writing.undisclosed-generated", version="2")
    assert intake.hand_over(raised, desk.now) is None


def test_reset_by_a_person_what_waited_is_looked_at(desk: kit.Desk, author: Account) -> None:
    many(desk, author, seen=120, flagged=2, version="1", days_ago=5)
    Suspicion.objects.update(state=SuspicionState.CLEARED)
    many(desk, author, seen=60, flagged=20, version="2")
    tripped_ones = breaker.watch(desk.now)
    with pytest.raises(Refused):
        breaker.reset(tripped_ones[0], author, desk.now)
    owner = kit.account("", "policy-owner")
    for row in breaker.in_shadow():
        breaker.reset(row, owner, desk.now)
    assert breaker.in_shadow() == []
    assert Case.objects.count() == 20


@settings(deadline=None)  # the first call loads scipy
@given(st.integers(0, 60), st.floats(0.01, 0.9))
def test_the_tail_falls_as_flags_rise(flagged: int, usual: float) -> None:
    assert tail(flagged + 1, 100, usual) <= tail(flagged, 100, usual) + 1e-12


def test_a_handful_of_flags_never_trips() -> None:
    assert not tripped(Share("prose", "1", 9, 9, 0.01))
    assert not tripped(Share("prose", "1", 500, 9, 0.0001))


def test_one_clause_gone_wild_takes_the_teeth_out_of_its_policy(desk: kit.Desk, author: Account) -> None:
    version = policies.in_force(kit.account("ann", "policy-owner"), kit.account("ben", "policy-owner"))
    many(desk, author, seen=400, flagged=100, version="1", days_ago=5)
    Suspicion.objects.update(clause="writing.paywalled-generated")
    many(desk, author, seen=100, flagged=25, version="1")
    names = {(row.detector, row.version) for row in breaker.watch(desk.now)}
    assert names == {("policy", version.pin)}
    version.refresh_from_db()
    assert version.share == 0
    assert version.tripped is not None
    last = version.events.last()
    assert last is not None
    assert "writing.undisclosed-generated" in last.detail
