"""Each clause is shown to hold or not, and why."""

from copydesk.evidence import Basis, Fact, Facts
from copydesk.policy import load, rule
from copydesk.policy.combining import combinations, facts_of
from copydesk.policy.explaining import Holds, explain
from copydesk.policy.table import every, table

MEDIUM = load("medium-2024-05")


def test_every_clause_is_shown_and_agrees_with_the_ruling() -> None:
    for values in list(combinations(MEDIUM))[::7]:
        facts = facts_of(MEDIUM, values, suspected=["writing"] if values["writing"] != "unknown" else [])
        shown = explain(facts, MEDIUM)
        assert [c.id for c in shown] == [c.id for c in MEDIUM.clauses]
        held = {c.id: c.suspected for c in rule(facts, MEDIUM).clauses}
        assert {c.id: c.holds is Holds.SUSPECTED for c in shown if c.holds is not Holds.NO} == held


def test_a_clause_that_does_not_hold_says_what_it_misses() -> None:
    shown = {c.id: c for c in explain(Facts(writing=Fact("generated", Basis.FINDING)), MEDIUM)}
    sold = shown["writing.paywalled-generated"]
    assert sold.holds is Holds.NO
    assert sold.why == "It asks for “behind the paywall”; here it is “free to read”."
    assert [c.met for c in sold.conditions] == [True, False]
    held = shown["writing.undisclosed-generated"]
    assert held.holds is Holds.YES
    assert held.why.startswith("A reviewer found that most of this story's prose")


def test_effects_that_wait_for_stronger_evidence_are_named() -> None:
    policy = load("stack-overflow")
    (clause,) = explain(Facts(writing=Fact("generated", Basis.DECLARATION)), policy)
    assert (clause.holds, clause.withheld) == (Holds.YES, ("strike",))


def test_a_proven_exemption_is_said_to_lift_the_clause() -> None:
    policy = load("eu-ai-act-50")
    facts = facts_of(policy, {"deep_fake": "yes", "lawful_authority": "yes"})
    assert {c.id: c.holds for c in explain(facts, policy)}["eu.deep-fake"] is Holds.EXEMPT


def test_the_folded_table_says_of_every_combination_what_the_ruling_says() -> None:
    parts = table(MEDIUM)
    assert sum(len(part.lines) for part in parts) < 20
    for line in list(every(MEDIUM))[::5]:
        values = {name: value for name, (value,) in line.when}
        found = []
        for part in parts:
            here = [row for row in part.lines if all(values[n] in wanted for n, wanted in row.when)]
            assert len(here) == 1
            found += here[0].clauses
        assert sorted(found) == list(line.clauses)
