"""A claim is a lease: one case to one person, for fifteen minutes, and never one's own."""

import pytest

from copydesk.desk import claims, intake, reading
from copydesk.desk.errors import LeaseLost, NotYours, Refused
from copydesk.desk.models import Case, Reviewer
from copydesk.newsroom.models import Account, MembershipRole, Publication, Story
from copydesk.newsroom.publications import add_member
from kits import desk as kit


def next_for(person: Account, desk: kit.Desk) -> Case | None:
    """The case that the person gets next, None for none."""
    claim = claims.next_case(person, desk.now)
    return claim.case if claim else None


def test_two_people_never_hold_one_case(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    case = kit.open_case(free, desk.now)
    assert [next_for(reader, desk) for reader in readers] == [case, None, None]


def test_the_most_urgent_case_comes_first(desk: kit.Desk, author: Account, readers: list[Account]) -> None:
    kit.open_case(kit.story(author), desk.now)
    grave = kit.open_case(kit.story(author), desk.now, "conduct.harmful-ai")
    assert next_for(readers[0], desk) == grave


def test_a_case_that_waits_long_overtakes_a_fresh_one(desk: kit.Desk, author: Account, readers: list[Account]) -> None:
    old = kit.open_case(kit.story(author), desk.now)
    desk.later(days=6)
    fresh = kit.open_case(kit.story(author), desk.now, "conduct.harmful-ai")
    claims.update_priorities(desk.now)
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert old.priority > fresh.priority
    assert next_for(readers[0], desk) == old


def test_asking_again_gives_the_case_one_holds(desk: kit.Desk, author: Account, readers: list[Account]) -> None:
    for _ in range(2):
        kit.open_case(kit.story(author), desk.now)
    assert next_for(readers[0], desk) == next_for(readers[0], desk)
    assert Case.objects.filter(holder__isnull=False).count() == 1


def test_a_lease_ends_by_itself(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    case = kit.open_case(free, desk.now)
    next_for(readers[0], desk)
    desk.later(minutes=15)
    assert next_for(readers[1], desk) == case
    assert next_for(readers[0], desk) is None


def test_a_lease_is_renewed_while_somebody_works(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    kit.open_case(free, desk.now)
    claim = claims.next_case(readers[0], desk.now)
    assert claim
    claims.renew(claim.case, readers[0], claim.token, desk.later(minutes=10))
    desk.later(minutes=10)
    assert next_for(readers[1], desk) is None


def test_a_lease_that_ran_out_can_not_be_renewed(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    kit.open_case(free, desk.now)
    claim = claims.next_case(readers[0], desk.now)
    assert claim
    with pytest.raises(LeaseLost):
        claims.renew(claim.case, readers[0], claim.token, desk.later(minutes=16))


def test_a_case_given_back_goes_to_the_next(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    case = kit.open_case(free, desk.now)
    claim = claims.next_case(readers[0], desk.now)
    assert claim
    claims.release(case, readers[0], claim.token)
    assert next_for(readers[1], desk) == case


def test_nobody_gets_their_own_story(desk: kit.Desk, readers: list[Account]) -> None:
    case = kit.open_case(kit.story(readers[0]), desk.now)
    assert next_for(readers[0], desk) is None
    with pytest.raises(NotYours):
        claims.take(case, readers[0], desk.now)


def test_ones_own_story_at_the_top_hides_no_other(desk: kit.Desk, author: Account, readers: list[Account]) -> None:
    kit.open_case(kit.story(readers[0]), desk.now, "conduct.harmful-ai")
    other = kit.open_case(kit.story(author), desk.now)
    assert next_for(readers[0], desk) == other


def test_the_token_of_an_earlier_lease_opens_nothing(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    kit.open_case(free, desk.now)
    first = claims.next_case(readers[0], desk.now)
    desk.later(minutes=16)
    second = claims.next_case(readers[0], desk.now)
    assert first is not None
    assert second is not None
    assert first.case == second.case
    with pytest.raises(LeaseLost):
        claims.renew(first.case, readers[0], first.token, desk.now)
    with pytest.raises(LeaseLost):
        reading.give(first.case, readers[0], first.token, kit.HUMAN, kit.REASON, desk.now)


def test_nobody_gets_a_story_of_their_publication(desk: kit.Desk, author: Account, readers: list[Account]) -> None:
    magazine = Publication.objects.create(slug="m", name="M")
    add_member(magazine, readers[0], MembershipRole.WRITER)
    case = kit.open_case(kit.story(author, publication=magazine), desk.now)
    assert next_for(readers[0], desk) is None
    with pytest.raises(NotYours):
        claims.take(case, readers[0], desk.now)
    assert next_for(readers[1], desk) == case


def test_nobody_gets_a_story_they_reported(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    case = intake.report(sold.live, readers[0], "", "", desk.now).case
    assert case is not None
    assert next_for(readers[0], desk) is None
    with pytest.raises(NotYours):
        claims.take(case, readers[0], desk.now)
    assert next_for(readers[1], desk) == case


def test_the_second_reading_is_never_the_first_readers(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    case = kit.open_case(sold, desk.now)
    desk.read(case, readers[0])
    assert next_for(readers[0], desk) is None
    assert next_for(readers[1], desk) == case


@pytest.mark.parametrize(
    ("languages", "skills", "gets"),
    [([], [], True), (["de"], [], True), (["fr"], [], False), ([], ["conduct"], False), (["de"], ["writing"], True)],
)
def test_cases_go_to_who_can_read_them(
    desk: kit.Desk, author: Account, readers: list[Account], languages: list[str], skills: list[str], gets: bool
) -> None:
    Reviewer.objects.create(account=readers[0], pseudonym="Wren", languages=languages, skills=skills)
    kit.open_case(kit.story(author, language="de"), desk.now)
    assert (next_for(readers[0], desk) is not None) == gets


def test_where_readings_differ_only_a_senior_is_asked(
    desk: kit.Desk, sold: Story, readers: list[Account], senior: Account
) -> None:
    case = kit.open_case(sold, desk.now)
    desk.read(case, readers[0], kit.GENERATED)
    desk.read(case, readers[1], kit.HUMAN)
    assert next_for(readers[2], desk) is None
    assert next_for(senior, desk) == case


def test_only_reviewers_claim(desk: kit.Desk, free: Story) -> None:
    kit.open_case(free, desk.now)
    with pytest.raises(Refused):
        claims.next_case(kit.account(), desk.now)
