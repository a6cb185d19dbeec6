"""What was decided by one version of the policy is explained, and judged on appeal, by that very version."""

import pytest

from copydesk.desk import appeals, breaker, deciding, intake, pinning, telling
from copydesk.desk.models import AppealOutcome, Decision, HouseRules
from copydesk.desk.recommending import Proposal
from copydesk.newsroom import clock, policing, publications
from copydesk.newsroom.hooks import RevisionAssessed
from copydesk.newsroom.models import Account, Assessment, Publication, Story, Suspicion, Tier
from copydesk.newsroom.publications import pinned, policy_for
from copydesk.notices.models import Letter, Statement
from copydesk.standing import SanctionKind
from kits import desk as kit
from kits import policies

OLD_WORDS, NEW_WORDS = "AI helped to write", "Words that came later"
HOUSE = """\
[policy]
id = "house-rules"
extends = "medium-2024-05"
title = "House rules"
source = "A test"
effective = 2026-01-01
summary.en = "Stricter."

[[clause]]
id = "writing.undisclosed-generated"
then = { distribution = "none" }
"""


def changed_policy(desk: kit.Desk) -> None:
    """Bring a version into force whose clauses read otherwise, and that is stricter on assistance."""
    words = f'\nexplain.en = "{NEW_WORDS}."\ntitle.en = "{NEW_WORDS}"\nbecause.en = "{NEW_WORDS}."\n'
    text = policies.text() + words + '\n[[clause]]\nid = "writing.undisclosed-generated"' + words
    with clock.standing_at(desk.now):
        version = policing.draft(text, kit.account("ann", "policy-owner"))
        policing.approve(version, kit.account("ben", "policy-owner"), desk.now, 1.0)


@pytest.fixture
def proposed(desk: kit.Desk, author: Account, readers: list[Account]) -> Decision:
    """A decision that waits for a second person: the third strike for conduct."""
    for _ in range(2):
        desk.confirm(kit.open_case(kit.story(author), desk.now, "conduct.search-spam"), *readers[:2], answers=kit.SPAM)
    case = kit.open_case(kit.story(author), desk.now, "conduct.search-spam")
    for reader in readers[:2]:
        desk.read(case, reader, kit.SPAM)
    made = desk.decide(case, readers[1])
    assert made.needs_second
    return made


def test_a_letter_that_goes_out_after_a_change_speaks_of_the_old_rules(
    desk: kit.Desk, proposed: Decision, readers: list[Account]
) -> None:
    """Proposed under the old policy, agreed to under the new one: letter and statement tell the old clauses."""
    changed_policy(desk)
    with clock.standing_at(desk.later(minutes=5)):
        assert NEW_WORDS in str(policy_for(proposed.revision.story).clause("writing.undisclosed-generated").title)
        deciding.second(proposed, readers[0], desk.now)
    letter = Letter.objects.get(about=proposed.public_id, kind="decision")
    assert "writing.undisclosed-generated" in letter.body
    assert NEW_WORDS not in letter.body
    assert NEW_WORDS not in str(Statement.objects.get(puid=proposed.public_id).body)


def test_an_appeal_is_judged_by_the_policy_of_the_decision(
    desk: kit.Desk, free: Story, readers: list[Account], senior: Account
) -> None:
    """The new version would recommend assisted stories to nobody; the judge may still choose what held then."""
    decision = desk.confirm(kit.open_case(free, desk.now), readers[0])
    appeal = appeals.file(decision, free.author, "I wrote half of it.", desk.later(days=1))
    changed_policy(desk)
    chosen = [Proposal(SanctionKind.CEILING, "writing.undisclosed-assisted", tier=Tier.NETWORK)]
    with clock.standing_at(desk.later(days=1)):
        appeals.judge(appeal, senior, AppealOutcome.CHANGED, "Assisted.", desk.now, chosen, kit.ASSISTED)
    new = Decision.objects.get(appeal=appeal)
    assert new.policy == decision.policy
    assert NEW_WORDS not in str(Statement.objects.get(puid=new.public_id).body)


def test_what_is_decided_after_a_change_speaks_of_the_new_rules(
    desk: kit.Desk, free: Story, readers: list[Account]
) -> None:
    case = kit.open_case(free, desk.now)
    changed_policy(desk)
    with clock.standing_at(desk.later(minutes=5)):
        decision = desk.confirm(case, readers[0])
    assert decision.policy.startswith("medium-2026-03@")
    assert NEW_WORDS in Letter.objects.get(about=decision.public_id, kind="decision").body


