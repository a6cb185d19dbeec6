"""A version of the policy takes two people, a date and a share of stories, and what ruled once can rule for ever."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from hypothesis import given
from hypothesis import strategies as st

from copydesk.newsroom import assessing, clock, policing, publications, publishing
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account, PolicyState, PolicyVersion, Story, Tier
from copydesk.newsroom.writing import Words, begin
from copydesk.policy import Policy
from copydesk.queue.worker import drain
from kits import policies

LATER = """
[[clause]]
id = "late.disclosed"
applies_from = {day}
when = {{ writing = "assisted", disclosure = ["timely", "unseen"] }}
then = {{ distribution = "general" }}
title.en = "T"
explain.en = "E."
because.en = "B."
"""

NARROWED = """
when = { writing = "assisted", disclosure = "late" }
"""

Person = Callable[..., Any]


@pytest.fixture
def ann(person: Person) -> Account:
    return person("ann", "policy-owner")  # type: ignore[no-any-return]


@pytest.fixture
def ben(person: Person) -> Account:
    return person("ben", "policy-owner")  # type: ignore[no-any-return]


def told_late(author: Account) -> Story:
    """Publish a story whose author declares help by AI and doesn't say so in the text."""
    story = begin(author)
    publishing.publish_words(story, Words(title="Bees", content="We keep bees.", declared="assisted"), by=author)
    drain()
    story.refresh_from_db()
    return story


def test_who_wrote_a_version_cannot_approve_it(ann: Account, moment: datetime) -> None:
    version = policing.draft(policies.text(), ann)
    with pytest.raises(RefusedError, match="Another policy owner"):
        policing.approve(version, ann, moment, 1.0)


