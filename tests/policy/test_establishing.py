"""What establishes a fact, and what does not."""

from typing import Any

import pytest

from copydesk.evidence import (
    Abstention,
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
    Writing,
)
from copydesk.policy import Policy, establish, load, rule

LIKELY = Writing(estimate=Origin.GENERATED, ai_share=0.9, p_human=0.001, score=0.98)
OWN_WORDS = Disclosure(status=DisclosureStatus.TIMELY, says=Origin.GENERATED, quote="Claude wrote this.")


@pytest.fixture(name="policy")
def medium() -> Policy:
    return load("medium-2024-05")


def facts(policy: Policy, evidence: Evidence | None = None, **told: Any) -> Facts:
    given = {"declared": {}, "findings": {}, "paywalled": False} | told
    return establish(evidence or Evidence(), **given, policy=policy)


def test_nothing_known_is_unknown_and_not_human(policy: Policy) -> None:
    assert facts(policy).writing == Fact("unknown", Basis.NONE)
    abstained = Evidence(writing=Writing(abstained=Abstention.TOO_SHORT))
    assert facts(policy, abstained).writing == Fact("unknown", Basis.NONE)


def test_an_estimate_only_makes_a_fact_suspected(policy: Policy) -> None:
    found = facts(policy, Evidence(writing=LIKELY))
    assert found.writing == Fact("generated", Basis.ESTIMATE)
    assert found.writing.suspected


def test_an_estimate_of_human_writing_says_nothing(policy: Policy) -> None:
    assert facts(policy, Evidence(writing=Writing(estimate=Origin.HUMAN))).writing.value == "unknown"


def test_a_finding_wins_over_the_authors_words_and_the_estimate(policy: Policy) -> None:
    evidence = Evidence(writing=LIKELY, disclosure=OWN_WORDS)
    found = facts(policy, evidence, findings={"writing": "human"}, declared={"writing": "assisted"})
    assert found.writing == Fact("human", Basis.FINDING)
    assert found.disclosure is DisclosureStatus.TIMELY


def test_a_disclosure_establishes_what_it_says_without_a_detector(policy: Policy) -> None:
    assert facts(policy, Evidence(disclosure=OWN_WORDS)).writing == Fact("generated", Basis.DISCLOSURE)


def test_an_unsure_disclosure_establishes_nothing_but_counts_as_said(policy: Policy) -> None:
    unsure = Disclosure(status=DisclosureStatus.TIMELY, says=Origin.ASSISTED, unsure=True)
    found = facts(policy, Evidence(disclosure=unsure))
    assert found.writing.value == "unknown"
    assert found.disclosure is DisclosureStatus.TIMELY


def test_to_declare_human_does_not_silence_an_estimate(policy: Policy) -> None:
    assert facts(policy, declared={"writing": "human"}).writing == Fact("human", Basis.DECLARATION)
    doubted = facts(policy, Evidence(writing=LIKELY), declared={"writing": "human"})
    assert doubted.writing == Fact("generated", Basis.ESTIMATE)


def test_the_more_restrictive_of_two_admissions_holds(policy: Policy) -> None:
    free = facts(policy, Evidence(disclosure=OWN_WORDS), declared={"writing": "assisted"})
    assert free.writing == Fact("generated", Basis.DISCLOSURE)
    late = facts(
        policy,
        Evidence(disclosure=Disclosure(status=DisclosureStatus.LATE, says=Origin.ASSISTED)),
        declared={"writing": "generated"},
    )
    assert late.writing == Fact("generated", Basis.DECLARATION)


def test_a_disclosure_never_costs_the_paywall_to_an_author_who_declared_less(policy: Policy) -> None:
    sold = facts(policy, Evidence(disclosure=OWN_WORDS), declared={"writing": "assisted"}, paywalled=True)
    assert sold.writing == Fact("assisted", Basis.DECLARATION)
    assert rule(sold, policy).clauses == ()


def test_a_missing_disclosure_in_a_part_of_the_text_means_nothing(policy: Policy) -> None:
    found = facts(policy, findings={"writing": "generated"}, partial=True)
    assert found.disclosure is DisclosureStatus.UNSEEN
    assert [c.id for c in rule(found, policy).clauses] == ["writing.disclosed-generated"]


PICTURES = [
    (PictureEvidence("a", PictureAI.DECLARED), Fact("uncaptioned", Basis.CREDENTIAL)),
    (PictureEvidence("a", PictureAI.DECLARED, edited=True), Fact("none")),
    (PictureEvidence("a", PictureAI.DECLARED, caption_identifies=True), Fact("captioned", Basis.DISCLOSURE)),
    (PictureEvidence("a", PictureAI.INDICATED), Fact("uncaptioned", Basis.ESTIMATE)),
    (PictureEvidence("a", PictureAI.INDICATED, caption_identifies=True), Fact("captioned", Basis.DISCLOSURE)),
    (PictureEvidence("a", PictureAI.UNRESOLVED), Fact("none")),
    (PictureEvidence("a", PictureAI.UNKNOWN), Fact("none")),
    (PictureEvidence("a", PictureAI.FOUND), Fact("uncaptioned", Basis.FINDING)),
    (PictureEvidence("a", PictureAI.NOT_AI, caption_identifies=True), Fact("none")),
    (PictureEvidence("a", PictureAI.EDITED), Fact("none")),
]


@pytest.mark.parametrize(("picture", "fact"), PICTURES)
def test_what_a_picture_establishes(policy: Policy, picture: PictureEvidence, fact: Fact) -> None:
    assert facts(policy, Evidence(pictures=(picture,))).pictures == fact