@pytest.fixture
def house(db: None) -> Publication:
    """A publication with stricter rules of its own."""
    made = publications.found(name="The house", by=kit.account("editor"))
    publications.set_overlay(made, HOUSE)
    return made


def test_a_publications_rules_are_kept_as_they_stood(
    desk: kit.Desk, house: Publication, author: Account, readers: list[Account]
) -> None:
    story = kit.story(author, publication=house)
    decision = desk.confirm(kit.open_case(story, desk.now), readers[0])
    story.refresh_from_db()
    assert story.ceiling == Tier.NONE
    publications.set_overlay(house, "")
    again = Decision.objects.select_related("revision__story__publication").get(pk=decision.pk)
    assert pinned(policy_for(again.revision.story)) != decision.policy
    assert pinned(pinning.policy_of(again)) == decision.policy
    assert telling.clause_texts(pinning.policy_of(again), "writing.undisclosed-generated")[1]


def test_a_decision_by_rules_that_nobody_knows_is_explained_by_those_in_force(
    desk: kit.Desk, free: Story, readers: list[Account]
) -> None:
    decision = desk.confirm(kit.open_case(free, desk.now), readers[0])
    decision.policy = "somewhere-else@0123456789abcdef"
    assert pinning.policy_of(decision) == policy_for(free)


# The circuit breaker -----------------------------------------------------------------------------------------------


def assessed(story: Story, desk: kit.Desk, *, flagged: bool) -> Assessment:
    """Store an assessment by the story's own policy, as the newsroom does, and tell the desk."""
    assert story.live
    kept = Assessment.objects.create(
        revision=story.live,
        policy=pinned(policy_for(story)),
        detectors={"prose": "1"},
        detectors_key="prose:1",
        created=desk.now,
    )
    pinning.on_assessed(RevisionAssessed(story, story.live, kept, True))
    if flagged:
        clause = "writing.undisclosed-generated"
        Suspicion.objects.create(
            revision=story.live, assessment=kept, clause=clause, detector="prose", version="1", created=desk.now
        )
    return kept


def test_stories_under_stricter_rules_count_for_the_version_beneath(
    desk: kit.Desk, house: Publication, author: Account
) -> None:
    """Forty of its sixty stories lie under a publication's rules: without them the version would not be caught."""
    with clock.standing_at(desk.now):
        version = policies.in_force(kit.account("ann", "policy-owner"), kit.account("ben", "policy-owner"))
        for number in range(60):
            story = kit.story(author, publication=house if number % 3 else None)
            assessed(story, desk, flagged=number % 2 == 0)
        shares = {(s.version, s.clause): s for s in breaker._shares(desk.now)}
        whole = shares[version.pin, ""]
        assert (whole.seen, whole.flagged) == (60, 30)
        assert shares[version.pin, "writing.undisclosed-generated"].seen == 60
        tripped = {(row.detector, row.version) for row in breaker.watch(desk.later(seconds=1))}
    assert ("policy", version.pin) in tripped
    version.refresh_from_db()
    assert version.share == 0


def test_a_version_without_teeth_opens_no_case_under_stricter_rules_either(
    desk: kit.Desk, house: Publication, author: Account
) -> None:
    owner = kit.account("ann", "policy-owner")
    with clock.standing_at(desk.now):
        version = policies.in_force(owner, kit.account("ben", "policy-owner"))
        story = kit.story(author, publication=house)
        kept = assessed(story, desk, flagged=True)
        assert HouseRules.objects.get(pin=kept.policy).over == version.pin
        share = breaker.Share("policy", version.pin, 60, 30, 0.01)
        row = breaker._trip(share, desk.now)
        assert intake.hand_over(Suspicion.objects.all(), desk.now) is None
        assert breaker.reset(row, owner, desk.later(seconds=5)) == 1


def test_rules_are_kept_once_and_none_where_there_are_none(desk: kit.Desk, house: Publication, author: Account) -> None:
    for publication in (house, house, None):
        assessed(kit.story(author, publication=publication), desk, flagged=False)
    assert HouseRules.objects.count() == 1
