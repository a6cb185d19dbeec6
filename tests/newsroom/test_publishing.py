"""Publishing and the assessment it causes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from copydesk.newsroom import assessing, clock, publications, publishing, writing
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Assessment, Revision, Story, StoryState, Tier
from copydesk.newsroom.writing import Words
from copydesk.queue.models import Job, JobState
from copydesk.queue.worker import drain

pytestmark = pytest.mark.django_db
BODY = """We keep bees on the roof of the house, and every spring we count the hives again and wonder.

They fly to the lime trees in June and come back heavy, slow and yellow to the knees with pollen.

In autumn we feed them sugar, close the doors of the hives to a finger's width, and wait for the cold.
"""
OVERLAY_HEAD = """[policy]
id = "house-rules"
extends = "medium-2024-05"
title = "House rules"
source = "Ours"
effective = 2026-01-01
summary.en = "We want help by AI disclosed in the first paragraph."
"""
OVERLAY = OVERLAY_HEAD + "\n[reading]\nparagraphs = 1\n"
SAID = "I wrote this with the help of AI: Claude drafted two of the paragraphs and I rewrote them.\n\n" + BODY


def test_an_assessment_that_was_given_up_is_told_to_the_author(draft: Story, client: Client) -> None:
    publishing.publish(draft, by=draft.author)
    client.force_login(draft.author)
    address = f"/story/{draft.public_id}/{draft.slug}"
    assert "It is being assessed" in client.get(address, follow=True).content.decode()
    Job.objects.update(state=JobState.DEAD)
    told = client.get(address, follow=True).content.decode()
    assert "could not be assessed" in told
    assert "It is being assessed" not in told


def test_a_published_story_waits_for_its_assessment_in_the_same_transaction(draft: Story) -> None:
    revision = publishing.publish(draft, by=draft.author)
    assert Job.objects.filter(key=f"assess:{revision.pk}", state=JobState.READY).count() == 1
    assert not Assessment.objects.exists()


def test_a_worker_assesses_it_once_and_the_ruling_takes_effect(published: Story) -> None:
    kept = Assessment.objects.get()
    assert kept.revision_id == published.live_id
    assert kept.result["ruling"]["now"]["distribution"] == Tier(published.ruled_tier).name.lower()
    assert kept.policy.startswith("medium-2024-05@")
    assert kept.detectors["disclosure"]


def test_running_the_assessment_twice_changes_nothing(published: Story) -> None:
    assessing.assess_revision.call(published.live_id)
    assert Assessment.objects.count() == 1


def test_saving_the_same_words_makes_no_new_revision(draft: Story) -> None:
    words = writing.words_of(draft.draft)
    assert writing.save_draft(draft, words).pk == draft.draft_id
    assert Revision.objects.count() == 1


def test_publishing_unchanged_words_asks_nothing(published: Story) -> None:
    publishing.publish(published, by=published.author)
    assert not Job.objects.filter(state=JobState.READY).exists()


def test_an_edit_makes_a_new_revision_and_a_new_assessment(published: Story) -> None:
    publishing.revise(published, Words(title="Bees", content=BODY), by=published.author)
    drain()
    assert Revision.objects.count() == 2
    assert Assessment.objects.count() == 2


def test_an_admission_at_the_end_is_late_and_stays_in_the_network(published: Story) -> None:
    late = BODY + "\nAI wrote this whole text for me.\n"
    publishing.revise(published, Words(title="Bees", content=late, declared="generated"), by=published.author)
    drain()
    published.refresh_from_db()
    assert published.tier == Tier.NETWORK


def test_a_timely_disclosure_earns_a_label_and_general_distribution(published: Story) -> None:
    publishing.revise(published, Words(title="Bees", content=SAID, declared="assisted"), by=published.author)
    drain()
    published.refresh_from_db()
    assert published.tier >= Tier.GENERAL
    assert "ai-assisted" in published.labels


def test_the_paywall_refuses_writing_declared_generated_with_the_clause(draft: Story) -> None:
    publishing.declare(draft, "generated", by=draft.author)
    with pytest.raises(RefusedError) as refused:
        publishing.set_paywall(draft, paywalled=True, by=draft.author)
    assert refused.value.clause == "writing.paywalled-generated"
    draft.refresh_from_db()
    assert not draft.paywalled


def test_declaring_generated_on_a_paywalled_story_is_recorded_and_takes_it_off(draft: Story) -> None:
    publishing.set_paywall(draft, paywalled=True, by=draft.author)
    publishing.publish(draft, by=draft.author)
    drain()
    publishing.declare(draft, "generated", by=draft.author)
    drain()
    draft.refresh_from_db()
    assert not draft.behind_paywall


def test_only_partners_put_stories_behind_the_paywall(person: Callable[..., Any]) -> None:
    story = writing.begin(person("ada"))
    writing.save_draft(story, Words(content=BODY))
    with pytest.raises(RefusedError, match="partner programme"):
        publishing.set_paywall(story, paywalled=True, by=story.author)


def test_a_suspended_author_publishes_nothing_by_whatever_way(draft: Story, moment: Any) -> None:
    author = draft.author
    author.suspended_until = moment.replace(year=moment.year + 1)
    author.save()
    with pytest.raises(RefusedError) as refused:
        publishing.publish(draft, by=author)
    assert refused.value.code == "suspended"


def test_a_restricted_author_publishes_nothing(draft: Story, moment: Any) -> None:
    author = draft.author
    author.restricted_until = moment.replace(year=moment.year + 1)
    author.save()
    with pytest.raises(RefusedError) as refused:
        publishing.publish(draft, by=author)
    assert refused.value.code == "restricted"


def test_an_unpublished_story_keeps_its_revisions(published: Story) -> None:
    publishing.unpublish(published, by=published.author)
    published.refresh_from_db()
    assert published.state == StoryState.UNPUBLISHED
    assert published.revisions.count() == 1


def test_an_assessment_of_words_that_are_no_longer_live_has_no_effect(published: Story) -> None:
    first = publishing.revise(
        published, Words(content=BODY + "\nAI wrote this.\n", declared="generated"), by=published.author
    )
    publishing.revise(published, Words(content=BODY), by=published.author)
    drain()
    published.refresh_from_db()
    assert Assessment.objects.filter(revision=first).exists()
    assert published.tier >= Tier.GENERAL


def test_a_draft_may_be_empty_and_a_published_story_may_not(draft: Story) -> None:
    writing.save_draft(draft, Words())
    with pytest.raises(RefusedError) as refused:
        publishing.publish(draft, by=draft.author)
    assert refused.value.code == "empty"


def test_typing_makes_no_revision_until_five_minutes_are_over(draft: Story) -> None:
    before = draft.revisions.count()
    assert writing.autosave(draft, Words(content="We keep")) is None
    assert draft.revisions.count() == before
    with clock.standing_at(clock.now() + timedelta(minutes=6)):
        assert writing.autosave(draft, Words(content="We keep bees")) is not None
    assert draft.revisions.count() == before + 1


def test_a_check_before_publishing_stores_nothing(draft: Story) -> None:
    verdict = assessing.check_draft(draft.author, Words(content=SAID, declared="assisted"))
    assert verdict.ruling.now.distribution.word == "general" or verdict.ruling.now.distribution >= 2
    assert not Assessment.objects.exists()
    assert not Job.objects.exists()


def test_an_overlay_rules_stories_of_its_publication_alone(people: dict[str, Any]) -> None:
    house = publications.found(name="House", by=people["writer"])
    assert publications.policy_for(Story(author=people["writer"], publication=house)).id == "medium-2024-05"
    story = Story(author=people["writer"], publication=house)
    publications.set_overlay(house, OVERLAY)
    assert publications.policy_for(story).id == "house-rules"
    publications.set_overlay(house, "")
    assert publications.policy_for(story).id == "medium-2024-05"


@pytest.mark.parametrize(
    "text",
    [
        "this is no policy",
        OVERLAY_HEAD.replace("medium-2024-05", "wikipedia"),
        OVERLAY_HEAD + "\n[reading]\nparagraphs = 9\n",
    ],
)
def test_an_overlay_may_only_be_stricter(people: dict[str, Any], text: str) -> None:
    house = publications.found(name="House", by=people["writer"])
    with pytest.raises(RefusedError):
        publications.set_overlay(house, text)
    house.refresh_from_db()
    assert house.overlay == ""