def test_a_reviewer_clears_a_picture_whatever_its_file_says(policy: Policy) -> None:
    evidence = Evidence(pictures=(PictureEvidence("a.png", PictureAI.DECLARED),))
    assert facts(policy, evidence, findings={"pictures": {"a.png": "not-ai"}}).pictures == Fact("none")
    assert facts(policy, evidence, findings={"pictures": {"a.png": "ai-edited"}}).pictures == Fact("none")


def test_one_uncaptioned_picture_among_captioned_ones_is_enough(policy: Policy) -> None:
    pictures = tuple(PictureEvidence(src, caption_identifies=src == "a") for src in "ab")
    found = facts(policy, Evidence(pictures=pictures), findings={"pictures": {"a": "ai", "b": "ai"}})
    assert found.pictures == Fact("uncaptioned", Basis.FINDING)


CONDUCT = [
    ("search_spam", Evidence(promotion=Promotion(score=0.9))),
    ("harmful_ai", Evidence(harm=Harm(score=0.9))),
    ("derivative", Evidence(derivation=Derivation(share=0.9))),
]


@pytest.mark.parametrize(("name", "evidence"), CONDUCT)
def test_a_high_score_is_a_suspicion_and_a_finding_settles_it(policy: Policy, name: str, evidence: Evidence) -> None:
    assert getattr(facts(policy, evidence), name) == Fact("yes", Basis.ESTIMATE)
    assert getattr(facts(policy), name) == Fact("no")
    assert getattr(facts(policy, evidence, findings={name: False}), name) == Fact("no", Basis.FINDING)
    assert getattr(facts(policy, findings={name: True}), name) == Fact("yes", Basis.FINDING)
    assert getattr(facts(policy, declared={name: True}), name) == Fact("no")


def test_a_fact_of_a_policys_own_is_told_or_follows_what_detectors_know() -> None:
    policy = load("contributor-by-activity")
    assert dict(facts(policy, Evidence(writing=LIKELY)).more)["draft"] == Fact("yes", Basis.ESTIMATE)
    assert dict(facts(policy, Evidence(disclosure=OWN_WORDS)).more)["draft"] == Fact("yes", Basis.DISCLOSURE)
    told = facts(policy, Evidence(writing=LIKELY), declared={"draft": False, "outline": True})
    assert dict(told.more) == {"draft": Fact("no", Basis.DECLARATION), "outline": Fact("yes", Basis.DECLARATION)}
    assert dict(facts(policy, declared={"translate": "perhaps"}).more) == {}


def test_where_style_is_no_evidence_an_estimate_raises_no_question() -> None:
    assert facts(load("wikipedia"), Evidence(writing=LIKELY)).writing == Fact("unknown")


def test_what_is_told_to_the_shop_alone_is_a_disclosure_there() -> None:
    shop = load("amazon-kdp")
    assert facts(shop, declared={"writing": "generated"}).disclosure is DisclosureStatus.TIMELY
    assert facts(shop, Evidence(disclosure=OWN_WORDS)).disclosure is DisclosureStatus.LATE
    late = Disclosure(status=DisclosureStatus.LATE, says=Origin.ASSISTED)
    assert facts(load("dev"), Evidence(disclosure=late)).disclosure is DisclosureStatus.TIMELY
    assert facts(load("dev"), declared={"tag": True}).disclosure is DisclosureStatus.TIMELY
    assert facts(load("stack-overflow"), Evidence(disclosure=OWN_WORDS)).disclosure is DisclosureStatus.LATE


def test_what_people_wrote_is_not_suspected_of_being_ai_content(policy: Policy) -> None:
    evidence = Evidence(promotion=Promotion(score=0.9), derivation=Derivation(share=0.9), harm=Harm(score=0.9))
    found = facts(policy, evidence, findings={"writing": "human"})
    assert (found.search_spam.value, found.derivative.value, found.harmful_ai.value) == ("no", "no", "yes")


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("amazon-kdp", {"translation": "ai"}),
        ("amazon-kdp", {"pictures": {"cover.png": "ai"}}),
        ("amazon-kdp", {"writing": "assisted"}),
        ("youtube", {"synthetic": "meaningful", "realistic": True}),
    ],
)
def test_who_declares_on_the_form_has_told_the_platform(name: str, declared: dict[str, Any]) -> None:
    cover = Evidence(pictures=(PictureEvidence("cover.png", PictureAI.UNKNOWN),))
    found = facts(load(name), cover, declared=declared)
    assert found.disclosure is DisclosureStatus.TIMELY
    assert not rule(found, load(name)).if_confirmed.obligations


@pytest.mark.parametrize(("tags", "status"), [(("abotwrotethis",), "timely"), (("webdev",), "none"), ((), "none")])
def test_a_tag_of_the_story_says_so_where_the_policy_names_it(
    policy: Policy, tags: tuple[str, ...], status: str
) -> None:
    tagged = Evidence(disclosure=Disclosure(tags=tags))
    assert facts(load("dev"), tagged).disclosure.value == status
    assert facts(policy, tagged).disclosure is DisclosureStatus.NONE


def test_a_part_of_what_a_clause_asks_about_tells_the_platform_nothing() -> None:
    found = facts(load("youtube"), declared={"realistic": True}, findings={"synthetic": "meaningful"})
    assert found.disclosure is DisclosureStatus.NONE
    assert rule(found, load("youtube")).if_confirmed.strike


def test_a_declaration_is_no_disclosure_where_readers_are_to_be_told(policy: Policy) -> None:
    assert facts(policy, declared={"writing": "generated"}).disclosure is DisclosureStatus.NONE
    journal = load("contributor-by-activity")
    assert facts(journal, declared={"draft": True}).disclosure is DisclosureStatus.NONE
