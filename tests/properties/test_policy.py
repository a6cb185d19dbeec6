"""What always holds of rulings, whatever the facts."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.evidence import (
    Basis,
    Derivation,
    Disclosure,
    DisclosureStatus,
    Evidence,
    Fact,
    Facts,
    Harm,
    Origin,
    PictureAI,
    PictureEvidence,
    Promotion,
    Statement,
    Writing,
)
from copydesk.policy import Distribution, Ruling, bundled, establish, load, rule
from copydesk.policy.strictness import at_most

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

MEDIUM = load("medium-2024-05")
ESTABLISHED = [Basis.FINDING, Basis.DECLARATION, Basis.DISCLOSURE, Basis.CREDENTIAL]
WRITING = ("human", "assisted", "generated")
PICTURES = ("none", "captioned", "uncaptioned")
VIOLATIONS = ("none", "harassment", "minors", "disinformation", "privacy")


def fact(values: Sequence[str], bases: Sequence[Basis] = tuple(Basis)) -> st.SearchStrategy[Fact]:
    return st.builds(Fact, st.sampled_from(values), st.sampled_from(bases))


def facts(bases: Sequence[Basis] = tuple(Basis)) -> st.SearchStrategy[Facts]:
    return st.builds(
        Facts,
        writing=fact(("unknown", *WRITING), bases),
        disclosure=st.sampled_from(DisclosureStatus),
        paywalled=st.booleans(),
        pictures=fact(PICTURES, bases),
        picture_violation=fact(VIOLATIONS, bases),
        search_spam=fact(("no", "yes"), bases),
        harmful_ai=fact(("no", "yes"), bases),
        derivative=fact(("no", "yes"), bases),
    )


probability = st.floats(0, 1)
disclosures = st.builds(
    Disclosure,
    status=st.sampled_from([DisclosureStatus.TIMELY, DisclosureStatus.LATE]),
    says=st.sampled_from([None, Origin.ASSISTED, Origin.GENERATED]),
    unsure=st.booleans(),
)
pictures = st.builds(
    PictureEvidence,
    src=st.sampled_from(["a.png", "b.png"]),
    ai=st.sampled_from(PictureAI),
    caption_identifies=st.booleans(),
    edited=st.booleans(),
)
evidences = st.builds(
    Evidence,
    writing=st.builds(
        Writing,
        estimate=st.sampled_from([None, Origin.HUMAN, Origin.ASSISTED, Origin.GENERATED]),
        p_human=st.none() | probability,
        ai_share=st.none() | probability,
    ),
    disclosure=st.just(Disclosure()) | disclosures,
    pictures=st.lists(pictures, max_size=3).map(tuple),
    promotion=st.builds(Promotion, score=probability),
    derivation=st.builds(Derivation, share=probability),
    harm=st.builds(Harm, score=probability),
)
finding = st.fixed_dictionaries(
    {},
    optional={
        "writing": st.sampled_from(WRITING),
        "pictures": st.dictionaries(
            st.sampled_from(["a.png", "b.png"]), st.sampled_from(["ai", "ai-edited", "not-ai"])
        ),
        "picture_violation": st.sampled_from(VIOLATIONS),
        "search_spam": st.booleans(),
        "harmful_ai": st.booleans(),
        "derivative": st.booleans(),
    },
)
declaration = st.fixed_dictionaries({}, optional={"writing": st.sampled_from(WRITING)})


def canonical(ruling: Ruling) -> str:
    return json.dumps(asdict(ruling), ensure_ascii=False)


@PATIENT
@given(facts())
def test_every_combination_of_facts_gets_a_ruling_and_always_the_same_bytes(given_facts: Facts) -> None:
    for name in bundled():
        policy = load(name)
        ruling = rule(given_facts, policy)
        again = rule(replace(given_facts), policy)
        assert canonical(ruling) == canonical(again)
        assert all(clause.because for clause in ruling.clauses)


@PATIENT
@given(facts(ESTABLISHED))
def test_where_all_facts_are_established_the_two_sides_are_equal(given_facts: Facts) -> None:
    for name in ("writing", "pictures", "picture_violation", "search_spam", "harmful_ai", "derivative"):
        allowed = MEDIUM.fact(name).established_by
        if getattr(given_facts, name).basis not in allowed:
            given_facts = replace(given_facts, **{name: replace(getattr(given_facts, name), basis=Basis.FINDING)})
    ruling = rule(given_facts, MEDIUM)
    assert ruling.now == ruling.if_confirmed
    assert not ruling.review


@PATIENT
@given(facts())
def test_a_suspicion_changes_nothing_now_but_holds_the_story_from_boost(given_facts: Facts) -> None:
    names = ("writing", "pictures", "picture_violation", "search_spam", "harmful_ai", "derivative")
    suspected = [n for n in names if getattr(given_facts, n).suspected]
    unsuspected = replace(given_facts, **{n: getattr(Facts(), n) for n in suspected})
    now, before = rule(given_facts, MEDIUM).now, rule(unsuspected, MEDIUM).now
    if suspected:
        assert now == replace(before, distribution=min(before.distribution, Distribution.GENERAL))
    else:
        assert now == before


@PATIENT
@given(facts())
def test_disclosing_in_time_is_never_worse_than_late_or_not_at_all(given_facts: Facts) -> None:
    for name in bundled():
        policy = load(name)
        timely, late, none = (
            rule(replace(given_facts, disclosure=status), policy)
            for status in (DisclosureStatus.TIMELY, DisclosureStatus.LATE, DisclosureStatus.NONE)
        )
        for frank, silent in ((timely, late), (late, none), (timely, none)):
            assert at_most(silent.now, frank.now)
            assert at_most(silent.if_confirmed, frank.if_confirmed)


@PATIENT
@given(evidences, disclosures, st.sampled_from(["assisted", "generated"]), st.booleans(), st.booleans())
def test_who_has_told_us_is_never_worse_off_for_disclosing(
    evidence: Evidence, disclosure: Disclosure, origin: str, by_reviewer: bool, paid: bool
) -> None:
    told = (
        {"findings": {"writing": origin}, "declared": {}}
        if by_reviewer
        else {"findings": {}, "declared": {"writing": origin}}
    )
    silent = establish(replace(evidence, disclosure=Disclosure()), **told, paywalled=paid, policy=MEDIUM)
    frank = establish(replace(evidence, disclosure=disclosure), **told, paywalled=paid, policy=MEDIUM)
    assert at_most(rule(silent, MEDIUM).now, rule(frank, MEDIUM).now)
    assert at_most(rule(silent, MEDIUM).if_confirmed, rule(frank, MEDIUM).if_confirmed)


@PATIENT
@given(evidences, declaration, finding, st.booleans(), st.booleans())
def test_evidence_of_any_kind_gives_facts_and_a_ruling(
    evidence: Evidence, declared: dict[str, Any], findings: dict[str, Any], paid: bool, partial: bool
) -> None:
    told = {"declared": declared, "findings": findings, "paywalled": paid, "partial": partial}
    found = establish(evidence, **told, policy=MEDIUM)
    assert found == establish(evidence, **told, policy=MEDIUM)
    assert rule(found, MEDIUM).policy == "medium-2024-05"


@PATIENT
@given(evidences, declaration, st.booleans())
def test_no_detector_alone_touches_paywall_strikes_or_reach(
    evidence: Evidence, declared: dict[str, Any], paid: bool
) -> None:
    unindicated = (replace(p, ai=PictureAI.UNKNOWN) if p.ai is PictureAI.INDICATED else p for p in evidence.pictures)
    silenced = replace(
        evidence,
        writing=Writing(),
        promotion=Promotion(),
        derivation=Derivation(),
        harm=Harm(),
        pictures=tuple(unindicated),
    )
    told = {"declared": declared, "findings": {}, "paywalled": paid, "policy": MEDIUM}
    with_estimates = rule(establish(evidence, **told), MEDIUM).now
    without = rule(establish(silenced, **told), MEDIUM).now
    assert with_estimates.paywall == without.paywall
    assert with_estimates.strike == without.strike
    assert with_estimates.distribution >= min(without.distribution, Distribution.GENERAL)


@PATIENT
@given(evidences, finding, st.booleans())
def test_a_finding_wins_over_everything_else(evidence: Evidence, findings: dict[str, Any], paid: bool) -> None:
    found = establish(evidence, declared={"writing": "assisted"}, findings=findings, paywalled=paid, policy=MEDIUM)
    for name in ("writing", "search_spam", "harmful_ai", "derivative", "picture_violation"):
        if name in findings:
            wanted = {True: "yes", False: "no"}.get(findings[name], findings[name])
            assert getattr(found, name) == Fact(wanted, Basis.FINDING)


@PATIENT
@given(
    facts(ESTABLISHED),
    st.sampled_from(["writing", "pictures", "picture_violation", "search_spam", "derivative"]),
    st.data(),
)
def test_a_more_restrictive_fact_never_loosens(given_facts: Facts, name: str, data: st.DataObject) -> None:
    values = MEDIUM.fact(name).values
    if name == "picture_violation":
        values = (values[0], data.draw(st.sampled_from(values[1:])))
    low, high = sorted(data.draw(st.lists(st.integers(0, len(values) - 1), min_size=2, max_size=2)))
    milder = rule(replace(given_facts, **{name: Fact(values[low], Basis.FINDING)}), MEDIUM)
    harder = rule(replace(given_facts, **{name: Fact(values[high], Basis.FINDING)}), MEDIUM)
    assert at_most(harder.if_confirmed, milder.if_confirmed)


@PATIENT
@given(evidences, finding, declaration, st.booleans())
def test_a_line_on_a_tool_that_needs_no_disclosure_changes_nothing(
    evidence: Evidence, findings: dict[str, Any], declared: dict[str, Any], paid: bool
) -> None:
    line = Statement("tool", "Spelling was checked with a program.", block=0, timely=True)
    silent = replace(evidence, disclosure=Disclosure())
    with_line = replace(evidence, disclosure=Disclosure(statements=(line,)))
    told = {"findings": findings, "declared": declared, "paywalled": paid, "policy": MEDIUM}
    assert establish(with_line, **told) == establish(silent, **told)
