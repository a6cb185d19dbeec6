"""The bundled policies: each passes its cases, agrees with a naive reading, and can be read by people."""

from pathlib import Path

import pytest

from copydesk.policy import bundled, load, rule
from copydesk.policy.cases import Case, CaseError, read_cases, run
from copydesk.policy.combining import combinations, facts_of
from copydesk.policy.loading import cases_of
from reference.examples import NAIVE

ORDER = ["none", "network", "general", "boost"]


def cases() -> list[tuple[str, Case]]:
    found = []
    for name in bundled():
        path = cases_of(load(name))
        assert path is not None, f"{name} has no cases"
        found += [(name, case) for case in read_cases(path)]
    return found


@pytest.mark.parametrize(("name", "case"), cases(), ids=lambda value: value if isinstance(value, str) else value.name)
def test_the_case_comes_out_as_written(name: str, case: Case) -> None:
    assert run(case, load(name)).differences == ()


@pytest.mark.parametrize("name", bundled())
def test_every_clause_holds_in_some_case_and_some_case_is_free(name: str) -> None:
    policy = load(name)
    rulings = [run(case, policy).ruling for other, case in cases() if other == name]
    held = {clause.id for ruling in rulings for clause in ruling.clauses}
    inherited = {c.id for c in load(policy.extends).clauses} if policy.extends else set()
    assert {c.id for c in policy.clauses} - inherited <= held
    assert any(not ruling.clauses for ruling in rulings)


@pytest.mark.parametrize("name", sorted(NAIVE))
def test_every_combination_of_facts_is_ruled_as_a_naive_reading_does(name: str) -> None:
    policy = load(name)
    for values in combinations(policy):
        held = list(NAIVE[name](values))
        ruling = rule(facts_of(policy, values), policy)
        assert [c.id for c in ruling.clauses] == sorted(clause for clause, *_ in held), values
        effects = ruling.if_confirmed
        reach = min((reach for _, reach, *_ in held if reach), key=ORDER.index, default="boost")
        assert effects.distribution.word == reach, values
        assert effects.strike == any(strike for _, _, strike, *_ in held)
        assert set(effects.obligations) == {duty for *_, duties, _ in held for duty in duties}
        assert set(effects.labels) == {label for *_, labels in held for label in labels}


def test_every_bundled_policy_has_a_naive_reading() -> None:
    assert {*NAIVE, "medium-2024-05"} == set(bundled())


@pytest.mark.parametrize("name", bundled())
def test_a_policy_names_its_source_and_says_itself_in_words(name: str) -> None:
    policy = load(name)
    assert policy.id == name
    assert len(policy.source) > 20
    assert all(clause.explain["en"] and clause.title["en"] for clause in policy.clauses)


CASES_WRONG = [
    ("", "no [[case]]"),
    ("= 1", "case"),
    ("[[case]]\nname = 3", "no name"),
    ('[[case]]\nname = "a"\nfact = {}', "facts"),
    ('[[case]]\nname = "a"', "expects nothing"),
    ('[[case]]\nname = "a"\nexpect = { clause = [] }', "clauses"),
]


@pytest.mark.parametrize(("text", "hint"), CASES_WRONG)
def test_a_file_of_cases_that_is_wrong_is_refused(tmp_path: Path, text: str, hint: str) -> None:
    path = tmp_path / "cases.toml"
    path.write_text(text)
    with pytest.raises(CaseError) as caught:
        read_cases(path)
    assert hint in str(caught.value)


def test_a_case_with_a_word_nobody_knows_gets_a_suggestion() -> None:
    with pytest.raises(CaseError, match='did you mean "writing"'):
        run(Case("a", {"writting": "human"}, {}, {}), load("medium-2024-05"))
    with pytest.raises(CaseError, match='did you mean "human"'):
        run(Case("a", {"writing": "humen"}, {}, {}), load("medium-2024-05"))
    with pytest.raises(CaseError, match='did you mean "finding"'):
        run(Case("a", {"writing": "human"}, {}, {"writing": "findin"}), load("medium-2024-05"))


def test_a_case_that_comes_out_otherwise_says_how() -> None:
    case = Case("a", {"writing": "generated"}, {"distribution": "boost", "now": {"strike": True}}, {})
    assert run(case, load("medium-2024-05")).differences == (
        "distribution: boost was expected, and it is network",
        "now.strike: True was expected, and it is False",
    )


def test_a_policy_speaks_the_language_of_the_story_where_it_knows_it() -> None:
    policy = load("eu-ai-act-50")
    facts = facts_of(policy, {"writing": "generated", "public_interest": "yes"})
    told = {language: rule(facts, policy, language=language) for language in ("en", "de", "fr")}
    assert told["de"].clauses[0].because.startswith("Ein Prüfer hat festgestellt: Dieser Text wurde von KI erzeugt.")
    assert next(a.text for a in told["de"].advice).startswith("Sagen Sie gleich am Anfang")
    assert told["fr"] == told["en"]
    assert {language: ruling.if_confirmed for language, ruling in told.items()} == dict.fromkeys(
        told, told["en"].if_confirmed
    )
