"""After a decision: what was found stays found, a remedy lifts the limit, taking it out asks again."""

from typing import Any

import pytest

from copydesk.desk.answers import Answers, HumanWork
from copydesk.desk.models import Case, Decision
from copydesk.evidence import Disclosure, DisclosureStatus, Evidence, Origin
from copydesk.newsroom.hooks import RevisionAssessed, author_strikes, findings_on, on_assessed
from copydesk.newsroom.models import Account, Revision, Story, Tier
from copydesk.notices.models import Letter
from kits import desk as kit

DISCLOSED = "This text was written by an AI program.\n\n" + kit.TEXT * 4


def publish(story: Story, text: str, disclosed: bool) -> Revision:
    """Put a revision live and tell those who listen, as the newsroom does."""
    revision = kit.revise(story, text)
    status = DisclosureStatus.TIMELY if disclosed else DisclosureStatus.NONE
    seen = Evidence(disclosure=Disclosure(status, Origin.GENERATED if disclosed else None))
    on_assessed(RevisionAssessed(story, revision, kit.assess(revision, seen), live=True))
    story.refresh_from_db()
    return revision


@pytest.fixture
def limited(desk: kit.Desk, author: Account, readers: list[Account]) -> Story:
    """A story that was confirmed as generated and not disclosed."""
    story = kit.story(author, text=kit.TEXT * 4)
    desk.confirm(kit.open_case(story, desk.now), readers[0])
    story.refresh_from_db()
    assert story.ceiling == Tier.NETWORK
    return story


def test_what_was_found_is_told_to_the_newsroom(limited: Story) -> None:
    assert findings_on(limited.live)["writing"] == "generated"


def test_a_readers_word_on_the_disclosure_stands_against_the_detectors(
    desk: kit.Desk, author: Account, readers: list[Account]
) -> None:
    story = kit.story(author)
    seen = Answers(Origin.GENERATED, HumanWork.NONE, DisclosureStatus.TIMELY)
    desk.confirm(kit.open_case(story, desk.now), readers[0], answers=seen)
    story.refresh_from_db()
    assert (story.ceiling, story.ruled_tier) == (Tier.GENERAL, Tier.GENERAL)


def test_where_a_disclosure_stood_says_nothing_of_the_next_revision(limited: Story) -> None:
    assert "disclosure" not in findings_on(kit.revise(limited, kit.TEXT * 4 + "!"))


def test_what_was_found_holds_for_a_text_that_reads_the_same(limited: Story) -> None:
    assert findings_on(kit.revise(limited, kit.TEXT * 4 + "!"))["writing"] == "generated"


def test_what_was_found_says_nothing_of_another_text(limited: Story) -> None:
    assert findings_on(kit.revise(limited, "I sat down and wrote it all anew, by hand. " * 9)) == {}


def test_a_disclosure_added_later_lifts_the_limit_from_then_on(limited: Story) -> None:
    publish(limited, DISCLOSED, disclosed=True)
    assert limited.ceiling == Tier.BOOST
    assert Letter.objects.filter(kind="mended").count() == 1


def test_a_change_that_mends_nothing_lifts_nothing(limited: Story) -> None:
    publish(limited, kit.TEXT * 4 + "!", disclosed=False)
    assert limited.ceiling == Tier.NETWORK


def test_a_disclosure_taken_out_opens_the_case_again(desk: kit.Desk, limited: Story) -> None:
    publish(limited, DISCLOSED, disclosed=True)
    again = publish(limited, kit.TEXT * 4, disclosed=False)
    case = Case.objects.get(state="open")
    assert (case.revision, case.clauses) == (again, ["writing.undisclosed-generated"])


def test_disclosing_puts_nothing_back_on_the_paywall(desk: kit.Desk, author: Account, readers: list[Account]) -> None:
    story = kit.story(author, paywalled=True, text=kit.TEXT * 4)
    desk.confirm(kit.open_case(story, desk.now), *readers[:2])
    publish(story, DISCLOSED, disclosed=True)
    assert (story.off_paywall, story.ceiling) == (True, Tier.BOOST)


def test_where_the_authors_own_words_mean_a_strike_a_person_gives_it(desk: kit.Desk, author: Account) -> None:
    story = kit.story(author, paywalled=True)
    publish(story, DISCLOSED, disclosed=True)
    case = Case.objects.get()
    assert (case.clauses, case.two_readings) == (["writing.paywalled-generated"], True)
    assert "your own words" in case.reasons.get().reason
    assert author_strikes(author) == ()


def test_what_the_author_says_of_a_free_story_asks_nobody(desk: kit.Desk, author: Account) -> None:
    publish(kit.story(author), DISCLOSED, disclosed=True)
    assert not Case.objects.exists()


def test_the_newsroom_learns_of_strikes_that_count(desk: kit.Desk, sold: Story, readers: Any) -> None:
    assert author_strikes(sold.author) == ()
    desk.confirm(kit.open_case(sold, desk.now), *readers[:2])
    assert [strike.clause for strike in author_strikes(sold.author)] == ["writing.paywalled-generated"]


def test_an_overturned_decision_says_nothing_any_more(limited: Story) -> None:
    Decision.objects.update(state="overturned")
    assert findings_on(limited.live) == {}
