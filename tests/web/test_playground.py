"""The playground: whatever is chosen can be shared by a link, and the letter is in the words that real ones have."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.newsroom import policing
from copydesk.notices.specimen import letter
from copydesk.policy import bundled, load, rule
from copydesk.policy.combining import combinations, facts_of
from kits import desk as kit
from kits import policies

pytestmark = pytest.mark.django_db
ON_ONE_DATABASE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


SAYERS = ("", "finding", "declaration", "disclosure", "credential", "estimate", "report")


@st.composite
def choices(draw: st.DrawFn) -> dict[str, Any]:
    policy = load(draw(st.sampled_from(bundled())))
    facts = {spec.name: draw(st.sampled_from(spec.values)) for spec in policy.facts}
    doubted = draw(st.lists(st.sampled_from(sorted(facts)), unique=True, max_size=2))
    sayers = {f"by-{spec.name}": draw(st.sampled_from(SAYERS)) for spec in policy.facts}
    return {"policy": policy.id, **facts, **sayers, "suspected": doubted}


@ON_ONE_DATABASE
@given(choices())
def test_a_shared_link_shows_what_its_sender_saw(client: Client, chosen: dict[str, Any]) -> None:
    sent = client.get("/policy/try", chosen).context
    got = client.get(sent["share"]).context
    for part in ("policy", "asked", "clauses", "ruling", "letter", "share"):
        assert got[part] == sent[part]


@ON_ONE_DATABASE
@given(st.dictionaries(st.text(max_size=12), st.text(max_size=30), max_size=5), st.sampled_from(bundled()))
def test_any_address_is_answered(client: Client, query: dict[str, str], name: str) -> None:
    assert client.get("/policy/try", {"policy": name, **query}).status_code == 200


def test_a_link_to_a_pasted_story_keeps_who_said_what(client: Client) -> None:
    told = {"policy": "stack-overflow", "content": "A program wrote this answer of mine.", "declared": "generated"}
    sent = client.post("/policy/try/story", told).context
    got = client.get(sent["share"]).context
    assert sent["ruling"].if_confirmed.strike
    assert not sent["ruling"].now.strike
    assert got["ruling"] == sent["ruling"]


def test_labels_and_duties_are_shown(client: Client) -> None:
    asked = {"policy": "youtube", "synthetic": "meaningful", "realistic": "yes", "by-synthetic": "estimate"}
    asked |= {"by-realistic": "declaration"}
    page = client.get("/policy/try", {**asked, "by-synthetic": "declaration"}).content.decode()
    assert "label: Altered or synthetic content" in page
    assert "duty: disclose" in page
    assert client.get("/policy/try", asked).context["besides"] == []


def test_what_an_address_brings_is_never_markup(client: Client) -> None:
    hostile = '"><script>alert(1)</script>'
    page = client.get("/policy/try", {"writing": hostile, "policy": hostile, "suspected": hostile, hostile: "x"})
    assert "<script>alert" not in page.content.decode()
    pasted = client.post("/policy/try/story", {"content": f"</textarea>{hostile}", "policy": hostile})
    assert "<script>alert" not in pasted.content.decode()


@pytest.mark.parametrize("content", ["", "\x00", "[" * 60_000, "<div>" * 9_000, "\ud7ff" * 200])
def test_any_pasted_text_is_answered(client: Client, content: str) -> None:
    assert client.post("/policy/try/story", {"content": content}).status_code in (200, 422)


@pytest.mark.parametrize("name", bundled())
def test_every_outcome_of_every_bundled_policy_has_its_letter(name: str) -> None:
    policy = load(name)
    for values in list(combinations(policy))[::37]:
        ruling = rule(facts_of(policy, values), policy)
        told = letter(ruling, policy)
        assert bool(told) == any(policy.clause(held.id).then != type(ruling.now)() for held in ruling.clauses)
        for held in ruling.clauses if told else ():
            assert policy.clause(held.id).explain[policy.language] in told


def test_the_letter_says_what_changes_and_how_to_mend_it(client: Client) -> None:
    sold = {"writing": "generated", "paywalled": "yes", "disclosure": "none"}
    told = client.get("/policy/try", sold).context["letter"]
    assert "off the paywall" in told
    assert "Your account has a strike under writing.paywalled-generated" in told
    assert "How you can mend it" in told
    assert "{" not in told


def test_where_nothing_follows_there_is_no_letter(client: Client) -> None:
    assert client.get("/policy/try", {"writing": "human"}).context["letter"] == ""


def test_the_version_in_force_is_what_is_tried_unless_another_is_chosen(client: Client) -> None:
    version = policies.in_force(kit.account("ann", "policy-owner"), kit.account("ben", "policy-owner"))
    page = client.get("/policy/try", {"writing": "assisted", "disclosure": "none"})
    assert page.context["chosen"] == version.pin
    assert page.context["ruling"].now.distribution.word == "none"
    older = client.get("/policy/try", {"policy": "medium-2024-05", "writing": "assisted", "disclosure": "none"})
    assert older.context["ruling"].now.distribution.word == "network"
    assert client.get(page.context["share"]).context["chosen"] == version.pin


def test_a_draft_is_tried_by_policy_owners_alone(client: Client) -> None:
    owner = kit.account("ann", "policy-owner")
    draft = policing.draft(policies.text(), owner)
    hidden = client.get("/policy/try", {"policy": draft.pin})
    assert hidden.context["chosen"] == "medium-2024-05"
    assert draft.pin not in hidden.content.decode()
    client.force_login(owner)
    assert client.get("/policy/try", {"policy": draft.pin}).context["chosen"] == draft.pin


def test_a_pasted_story_is_ruled_with_what_its_author_declares(client: Client, settings: Any) -> None:
    with kit.detectors_left_out(settings):
        given = {"content": "We keep bees by the river.", "declared": "generated", "paywalled": "on"}
        page = client.post("/policy/try/story", given)
    assert (page.context["ruling"].now.paywall.value, page.context["ruling"].now.strike) == ("removed", True)
    assert 'value="generated" selected' in page.content.decode()
