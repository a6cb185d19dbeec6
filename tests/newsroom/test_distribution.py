"""Who may be recommended a story."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.newsroom import distribution, following, hooks, publications, publishing
from copydesk.newsroom.distribution import Reach, may_recommend, recommendable_to
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.following import follow
from copydesk.newsroom.models import Account, MembershipRole, Story, StoryState, Tag, Tier
from copydesk.newsroom.writing import Words, begin, save_draft
from copydesk.queue.worker import drain

db = pytest.mark.django_db
reaches = st.builds(
    Reach,
    tier=st.sampled_from(Tier),
    published=st.booleans(),
    follows_author=st.booleans(),
    follows_publication=st.booleans(),
    own=st.booleans(),
)


@given(reach=reaches)
def test_a_network_story_never_reaches_somebody_who_does_not_follow(reach: Reach) -> None:
    if reach.tier == Tier.NETWORK and not (reach.follows_author or reach.follows_publication):
        assert not may_recommend(reach)


@given(reach=reaches)
def test_a_story_of_no_tier_or_off_its_page_reaches_nobody(reach: Reach) -> None:
    if reach.tier == Tier.NONE or not reach.published:
        assert not may_recommend(reach)


@given(reach=reaches, higher=st.sampled_from(Tier))
def test_a_higher_tier_never_reaches_fewer(reach: Reach, higher: Tier) -> None:
    if higher >= reach.tier and may_recommend(reach):
        assert may_recommend(replace(reach, tier=higher))


@db
def test_the_query_says_what_the_rule_says(people: dict[str, Any], person: Callable[..., Any]) -> None:
    """Every tier and ceiling, every state, every way to follow: the database and the pure rule agree on each."""
    author, other = people["writer"], person("other")
    house = publications.found(name="House", by=author)
    stories = [
        Story(author=author, publication=place, ruled_tier=ruled, ceiling=ceiling, state=state)
        for ruled, ceiling, state, place in product(Tier, Tier, StoryState, (None, house))
    ]
    Story.objects.bulk_create(stories)
    readers = {name: person(name) for name in ("stranger", "fan", "subscriber", "topical")}
    following.follow(readers["fan"], author)
    following.follow(readers["subscriber"], house)
    following.follow(readers["topical"], Tag.objects.create(slug="t", name="T"))
    for reader in (*readers.values(), author, other, None):
        shown = set(recommendable_to(reader).values_list("pk", flat=True))
        assert shown == {story.pk for story in stories if may_recommend(_reach(story, reader))}


def _reach(story: Story, reader: Account | None) -> Reach:
    follows = {kind: reader is not None and reader.handle == kind for kind in ("fan", "subscriber")}
    return Reach(
        tier=story.tier,
        published=story.state == StoryState.PUBLISHED,
        follows_author=follows["fan"],
        follows_publication=follows["subscriber"] and story.publication_id is not None,
        own=reader is not None and story.author_id == reader.pk,
    )


@db
def test_a_persons_ceiling_and_a_ruling_meet(published: Story) -> None:
    published.ruled_tier = Tier.BOOST
    distribution.restrict(published, ceiling=Tier.NETWORK)
    assert published.tier == Tier.NETWORK
    distribution.restrict(published, ceiling=Tier.BOOST)
    assert published.tier == Tier.BOOST


@db
def test_only_members_put_stories_into_a_publication(people: dict[str, Any], person: Callable[..., Any]) -> None:
    house = publications.found(name="House", by=people["writer"])
    with pytest.raises(RefusedError):
        begin(people["reader"], publication=house)
    publications.add_member(house, people["reader"], MembershipRole.WRITER)
    assert begin(people["reader"], publication=house).publication == house


@db
def test_a_publication_keeps_an_editor(people: dict[str, Any]) -> None:
    house = publications.found(name="House", by=people["writer"])
    with pytest.raises(RefusedError):
        publications.remove_member(house, people["writer"])


@db
def test_hooks_hear_of_a_changed_ruling_in_the_same_transaction(draft: Story) -> None:
    heard: list[hooks.RulingChanged] = []
    hooks.on_ruling_changed.register(heard.append)
    try:
        body = "\n\n".join(["We keep bees on the roof of the house and count the hives again in spring."] * 4)
        save_draft(draft, Words(content=f"{body}\n\nChatGPT wrote this text.\n", declared="generated"))
        publishing.publish(draft, by=draft.author)
        drain()
    finally:
        hooks.on_ruling_changed.unregister(heard.append)
    assert [event.after for event in heard] == [Tier.NETWORK]


@db
def test_nobody_is_made_a_member_unasked(people: dict[str, Any]) -> None:
    house = publications.found(name="House", by=people["writer"])
    with pytest.raises(RefusedError, match="follow"):
        publications.take_in(house, people["reader"], MembershipRole.WRITER)
    follow(people["reader"], house)
    publications.take_in(house, people["reader"], MembershipRole.WRITER)
    assert publications.may_submit(house, people["reader"])
