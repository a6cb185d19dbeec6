"""What establishes a fact and what leaves it suspected."""

from copydesk.evidence import Basis, Fact, Facts


def test_only_an_estimate_or_a_report_leaves_a_fact_suspected() -> None:
    assert {basis for basis in Basis if Fact("generated", basis).suspected} == {Basis.ESTIMATE, Basis.REPORT}


def test_what_nobody_said_is_known_of_nobody() -> None:
    assert Facts().writing.value == "unknown"
    assert Facts().writing.basis is Basis.NONE
