"""Many alike cases are decided together only as they were seen, and taken back together."""

import pytest

from copydesk.desk import board, bulk, claims, ledger, replaying
from copydesk.desk.answers import Answers
from copydesk.desk.bulk import Preview
from copydesk.desk.errors import Refused, TooLate
from copydesk.desk.models import Case, CaseState, Decision, LedgerEntry, Reading
from copydesk.newsroom.models import Account, Story, Tier
from kits import desk as kit


@pytest.fixture
def cases(desk: kit.Desk, author: Account) -> list[Case]:
    """Five cases with little at stake."""
    return [kit.open_case(kit.story(author), desk.now) for _ in range(5)]


def seen(cases: list[Case], person: Account, desk: kit.Desk) -> Preview:
    return bulk.preview(cases, person, kit.GENERATED, desk.now)


def test_a_preview_shows_what_would_happen_and_does_nothing(
    desk: kit.Desk, cases: list[Case], readers: list[Account]
) -> None:
    rows = LedgerEntry.objects.count()
    lines = seen(cases, readers[0], desk).lines
    assert [line.recommendation.outcome for line in lines if line.recommendation] == ["confirmed"] * 5
    assert (LedgerEntry.objects.count(), Reading.objects.count()) == (rows, 0)


def test_each_case_gets_its_own_reading_and_decision(desk: kit.Desk, cases: list[Case], readers: list[Account]) -> None:
    digest = seen(cases, readers[0], desk).digest
    batch = bulk.decide_all(cases, readers[0], kit.GENERATED, kit.REASON, desk.now, digest)
    assert (len(batch.decisions), Reading.objects.count()) == (5, 5)
    assert {story.ceiling for story in Story.objects.all()} == {Tier.NETWORK}
    assert replaying.differences(replaying.replay()) == []


def test_cases_that_could_cost_more_are_left_out(
    desk: kit.Desk, cases: list[Case], sold: Story, readers: list[Account]
) -> None:
    everything = [*cases, kit.open_case(sold, desk.now), kit.open_case(kit.story(readers[0]), desk.now)]
    lines = seen(everything, readers[0], desk).lines
    assert [bool(line.refused) for line in lines] == [False] * 5 + [True, True]
    digest = seen(everything, readers[0], desk).digest
    assert len(bulk.decide_all(everything, readers[0], kit.GENERATED, kit.REASON, desk.now, digest).skipped) == 2


@pytest.mark.parametrize("answers", [kit.SPAM])
def test_answers_that_would_cost_a_strike_are_left_to_two_readers(
    desk: kit.Desk, cases: list[Case], readers: list[Account], answers: Answers
) -> None:
    """The cases are simple; what is answered is not."""
    preview = bulk.preview(cases, readers[0], answers, desk.now)
    assert all("two readings" in line.refused or "one reading" in line.refused for line in preview.lines)
    made = bulk.decide_all(cases, readers[0], answers, kit.REASON, desk.now, preview.digest)
    assert (len(made.decisions), len(made.skipped), Reading.objects.count()) == (0, 5, 0)


def test_alike_cases_are_found_by_clause_language_and_asker(
    desk: kit.Desk, cases: list[Case], author: Account, sold: Story, readers: list[Account]
) -> None:
    german = kit.open_case(kit.story(author, language="de"), desk.now)
    promoted = kit.open_case(kit.story(author), desk.now, "pictures.uncaptioned")
    kit.open_case(sold, desk.now)

    def found(**wanted: str) -> set[Case]:
        return set(bulk.alike(readers[0], bulk.Wanted(**wanted), desk.now)[0])

    assert found() == {*cases, german, promoted}
    assert found(clause="pictures.uncaptioned") == {promoted}
    assert found(language="de") == {german}
    assert found(asker="prose 1") == {*cases, german, promoted}
    assert found(asker="prose 2") == found(asker="readers") == set()
    assert "de" in bulk.choices().languages


def test_what_takes_two_readings_or_is_mine_is_only_counted(
    desk: kit.Desk, cases: list[Case], sold: Story, readers: list[Account]
) -> None:
    kit.open_case(sold, desk.now)
    kit.open_case(kit.story(readers[0]), desk.now)
    claims.take(cases[0], readers[1], desk.now)
    mine, others = bulk.alike(readers[0], bulk.Wanted(), desk.now)
    assert (set(mine), others) == ({*cases[1:]}, 3)


def test_nothing_else_is_decided_than_was_seen(desk: kit.Desk, cases: list[Case], readers: list[Account]) -> None:
    digest = seen(cases, readers[0], desk).digest
    desk.confirm(cases[0], readers[1])
    cases[0].refresh_from_db()
    with pytest.raises(Refused, match="changed"):
        bulk.decide_all(cases, readers[0], kit.GENERATED, kit.REASON, desk.now, digest)
    with pytest.raises(Refused, match="changed"):
        bulk.decide_all(cases, readers[0], kit.HUMAN, kit.REASON, desk.now, digest)
    assert Decision.objects.count() == 1


def test_a_batch_is_taken_back_together(desk: kit.Desk, cases: list[Case], readers: list[Account]) -> None:
    digest = seen(cases, readers[0], desk).digest
    batch = bulk.decide_all(cases, readers[0], kit.GENERATED, kit.REASON, desk.now, digest)
    assert bulk.undo_all(batch.id, readers[0], desk.later(seconds=20)) == 5
    assert {story.ceiling for story in Story.objects.all()} == {Tier.BOOST}
    assert set(Case.objects.values_list("state", "holder")) == {(CaseState.OPEN, None)}
    assert not Reading.objects.filter(undone__isnull=True).exists()
    assert ledger.verify() == []
    assert replaying.differences(replaying.replay()) == []


def test_a_batch_stays_after_30_seconds_and_for_others(
    desk: kit.Desk, cases: list[Case], readers: list[Account]
) -> None:
    digest = seen(cases, readers[0], desk).digest
    batch = bulk.decide_all(cases, readers[0], kit.GENERATED, kit.REASON, desk.now, digest)
    with pytest.raises(TooLate):
        bulk.undo_all(batch.id, readers[1], desk.now)
    with pytest.raises(TooLate):
        bulk.undo_all(batch.id, readers[0], desk.later(seconds=31))
    assert Story.objects.filter(ceiling=Tier.NETWORK).count() == 5


def test_the_board_shows_what_waits(desk: kit.Desk, cases: list[Case], readers: list[Account]) -> None:
    claim = claims.next_case(readers[0], desk.now)
    seen_board = board.board(readers[0], desk.now)
    assert claim is not None
    assert seen_board.holding is not None
    assert seen_board.holding.case == claim.case
    assert [(q.skill, q.open, q.held, q.overdue) for q in seen_board.queues] == [("writing", 5, 1, 0)]
    assert sum(line.held for line in board.case_list(readers[1], desk.now)) == 1
    with pytest.raises(Refused):
        board.board(kit.account(), desk.now)
