"""What changes from one policy to another, and for whom."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.policy import Effects, bundled, load, rule
from copydesk.policy.combining import combinations, facts_of, groups
from copydesk.policy.diffing import Direction, diff
from copydesk.policy.folding import folded

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

MEDIUM = load("medium-2024-05")
NEXT = load(Path(__file__).parent / "no-boost-for-assistance.toml")


@pytest.mark.parametrize("name", bundled())
def test_a_policy_does_not_differ_from_itself(name: str) -> None:
    found = diff(load(name), load(name))
    assert (found.direction, found.outcomes, found.clauses, found.reading) == (Direction.SAME, (), (), ())


def test_disclosed_assistance_that_loses_boost_is_stricter_for_just_those() -> None:
    found = diff(MEDIUM, NEXT)
    (change,) = found.outcomes
    assert dict(change.when) == {"writing": ("assisted",), "disclosure": ("timely", "unseen")}
    assert (change.old.distribution.word, change.new.distribution.word) == ("boost", "general")
    assert found.direction is Direction.STRICTER
    assert [(c.id, c.what) for c in found.clauses] == [("writing.disclosed-assisted", "new")]
    assert diff(NEXT, MEDIUM).direction is Direction.LOOSER


def test_an_overlay_is_stricter_in_its_reading_too() -> None:
    found = diff(MEDIUM, load("publication-overlay"))
    assert {(c.name, c.direction) for c in found.reading} == {
        ("paragraphs", Direction.STRICTER),
        ("derivative", Direction.STRICTER),
    }
    assert found.direction is Direction.STRICTER


def test_two_platforms_are_mixed() -> None:
    assert diff(MEDIUM, load("dev")).direction is Direction.MIXED


@pytest.mark.parametrize("name", ["publication-overlay", "dev", "stack-overflow"])
def test_each_combination_that_differs_is_on_exactly_one_line(name: str) -> None:
    other = load(name)
    found = diff(MEDIUM, other)
    for names in groups(MEDIUM, other):
        for chosen in combinations(MEDIUM, names):
            values = {spec.name: spec.default for spec in other.facts} | chosen
            before = rule(facts_of(MEDIUM, values), MEDIUM).if_confirmed
            after = rule(facts_of(other, values), other).if_confirmed
            here = [c for c in found.outcomes if all(values.get(n) in wanted for n, wanted in c.when)]
            here = [c for c in here if {n for n, _ in c.when} <= set(names)]
            assert [(c.old, c.new) for c in here] == ([(before, after)] if before != after else [])


@PATIENT
@given(st.lists(st.sampled_from([Effects(), Effects(strike=True)]), min_size=12, max_size=12))
def test_folding_says_the_same_as_the_whole_table(outcomes: list[Effects]) -> None:
    values = {"one": ("a", "b"), "two": ("x", "y", "z"), "three": ("p", "q")}
    keys = [(a, b, c) for a in values["one"] for b in values["two"] for c in values["three"]]
    table = dict(zip(keys, outcomes, strict=True))
    lines = folded(table, values)
    for key, outcome in table.items():
        chosen = dict(zip(values, key, strict=True))
        assert [out for when, out in lines if all(chosen[n] in wanted for n, wanted in when)] == [outcome]
