"""A reading is one person's own answer: blind, with a reason, and to be taken back for half a minute."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.desk import casefile, claims, laying_out, reading
from copydesk.desk.answers import Answers, HumanWork, PictureAnswer, Violation, agree, differences
from copydesk.desk.errors import LeaseLost, NotYourTurn, Refused, TooLate
from copydesk.desk.models import Case, CaseState
from copydesk.desk.people import pseudonym_of
from copydesk.evidence import DisclosureStatus, Grade, Origin
from copydesk.newsroom.models import Account, Story
from copydesk.story import Span
from kits import desk as kit


def test_one_reading_settles_a_case_with_little_at_stake(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    case = kit.open_case(free, desk.now)
    desk.read(case, readers[0])
    case.refresh_from_db()
    assert case.state == CaseState.AGREED


def test_the_paywall_takes_two_readings(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    case = kit.open_case(sold, desk.now)
    desk.read(case, readers[0])
    case.refresh_from_db()
    assert (case.state, case.holder) == (CaseState.OPEN, None)
    desk.read(case, readers[1])
    case.refresh_from_db()
    assert (case.state, case.holder) == (CaseState.AGREED, readers[1])


def test_an_answer_that_raises_the_stakes_asks_for_a_second_reading(
    desk: kit.Desk, free: Story, readers: list[Account]
) -> None:
    case = kit.open_case(free, desk.now)
    desk.read(case, readers[0], kit.SPAM)
    case.refresh_from_db()
    assert (case.two_readings, case.state) == (True, CaseState.OPEN)


def test_a_senior_adjudicates_where_two_differ(
    desk: kit.Desk, sold: Story, readers: list[Account], senior: Account
) -> None:
    case = kit.open_case(sold, desk.now)
    desk.read(case, readers[0], kit.GENERATED)
    desk.read(case, readers[1], kit.HUMAN)
    case.refresh_from_db()
    assert case.state == CaseState.DIFFER
    assert desk.read(case, senior, kit.HUMAN).adjudicates
    assert desk.decide(case, senior).outcome == "cleared"


def test_nobody_reads_a_case_twice(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    case = kit.open_case(sold, desk.now)
    desk.read(case, readers[0])
    with pytest.raises(NotYourTurn):
        desk.read(case, readers[0])


def test_a_reading_without_a_reason_is_refused(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    claim = claims.take(kit.open_case(free, desk.now), readers[0], desk.now)
    with pytest.raises(Refused, match="why"):
        reading.give(claim.case, readers[0], claim.token, kit.HUMAN, " ", desk.now)


def test_a_passage_outside_the_story_can_not_be_cited(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    claim = claims.take(kit.open_case(free, desk.now), readers[0], desk.now)
    with pytest.raises(Refused, match="outside"):
        reading.give(claim.case, readers[0], claim.token, kit.HUMAN, "x", desk.now, [Span(0, 10_000)])


def test_a_picture_that_is_not_there_can_not_be_judged(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    claim = claims.take(kit.open_case(free, desk.now), readers[0], desk.now)
    answers = Answers(Origin.HUMAN, HumanWork.REWRITTEN, pictures={"x.png": PictureAnswer.AI})
    with pytest.raises(Refused, match="no picture"):
        reading.give(claim.case, readers[0], claim.token, answers, "x", desk.now)


def test_a_reading_under_a_lost_lease_is_refused(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    claim = claims.take(kit.open_case(free, desk.now), readers[0], desk.now)
    with pytest.raises(LeaseLost):
        reading.give(claim.case, readers[0], claim.token, kit.HUMAN, "x", desk.later(minutes=15))
    with pytest.raises(LeaseLost):
        reading.give(claim.case, readers[1], claim.token, kit.HUMAN, "x", desk.now)


def test_a_reading_can_be_taken_back_for_30_seconds(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    case = kit.open_case(free, desk.now)
    given_one = desk.read(case, readers[0])
    reading.undo(given_one, readers[0], desk.later(seconds=29))
    case.refresh_from_db()
    assert case.state == CaseState.OPEN
    other = desk.read(case, readers[0], kit.HUMAN)
    with pytest.raises(TooLate):
        reading.undo(other, readers[0], desk.later(seconds=31))


def test_a_reading_that_was_decided_on_stays(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    case = kit.open_case(free, desk.now)
    given_one = desk.read(case, readers[0])
    desk.decide(case, readers[0])
    with pytest.raises(TooLate):
        reading.undo(given_one, readers[0], desk.now)


def test_the_number_is_withheld_until_the_reader_has_answered(
    desk: kit.Desk, sold: Story, readers: list[Account]
) -> None:
    case = kit.open_case(sold, desk.now)
    claim = claims.take(case, readers[0], desk.now)
    before = casefile.open_file(claim.case, readers[0], desk.now)
    assert (before.number, before.recommendation, before.readings) == (None, None, ())
    given_one = reading.give(case, readers[0], claim.token, kit.GENERATED, "x", desk.now)
    case.refresh_from_db()
    after = casefile.open_file(case, readers[0], desk.now)
    assert given_one.score == after.number.score == 0.97


def test_the_second_reader_sees_nothing_of_the_first(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    case = kit.open_case(sold, desk.now)
    desk.read(case, readers[0])
    claim = claims.take(case, readers[1], desk.now)
    sheet = casefile.open_file(claim.case, readers[1], desk.now)
    assert sheet.readings == ()
    assert kit.REASON not in repr(sheet)
    desk.read(case, readers[1])
    case.refresh_from_db()
    assert len(casefile.open_file(case, readers[1], desk.now).readings) == 2


def test_the_file_shows_the_marked_passage_and_the_clauses(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    claim = claims.take(kit.open_case(sold, desk.now), readers[0], desk.now)
    sheet = casefile.open_file(claim.case, readers[0], desk.now)
    marked = [piece.text for block in sheet.blocks for piece in block.pieces if piece.marked]
    assert marked == [kit.TEXT[piece_start() : piece_start() + 60]]
    assert "".join(piece.text for piece in sheet.blocks[1].pieces).startswith("In conclusion")
    assert {clause.id for clause in sheet.clauses} == {"writing.paywalled-generated", "writing.undisclosed-generated"}
    assert all(clause.title and clause.text for clause in sheet.clauses)
    assert Grade.ESTIMATE in sheet.evidence
    assert [question.name for question in sheet.questions][:3] == ["writing", "human_work", "disclosure"]


def piece_start() -> int:
    return kit.TEXT.index("In conclusion")


def test_no_opinion_is_chosen_beforehand(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    claim = claims.take(kit.open_case(free, desk.now), readers[0], desk.now)
    sheet = casefile.open_file(claim.case, readers[0], desk.now)
    assert [q.chosen for q in sheet.questions if q.name in ("writing", "human_work")] == ["", ""]


def test_a_file_is_closed_to_who_neither_holds_nor_read_it(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    case = kit.open_case(free, desk.now)
    with pytest.raises(LeaseLost):
        casefile.open_file(case, readers[0], desk.now)


@pytest.mark.parametrize(
    ("writing", "work"), [(Origin.GENERATED, HumanWork.SUBSTANTIAL), (Origin.ASSISTED, HumanWork.NONE)]
)
def test_answers_that_contradict_the_policys_words_are_refused(writing: Origin, work: HumanWork) -> None:
    with pytest.raises(Refused):
        Answers(writing, work)


def test_how_much_work_shades_an_answer_and_is_no_difference() -> None:
    assert agree([Answers(Origin.HUMAN, HumanWork.NONE), Answers(Origin.HUMAN, HumanWork.REWRITTEN)])


def test_where_the_disclosure_stands_is_a_difference_where_there_should_be_one() -> None:
    early = Answers(Origin.GENERATED, disclosure=DisclosureStatus.TIMELY)
    late = Answers(Origin.GENERATED, disclosure=DisclosureStatus.LATE)
    assert differences(early, late) == ("disclosure",)


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    writing = draw(st.sampled_from(Origin))
    works = {Origin.GENERATED: [HumanWork.NONE, HumanWork.LIGHT], Origin.ASSISTED: list(HumanWork)[1:]}
    return Answers(
        writing,
        draw(st.sampled_from(works.get(writing, list(HumanWork)))),
        draw(st.none() | st.sampled_from(DisclosureStatus)),
        draw(st.dictionaries(st.sampled_from(["a.png", "b.png"]), st.sampled_from(PictureAnswer))),
        draw(st.sampled_from(Violation)),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.sampled_from(["", "keep", "revoke"])),
    )


@given(answers())
def test_stored_answers_are_read_back_as_they_were(given_answers: Answers) -> None:
    assert Answers.from_json(given_answers.to_json()) == given_answers


@given(answers(), answers())
def test_differing_is_mutual(one: Answers, other: Answers) -> None:
    assert set(differences(one, other)) == set(differences(other, one))


@pytest.mark.parametrize(
    "data", [{"writing": "martian"}, {"pictures": 3}, {"human_work": None}, {"pictures": {"a": "b"}}]
)
def test_answers_nobody_can_give_are_refused(data: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        Answers.from_json(data)


def test_an_earlier_decision_on_the_very_words_answers_no_question(
    desk: kit.Desk, free: Story, readers: list[Account]
) -> None:
    desk.read(first := kit.open_case(free, desk.now), readers[0])
    desk.decide(first, readers[0])
    again = Case(revision=first.revision, author=free.author)
    assert list(laying_out.history(again)) == []
    changed = Case(revision=kit.revise(free, kit.TEXT + " A new end."), author=free.author)
    assert len(list(laying_out.history(changed))) == 1


def test_a_pseudonym_says_nothing_about_the_account(readers: list[Account]) -> None:
    assert pseudonym_of(readers[0]) == pseudonym_of(readers[0])
    assert len({pseudonym_of(reader) for reader in readers}) == len(readers)
    assert pseudonym_of(readers[0]) != f"Reviewer {readers[0].pk:03d}"
