"""A person decides; what they decide takes effect at once, and can be taken back exactly."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from copydesk.desk import claims, deciding, enrolments, recommending
from copydesk.desk.errors import LeaseLost, NotYours, NotYourTurn, Refused, TooLate
from copydesk.desk.models import Case, CaseState, Decision, DecisionState, Outcome, Sanction, Subject
from copydesk.desk.recommending import Proposal
from copydesk.newsroom.models import Account, Enrolment, Story, Suspicion, Tier
from copydesk.notices.models import Letter, Statement
from copydesk.standing import SanctionKind
from kits import desk as kit


def state(story: Story) -> tuple[Any, ...]:
    """Everything about a story and its author that a decision can change."""
    story = Story.objects.get(pk=story.pk)
    author = Account.objects.get(pk=story.author_id)
    enrolment = Enrolment.objects.filter(account=author).values_list("status", "since").first()
    strikes = recommending.strikes_of(author)
    return story.ceiling, story.off_paywall, author.restricted_until, author.suspended_until, enrolment, strikes


def test_two_agreeing_readings_take_a_story_off_the_paywall(
    desk: kit.Desk, sold: Story, readers: list[Account]
) -> None:
    decision = desk.confirm(kit.open_case(sold, desk.now), *readers[:2])
    sold.refresh_from_db()
    assert decision.state == DecisionState.IN_FORCE
    assert (sold.off_paywall, sold.ceiling) == (True, Tier.NETWORK)
    assert {s.kind for s in decision.sanctions.all()} == {"off-paywall", "distribution-ceiling", "strike"}


def test_the_suspicion_is_settled_with_the_decision(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    desk.confirm(kit.open_case(sold, desk.now), *readers[:2])
    assert set(Suspicion.objects.values_list("state", flat=True)) == {"confirmed"}


def test_a_decision_is_pinned_to_what_it_was_made_on(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    decision = desk.confirm(kit.open_case(sold, desk.now), *readers[:2])
    assert decision.content_hash == sold.live.content_hash
    assert len(decision.evidence_hash) == 64
    assert decision.policy.startswith("medium-2024-05")
    assert decision.readings.count() == 2


def test_a_cleared_case_changes_nothing(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    before = state(free)
    decision = desk.confirm(kit.open_case(free, desk.now), readers[0], answers=kit.HUMAN)
    assert decision.outcome == Outcome.CLEARED
    assert state(free) == before


def test_doubt_speaks_for_the_author(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    decision = desk.confirm(kit.open_case(free, desk.now), readers[0], answers=kit.UNSURE)
    assert decision.outcome == Outcome.CLEARED


def test_a_case_can_be_decided_milder_than_recommended(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    case = kit.open_case(sold, desk.now)
    for reader in readers[:2]:
        desk.read(case, reader)
    case.refresh_from_db()
    chosen = [p for p in recommending.recommend(case, desk.now).sanctions if p.kind is not SanctionKind.STRIKE]
    desk.decide(case, readers[1], chosen)
    assert recommending.strikes_of(sold.author) == ()


@pytest.mark.parametrize(
    "proposal",
    [
        Proposal(SanctionKind.SUSPENDED, "writing.paywalled-generated"),
        Proposal(SanctionKind.CEILING, "writing.undisclosed-generated", tier=Tier.NONE),
        Proposal(SanctionKind.STRIKE, "conduct.harmful-ai"),
    ],
)
def test_nothing_further_than_the_policy_can_be_decided(
    desk: kit.Desk, sold: Story, readers: list[Account], proposal: Proposal
) -> None:
    case = kit.open_case(sold, desk.now)
    for reader in readers[:2]:
        desk.read(case, reader)
    with pytest.raises(Refused, match="does not carry"):
        desk.decide(case, readers[1], [proposal])
    assert not Sanction.objects.exists()


def test_a_case_is_not_decided_before_its_second_reading(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    case = kit.open_case(sold, desk.now)
    desk.read(case, readers[0])
    with pytest.raises(NotYourTurn):
        desk.decide(case, readers[1])


def test_a_decision_without_a_reason_is_refused(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    case = kit.open_case(free, desk.now)
    desk.read(case, readers[0])
    with pytest.raises(Refused, match="reason"):
        desk.decide(case, readers[0], reason="  ")


def test_undo_within_30_seconds_restores_everything(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    before = state(sold)
    decision = desk.confirm(kit.open_case(sold, desk.now), *readers[:2])
    case = deciding.undo(decision, readers[1], desk.later(seconds=29))
    assert state(sold) == before
    assert case.state == CaseState.AGREED
    assert case.holder == readers[1]
    assert not Letter.objects.filter(withdrawn__isnull=True).exists()
    assert not Statement.objects.filter(withdrawn__isnull=True).exists()


def test_after_undo_the_case_can_be_decided_again(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    case = kit.open_case(sold, desk.now)
    deciding.undo(desk.confirm(case, *readers[:2]), readers[1], desk.now)
    assert desk.decide(case, readers[1], []).state == DecisionState.IN_FORCE


def test_undo_after_30_seconds_is_too_late(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    decision = desk.confirm(kit.open_case(free, desk.now), readers[0])
    with pytest.raises(TooLate):
        deciding.undo(decision, readers[0], desk.later(seconds=31))


def test_nobody_undoes_another_ones_decision(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    decision = desk.confirm(kit.open_case(free, desk.now), readers[0])
    with pytest.raises(Refused):
        deciding.undo(decision, readers[1], desk.now)


def spam_strikes(desk: kit.Desk, author: Account, readers: list[Account], number: int) -> list[Decision]:
    """Confirm search spam on so many stories of one author."""
    return [
        desk.confirm(kit.open_case(kit.story(author), desk.now, "conduct.search-spam"), *readers[:2], answers=kit.SPAM)
        for _ in range(number)
    ]


def test_the_second_conduct_strike_recommends_to_restrict_the_account(
    desk: kit.Desk, author: Account, readers: list[Account]
) -> None:
    spam_strikes(desk, author, readers, 2)
    author.refresh_from_db()
    assert author.restricted_until == Sanction.objects.get(kind="account-restricted").until
    assert author.suspended_until is None


def test_suspension_waits_for_a_second_person(desk: kit.Desk, author: Account, readers: list[Account]) -> None:
    *_, third = spam_strikes(desk, author, readers, 3)
    author.refresh_from_db()
    assert (third.state, author.suspended_until) == (DecisionState.PROPOSED, None)
    assert deciding.waiting_for_second(readers[0]) == [third]
    deciding.second(third, readers[0], desk.later(minutes=1))
    author.refresh_from_db()
    assert author.suspended_until is not None


def test_the_first_person_can_not_be_the_second(desk: kit.Desk, author: Account, readers: list[Account]) -> None:
    *_, third = spam_strikes(desk, author, readers, 3)
    with pytest.raises(Refused):
        deciding.second(third, third.reviewer, desk.now)
    with pytest.raises(NotYours):
        deciding.second(third, kit.account_with_role(author), desk.now)


def test_a_refused_proposal_goes_back_to_be_decided_otherwise(
    desk: kit.Desk, author: Account, readers: list[Account]
) -> None:
    *_, third = spam_strikes(desk, author, readers, 3)
    deciding.refuse(third, readers[2], desk.later(minutes=1))
    third.case.refresh_from_db()
    assert third.case.state == CaseState.AGREED
    chosen = [p for p in recommending.recommend(third.case, desk.now).sanctions if p.kind is not SanctionKind.SUSPENDED]
    assert desk.decide(third.case, readers[1], chosen).state == DecisionState.IN_FORCE


def revoked(desk: kit.Desk, author: Account, readers: list[Account]) -> Decision:
    """Bring an author by two partner strikes to a revoked enrolment."""
    for _ in range(2):
        desk.confirm(kit.open_case(kit.story(author, paywalled=True), desk.now), *readers[:2])
    case = Case.objects.get(subject=Subject.ENROLMENT)
    for reader in readers[:2]:
        desk.read(case, reader, kit.REVOKE)
    return deciding.second(desk.decide(case, readers[1]), readers[0], desk.later(minutes=1))


def test_a_second_partner_strike_opens_a_case_on_the_enrolment(
    desk: kit.Desk, author: Account, readers: list[Account]
) -> None:
    for _ in range(2):
        desk.confirm(kit.open_case(kit.story(author, paywalled=True), desk.now), *readers[:2])
    assert Enrolment.objects.get(account=author).status == "under-review"
    case = Case.objects.get(subject=Subject.ENROLMENT)
    assert (case.two_readings, case.state, case.author) == (True, CaseState.OPEN, author)


def test_reviewers_may_revoke_the_enrolment(desk: kit.Desk, author: Account, readers: list[Account]) -> None:
    assert revoked(desk, author, readers).state == DecisionState.IN_FORCE
    assert Enrolment.objects.get(account=author).status == "revoked"


def test_reviewers_may_keep_the_enrolment(desk: kit.Desk, author: Account, readers: list[Account]) -> None:
    before = Enrolment.objects.get(account=author)
    for _ in range(2):
        desk.confirm(kit.open_case(kit.story(author, paywalled=True), desk.now), *readers[:2])
    case = Case.objects.get(subject=Subject.ENROLMENT)
    decision = desk.confirm(case, *readers[:2], answers=kit.KEEP)
    after = Enrolment.objects.get(account=author)
    assert (after.status, after.since) == (before.status, before.since)
    deciding.undo(decision, readers[1], desk.now)
    assert Enrolment.objects.get(account=author).status == "under-review"


def test_taking_the_strike_back_ends_the_review_of_the_enrolment(
    desk: kit.Desk, author: Account, readers: list[Account]
) -> None:
    desk.confirm(kit.open_case(kit.story(author, paywalled=True), desk.now), *readers[:2])
    second = desk.confirm(kit.open_case(kit.story(author, paywalled=True), desk.now), *readers[:2])
    deciding.undo(second, readers[1], desk.now)
    assert Enrolment.objects.get(account=author).status == "enrolled"
    assert Case.objects.get(subject=Subject.ENROLMENT).state == CaseState.WITHDRAWN


def test_the_database_takes_no_sanction_without_a_decision(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.create(kind="strike", account=sold.author, reviewer=readers[0])


def test_the_database_takes_no_sanction_by_somebody_else_than_its_decider(
    desk: kit.Desk, sold: Story, readers: list[Account]
) -> None:
    decision = desk.confirm(kit.open_case(sold, desk.now), *readers[:2])
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.create(
            decision=decision, kind="account-restricted", account=sold.author, reviewer=readers[2], clause="x"
        )


def test_the_database_takes_no_decision_by_somebody_without_the_role(
    desk: kit.Desk, sold: Story, readers: list[Account]
) -> None:
    decision = desk.confirm(kit.open_case(sold, desk.now), *readers[:2])
    machine = kit.account("machine")
    fields = {
        f.name: getattr(decision, f.name) for f in Decision._meta.concrete_fields if f.name not in ("id", "public_id")
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**fields | {"reviewer": machine, "state": "proposed", "in_force": None})


def test_the_database_takes_no_suspension_by_one_person(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    decision = desk.confirm(kit.open_case(sold, desk.now), *readers[:2])
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.create(
            decision=decision, kind="account-suspended", account=sold.author, reviewer=readers[1], applied=desk.now
        )


def test_a_lease_that_ran_out_decides_nothing(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    case = kit.open_case(free, desk.now)
    desk.read(case, readers[0])
    claim = claims.take(case, readers[0], desk.now)
    with pytest.raises(LeaseLost):
        deciding.decide(case, readers[0], claim.token, "Late.", desk.now + timedelta(minutes=15))


def test_the_enrolment_reviews_of_an_account_are_its_own(author: Account) -> None:
    assert not enrolments.reviews_of(author).exists()
