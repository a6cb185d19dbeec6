"""The platform's archive: what is published is known to later stories, of others, until it is taken off its page."""

from collections.abc import Callable
from typing import Any

import pytest

from copydesk.detectors.derivation.index import keys_of
from copydesk.newsroom import publishing
from copydesk.newsroom.addresses import of_story
from copydesk.newsroom.assessing import assess_revision
from copydesk.newsroom.known_text import Archive, forget, have_merged, merge
from copydesk.newsroom.models import KnownKey, KnownText, Story, Suspicion, Tier
from copydesk.newsroom.writing import Words
from copydesk.queue.models import Job
from copydesk.queue.worker import drain
from detectors.derivation.texts import BEES, CHESS, WOLVES
from kits import desk as kit

pytestmark = pytest.mark.django_db
Person = Callable[..., Any]


@pytest.fixture(autouse=True)
def _derivation_alone(settings: Any) -> Any:
    with kit.detectors_left_out(settings, "derivation"):
        yield


def publish(author: Any, text: str) -> Story:
    story = publishing.publish_new(author, Words(title="A story", content=text))
    drain()
    story.refresh_from_db()
    return story


def matches(story: Story) -> list[dict[str, Any]]:
    kept = story.live.assessments.get()  # type: ignore[union-attr]
    return list(kept.result["evidence"]["derivation"]["matches"])


def test_a_later_paraphrase_by_somebody_else_names_its_source(person: Person) -> None:
    source = publish(person("ada"), BEES.source)
    follower = publish(person("ben"), BEES.paraphrase)
    assert {match["source"] for match in matches(follower)} == {of_story(source)}


def test_it_is_put_before_a_person_and_changes_nothing_but_boost(person: Person) -> None:
    publish(person("ada"), BEES.source)
    follower = publish(person("ben"), BEES.source)
    assert Suspicion.objects.get(revision=follower.live).detector == "derivation"
    assert follower.tier == Tier.GENERAL


def test_ones_own_earlier_story_is_no_source(person: Person) -> None:
    ada = person("ada")
    publish(ada, BEES.source)
    assert not matches(publish(ada, BEES.source))


def test_the_first_to_publish_is_no_follower_when_assessed_again(person: Person) -> None:
    source = publish(person("ada"), BEES.source)
    publish(person("ben"), BEES.source)
    publishing.revise(source, Words(title="A story", content=f"{BEES.source}\n\nThank you."), by=source.author)
    drain()
    source.refresh_from_db()
    assert not matches(source)


def test_an_unpublished_story_is_forgotten(person: Person) -> None:
    source = publish(person("ada"), BEES.source)
    merge.call()
    publishing.unpublish(source, by=source.author)
    assert not KnownText.objects.exists()
    assert not KnownKey.objects.exists()
    assert not matches(publish(person("ben"), BEES.source))


def test_a_revised_story_is_known_by_its_new_words(person: Person) -> None:
    source = publish(person("ada"), BEES.source)
    merge.call()
    publishing.revise(source, Words(title="A story", content=WOLVES.source), by=source.author)
    drain()
    assert not KnownKey.objects.exists()
    merge.call()
    known = KnownText.objects.get()
    assert known.text == WOLVES.source
    assert KnownKey.objects.count() == len(keys_of(Archive().texts([known.pk])[known.pk]))


def test_the_archive_gives_a_key_to_those_that_have_it_earliest_first(person: Person) -> None:
    texts = [publish(person(name), BEES.source).known_text for name in ("ada", "ben", "cy")]
    key = keys_of(Archive().texts([texts[0].pk])[texts[0].pk])[0]
    assert Archive().postings([key, 1], most=2) == {key: [texts[0].pk, texts[1].pk]}


def test_what_waits_to_be_merged_is_found_as_what_is_merged(person: Person) -> None:
    waiting = publish(person("ada"), BEES.source)
    assert not KnownKey.objects.exists()
    follower = publish(person("ben"), BEES.paraphrase)
    before = matches(follower)
    publishing.unpublish(follower, by=follower.author)
    merge.call()
    assert KnownKey.objects.exists()
    assert not KnownText.objects.filter(merged=False).exists()
    assert matches(publish(person("cy"), BEES.paraphrase)) == before
    assert {match["source"] for match in before} == {of_story(waiting)}


def test_a_key_that_many_have_gives_the_merged_first_and_no_more_than_asked_for(person: Person) -> None:
    texts = [publish(person(name), BEES.source).known_text for name in ("ada", "ben")]
    merge.call()
    texts.append(publish(person("cy"), BEES.source).known_text)
    key = keys_of(Archive().texts([texts[0].pk])[texts[0].pk])[0]
    assert Archive().postings([key], most=9) == {key: [text.pk for text in texts]}
    assert Archive().postings([key], most=2) == {key: [text.pk for text in texts[:2]]}


def test_texts_are_merged_when_nothing_else_is_due_but_before_many_wait() -> None:
    for number in (15, 16, 32, 64):
        have_merged(number)
    asked = Job.objects.order_by("pk").values_list("priority", flat=True)
    assert [priority > assess_revision.priority for priority in asked] == [False, True]


def test_a_text_kept_before_its_keys_were_is_forgotten_with_them(person: Person) -> None:
    source = publish(person("ada"), BEES.source)
    merge.call()
    KnownText.objects.update(keys=b"")
    forget(source)
    assert not KnownKey.objects.exists()


def test_forgetting_twice_is_once(person: Person) -> None:
    source = publish(person("ada"), CHESS.source)
    forget(source)
    forget(source)
    assert len(Archive()) == 0


def test_a_draft_is_compared_before_it_is_published(person: Person) -> None:
    from copydesk.newsroom.assessing import check_draft

    publish(person("ada"), BEES.source)
    told = check_draft(person("ben"), Words(title="Mine", content=BEES.paraphrase))
    assert told.evidence.derivation.share > 0.5


def test_nothing_is_kept_where_the_detector_is_not_asked(person: Person, settings: Any) -> None:
    from copydesk.newsroom import detecting

    settings.COPYDESK_DETECTORS = ["disclosure"]
    detecting.versions.cache_clear()
    publish(person("ada"), BEES.source)
    assert not KnownText.objects.exists()
