"""What changes from one policy to another, and for whom."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.policy import Effects, bundled, load, loads, rule
from copydesk.policy.combining import combinations, facts_of, groups
from copydesk.policy.diffing import Direction, diff
from copydesk.policy.folding import folded
from copydesk.policy.in_words import sections, verdict
from copydesk.policy.model import Policy
from copydesk.policy.strictness import towards

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


def changed(old: str, new: str) -> Policy:
    text = Path(MEDIUM.place).read_text()
    assert old in text, old
    return loads(text.replace(old, new, 1))


BESIDE = [
    ('expires_days = 365\nrungs = [\n    { strikes = 1, step = "strike" },\n    { strikes = 2, step = "restrict"',
     'expires_days = 30\nrungs = [\n    { strikes = 1, step = "strike" },\n    { strikes = 2, step = "restrict"',
     "The ladder “conduct”", Direction.LOOSER),
    ('{ strikes = 3, step = "suspend" }', '{ strikes = 3, step = "suspend" }, { strikes = 4, step = "close" }',
     "The ladder “conduct”", Direction.STRICTER),
    ('suspected_by = ["estimate", "report"]', 'suspected_by = ["report"]',
     "What makes a person look at writing", Direction.LOOSER),
    ('"declaration", "disclosure", "credential"]\nsuspected', '"declaration", "credential"]\nsuspected',
     "Who may establish pictures", Direction.LOOSER),
    ('paywall = ["finding", "declaration", "disclosure"]', 'paywall = ["finding"]',
     "What suffices for paywall under writing.paywalled-generated", Direction.LOOSER),
    ("remind_after_days = 7", "remind_after_days = 3", "A reminder under pictures.uncaptioned", Direction.STRICTER),
    ('id = "conduct.derivative"', 'id = "conduct.derivative"\napplies_from = 2027-01-01',
     "The day from which conduct.derivative applies", Direction.LOOSER),
    ('media = ["text", "picture"]', 'media = ["text"]', "Media", Direction.SAME),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "about", "direction"), BESIDE, ids=[row[2] for row in BESIDE])
def test_what_no_table_of_facts_shows_is_told_too(old: str, new: str, about: str, direction: Direction) -> None:
    found = diff(MEDIUM, changed(old, new))
    assert [(c.about, c.direction) for c in found.rules] == [(about, direction)]
    assert found.direction is direction
    assert any(line.startswith(f"{about}: ") for _, _, lines in sections(found, "en") for line in lines)
    back = towards(direction is Direction.LOOSER, direction is Direction.STRICTER)
    assert diff(found.new, MEDIUM).direction is back


def test_only_what_changes_is_told_of_an_outcome() -> None:
    _, _, lines = next(sections(diff(MEDIUM, load("publication-overlay")), "en"))
    sold = next(line for line in lines if "behind the paywall" in line and "at its start" in line)
    assert sold.endswith("general, no Boost → recommended to nobody (by publication.no-generated)")


@pytest.mark.parametrize("old", bundled())
def test_any_two_policies_can_be_compared_in_words(old: str) -> None:
    for new in ("amazon-kdp", "medium-2024-05"):
        found = diff(load(old), load(new))
        assert verdict(found)
        assert old == new or list(sections(found, "en"))


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
