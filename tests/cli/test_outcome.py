"""What a ruling comes to for the person who reads the report."""

from dataclasses import replace

from copydesk.assess import Assessment
from copydesk.cli.outcome import Outcome, Verdict, verdict
from copydesk.evidence import Basis, Disclosure, DisclosureStatus, Evidence, Fact, Facts, Origin
from copydesk.policy import load, rule
from copydesk.story import Story

POLICY = load("medium-2024-05")


def assessed(facts: Facts, evidence: Evidence | None = None) -> Assessment:
    return Assessment(Story(), evidence or Evidence(), facts, rule(facts, POLICY), POLICY)


def test_what_is_established_and_undisclosed_is_to_be_fixed() -> None:
    assert verdict(assessed(Facts(writing=Fact("generated", Basis.DECLARATION)))) is Verdict.FIX


def test_a_suspicion_is_to_be_reviewed() -> None:
    assert verdict(assessed(Facts(writing=Fact("generated", Basis.ESTIMATE)))) is Verdict.REVIEW


def test_a_fix_that_is_owed_comes_before_a_suspicion() -> None:
    facts = Facts(writing=Fact("generated", Basis.ESTIMATE), pictures=Fact("uncaptioned", Basis.CREDENTIAL))
    assert verdict(assessed(facts)) is Verdict.FIX


def test_disclosed_generated_writing_complies() -> None:
    facts = Facts(writing=Fact("generated", Basis.DISCLOSURE), disclosure=DisclosureStatus.TIMELY)
    assert verdict(assessed(facts)) is Verdict.COMPLIES


def test_a_disclosure_that_can_be_read_two_ways_asks_the_author() -> None:
    unsure = Evidence(disclosure=Disclosure(DisclosureStatus.TIMELY, Origin.ASSISTED, "With AI.", unsure=True))
    told = assessed(Facts(disclosure=DisclosureStatus.TIMELY), unsure)
    assert verdict(told) is Verdict.REVIEW
    settled = replace(told.facts, writing=Fact("human", Basis.DECLARATION))
    assert verdict(assessed(settled, unsure)) is Verdict.COMPLIES


def test_the_exit_status_follows_the_verdict() -> None:
    assert [v.status for v in (Verdict.COMPLIES, Verdict.FIX, Verdict.REVIEW, Verdict.UNREADABLE)] == [0, 1, 1, 2]
    assert Outcome("a.md", error="gone").verdict is Verdict.UNREADABLE