def test_the_database_itself_asks_for_two_people(ann: Account, moment: datetime) -> None:
    version = policing.draft(policies.text(), ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(approver=ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(state=PolicyState.APPROVED, starts=moment)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(share=0.5)


def test_only_policy_owners_write_and_approve(ann: Account, person: Person, moment: datetime) -> None:
    with pytest.raises(RefusedError, match="Policy owners"):
        policing.draft(policies.text(), person("rosa", "reviewer"))
    with pytest.raises(RefusedError, match="Policy owners"):
        policing.approve(policing.draft(policies.text(), ann), person("olaf", "operator"), moment, 1.0)


def test_a_text_with_an_error_is_refused_with_line_and_column(ann: Account) -> None:
    with pytest.raises(RefusedError, match=r"policy\.toml:9:1: error"):
        policing.draft(policies.text().replace("undisclosed-assisted", "made-up"), ann)


def test_a_version_rules_from_its_date_on_and_no_earlier(ann: Account, ben: Account, moment: datetime) -> None:
    policies.in_force(ann, ben, starts=moment + timedelta(days=7))
    assert publications.platform_policy().id == "medium-2024-05"
    with clock.standing_at(moment + timedelta(days=7)):
        assert publications.platform_policy().id == "medium-2026-03"


def test_a_version_never_takes_effect_in_the_past(ann: Account, ben: Account, moment: datetime) -> None:
    with pytest.raises(RefusedError, match="never backwards"):
        policies.in_force(ann, ben, starts=moment - timedelta(days=1))


def test_a_version_rules_on_no_day_but_those_that_its_text_names(ann: Account, ben: Account, moment: datetime) -> None:
    day = moment.date()
    soon = policies.text("soon").replace("effective = 2026-01-01", f"effective = {day + timedelta(days=3)}")
    with pytest.raises(RefusedError, match=f"holds from {day + timedelta(days=3)}"):
        policing.approve(policing.draft(soon, ann), ben, moment, 1.0)
    short = policies.text("short").replace(
        "effective = 2026-01-01", f"effective = {day}\nuntil = {day + timedelta(days=2)}"
    )
    version = policing.draft(short, ann)
    policing.approve(version, ben, moment, 1.0)
    assert publications.platform_policy().id == "short"
    with clock.standing_at(moment + timedelta(days=2)):
        assert publications.platform_policy().id == "medium-2024-05"
        assert policing.word_of(version) == f"was in force until {day + timedelta(days=2)}"
        assert 'id = "short"' not in policing.source_in_force()


def test_a_clause_bites_only_from_its_own_day_on(
    ann: Account, ben: Account, people: dict[str, Any], moment: datetime
) -> None:
    later = moment.date() + timedelta(days=30)
    text = policies.text() + LATER.format(day=later)
    version = policing.draft(text, ann)
    policing.approve(version, ben, moment, 1.0)
    house = publications.found(name="House", by=people["writer"])
    publications.set_overlay(house, policies.text("house-rules").replace("2024-05", "2026-03"))
    stories = [told_late(people["writer"]), Story.objects.create(author=people["writer"], publication=house)]
    assert stories[0].tier == Tier.NONE
    assert all("late.disclosed" not in ids(publications.policy_for(story)) for story in stories)
    with clock.standing_at(moment + timedelta(days=30)):
        assert all("late.disclosed" in ids(publications.policy_for(story)) for story in stories)
    kept = assessing.latest(stories[0].live)  # type: ignore[arg-type]
    assert kept is not None
    assert kept.policy == version.pin


def ids(policy: Policy) -> set[str]:
    return {clause.id for clause in policy.clauses}


def test_a_share_of_stories_is_ruled_and_the_page_shows_what_rules_all(
    ann: Account, ben: Account, moment: datetime
) -> None:
    policies.in_force(ann, ben, share=0.4)
    stories = Story.objects.bulk_create(Story(author=ann) for _ in range(300))
    ruled = sum(publications.policy_for(story).id == "medium-2026-03" for story in stories)
    assert 80 <= ruled <= 160
    assert publications.platform_policy().id == "medium-2024-05"


@given(st.text(max_size=20), st.text(max_size=20), st.floats(0, 1), st.floats(0, 1))
def test_a_growing_share_lets_no_story_go(pin: str, story: str, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert not policing.falls_in(pin, story, less) or policing.falls_in(pin, story, more)


def test_more_stories_take_the_second_person_again_and_fewer_do_not(
    ann: Account, ben: Account, moment: datetime
) -> None:
    version = policies.in_force(ann, ben, share=0.2)
    with pytest.raises(RefusedError, match="Another policy owner"):
        policing.set_share(version, ann, 0.5)
    policing.set_share(version, ann, 0.1)
    policing.set_share(version, ben, 1.0)
    assert publications.platform_policy().id == "medium-2026-03"


def test_what_a_retired_version_ruled_is_ruled_on_again(ann: Account, ben: Account, people: dict[str, Any]) -> None:
    version = policies.in_force(ann, ben)
    story = told_late(people["writer"])
    assert story.tier == Tier.NONE
    policing.retire(version, ann)
    drain()
    story.refresh_from_db()
    assert story.tier == Tier.NETWORK


def test_a_pinned_version_can_be_ruled_by_for_ever(ann: Account, ben: Account, people: dict[str, Any]) -> None:
    version = policies.in_force(ann, ben)
    kept = assessing.latest(told_late(people["writer"]).live)  # type: ignore[arg-type]
    policing.retire(version, ben)
    assert kept is not None
    assert policing.named(kept.policy).digest == policing.rules(version.text).digest
    assert policing.named(policing.pinned(policing.base())) is policing.base()
    version.refresh_from_db()
    with pytest.raises(ProtectedError):
        version.delete()
    with pytest.raises(KeyError):
        policing.named("medium-1999@0000000000000000")


def test_a_text_that_left_the_draft_stays_as_it_is(ann: Account, moment: datetime) -> None:
    version = policing.rework(policing.draft(policies.text(), ann), policies.text("medium-2026-04"), ann)
    policing.start_shadow(version, ann)
    with pytest.raises(RefusedError, match="its text stays"):
        policing.rework(version, policies.text("medium-2026-05"), ann)
    assert [event.what for event in version.events.all()] == ["written", "changed", "shadow"]


def test_an_overlay_lies_over_the_version_in_force(ann: Account, ben: Account, people: dict[str, Any]) -> None:
    house = publications.found(name="House", by=people["writer"])
    publications.set_overlay(house, policies.text("house-rules").replace('"none"', '"network"'))
    policies.in_force(ann, ben)
    story = Story.objects.create(author=people["writer"], publication=house)
    policy = publications.policy_for(story)
    assert policy.id == "house-rules"
    assert policy.clause("writing.undisclosed-assisted").then.distribution.word == "none"


def test_a_publication_lays_its_rules_over_the_version_in_force_and_over_no_other(
    ann: Account, ben: Account, people: dict[str, Any]
) -> None:
    house = publications.found(name="House", by=people["writer"])
    version = policies.in_force(ann, ben)
    with pytest.raises(RefusedError, match="loosens distribution of medium-2026-03"):
        publications.set_overlay(house, policies.text("house").replace("2024-05", "2026-03") + NARROWED)
    with pytest.raises(RefusedError, match='extends = "medium-2026-03"'):
        publications.set_overlay(house, policies.text("house").replace("medium-2024-05", "dev"))
    publications.set_overlay(house, policies.text("house").replace("2024-05", "2026-03"))
    story = Story.objects.create(author=people["writer"], publication=house)
    assert publications.policy_for(story).extends == "medium-2026-03"
    policing.retire(version, ann)
    assert publications.policy_for(story).extends == "medium-2024-05"


def test_rules_that_speak_of_what_is_gone_keep_the_version_that_they_were_written_for(
    ann: Account, ben: Account, people: dict[str, Any], moment: datetime
) -> None:
    version = policing.draft(policies.text() + LATER.replace("{day}", "2026-01-01").format(), ann)
    policing.approve(version, ben, moment, 1.0)
    house = publications.found(name="House", by=people["writer"])
    over = (
        policies.text("house").replace("2024-05", "2026-03").replace("writing.undisclosed-assisted", "late.disclosed")
    )
    publications.set_overlay(house, over)
    policing.retire(version, ann)
    story = Story.objects.create(author=people["writer"], publication=house)
    assert publications.policy_for(story).extends == "medium-2026-03"


def test_the_breaker_takes_the_teeth_out_and_says_so(ann: Account, ben: Account, moment: datetime) -> None:
    version = policies.in_force(ann, ben)
    assert policing.take_teeth_out(version.pin, "the clause x flagged 30 of 60 stories")
    version.refresh_from_db()
    assert publications.platform_policy().id == "medium-2024-05"
    assert policing.word_of(version) == "stopped by the circuit breaker"
    last = version.events.last()
    assert last is not None
    assert (last.what, last.by) == ("breaker", None)
    assert not policing.take_teeth_out(version.pin, "again")


def test_the_history_names_what_ruled_and_from_when(ann: Account, ben: Account, moment: datetime) -> None:
    policies.in_force(ann, ben)
    policing.draft(policies.text("medium-2027-01"), ann)
    names = [name for name, _ in policing.history()]
    assert names[-1] == "medium-2026-03"
    assert "medium-2024-05" in names
