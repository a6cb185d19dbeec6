"""However many suspicions and reports there are, a revision has at most one open case."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from copydesk.desk import intake
from copydesk.desk.errors import Refused
from copydesk.desk.models import Case, CaseState, Clearance, Report
from copydesk.newsroom.hooks import SuspicionsRaised, on_suspicions
from copydesk.newsroom.models import Account, Follow, Story, Suspicion
from kits import desk as kit


def test_two_suspicions_make_one_case_with_two_reasons(desk: kit.Desk, sold: Story) -> None:
    case = kit.open_case(sold, desk.now)
    assert Case.objects.count() == 1
    assert case.reasons.count() == 2
    assert set(Suspicion.objects.values_list("state", flat=True)) == {"handed-over"}


def test_a_later_suspicion_joins_the_open_case(desk: kit.Desk, free: Story) -> None:
    case = kit.open_case(free, desk.now)
    joined = intake.hand_over(kit.suspect(free.live, "conduct.search-spam"), desk.later(hours=1))
    assert joined == case
    assert joined.clauses == ["conduct.search-spam", "writing.undisclosed-generated"]
    assert joined.two_readings


def test_the_newsroom_hands_its_suspicions_over(desk: kit.Desk, free: Story) -> None:
    raised = kit.suspect(free.live, "writing.undisclosed-generated")
    on_suspicions(SuspicionsRaised(free, free.live, raised[0].assessment, tuple(raised)))
    assert Case.objects.get().revision == free.live


def test_ten_reports_are_one_case_with_ten_reporters(desk: kit.Desk, sold: Story) -> None:
    for _ in range(10):
        intake.report(sold.live, kit.account(), "", "This is a machine.", desk.later(minutes=1))
    case = Case.objects.get()
    assert case.reports.count() == 10
    assert case.reasons.get().reason == "10 readers reported this story."


def test_a_report_on_a_free_story_is_only_logged(desk: kit.Desk, free: Story) -> None:
    reported = intake.report(free.live, kit.account(), "", "", desk.now)
    assert (reported.case, reported.report.outcome) == (None, "logged")
    assert not Case.objects.exists()


def test_a_reader_reports_a_story_once(desk: kit.Desk, sold: Story) -> None:
    reader = kit.account()
    intake.report(sold.live, reader, "", "", desk.now)
    with pytest.raises(Refused, match="already"):
        intake.report(sold.live, reader, "", "", desk.now)


def test_nobody_reports_their_own_story(desk: kit.Desk, sold: Story) -> None:
    with pytest.raises(Refused, match="your own"):
        intake.report(sold.live, sold.author, "", "", desk.now)


@pytest.mark.parametrize(
    "clause", ["<script>alert(1)</script>", "no.such-clause", "'; DROP TABLE desk_case; --", "\x00"]
)
def test_a_hostile_clause_goes_nowhere(desk: kit.Desk, sold: Story, clause: str) -> None:
    reported = intake.report(sold.live, kit.account(), clause, "x" * 5000, desk.now)
    assert reported.report.clause == ""
    assert len(reported.report.text) == 2000


def test_more_reports_speak_louder_but_never_certain(desk: kit.Desk, sold: Story) -> None:
    heard = []
    for _ in range(4):
        intake.report(sold.live, kit.account(), "", "", desk.now)
        heard.append(Case.objects.get().strength)
    assert heard == sorted(heard)
    assert heard[-1] < 1


def test_who_was_wrong_before_weighs_less(desk: kit.Desk, author: Account, sold: Story) -> None:
    crier, newcomer = kit.account(), kit.account()
    for _ in range(8):
        case = intake.report(kit.story(author, paywalled=True).live, crier, "", "", desk.now).case
        Report.objects.filter(case=case).update(outcome="not-upheld")
    first = intake.report(sold.live, crier, "", "", desk.now).case
    second = intake.report(kit.story(author, paywalled=True).live, newcomer, "", "", desk.now).case
    assert first is not None
    assert second is not None
    assert first.strength < second.strength


def cleared(desk: kit.Desk, free: Story, readers: list[Any]) -> None:
    desk.confirm(kit.open_case(free, desk.now), readers[0], answers=kit.HUMAN)


def test_a_cleared_revision_is_not_asked_about_again(desk: kit.Desk, free: Story, readers: list[Any]) -> None:
    cleared(desk, free, readers)
    again = kit.revise(free, kit.TEXT.replace("blue cart,", "blue cart –"))
    assert intake.hand_over(kit.suspect(again, "writing.undisclosed-generated"), desk.now) is None


def test_a_newer_detector_may_ask_again(desk: kit.Desk, free: Story, readers: list[Any]) -> None:
    cleared(desk, free, readers)
    assert intake.hand_over(kit.suspect(free.live, "writing.undisclosed-generated", version="2"), desk.now)


def test_a_text_that_changed_materially_is_asked_about_again(desk: kit.Desk, free: Story, readers: list[Any]) -> None:
    cleared(desk, free, readers)
    other = kit.revise(free, "Entirely other words stand here now, about the weather in the mountains. " * 5)
    assert intake.hand_over(kit.suspect(other, "writing.undisclosed-generated"), desk.now)


def test_a_clearance_that_was_taken_back_shields_no_more(desk: kit.Desk, free: Story, readers: list[Any]) -> None:
    cleared(desk, free, readers)
    Clearance.objects.update(lifted=desk.now)
    again = kit.revise(free, kit.TEXT.replace("blue cart,", "blue cart –"))
    assert intake.hand_over(kit.suspect(again, "writing.undisclosed-generated"), desk.now)


def test_the_database_takes_no_second_open_case(desk: kit.Desk, free: Story) -> None:
    case = kit.open_case(free, desk.now)
    case.pk, case.public_id = None, "other"
    with pytest.raises(IntegrityError), transaction.atomic():
        case.save(force_insert=True)
    Case.objects.update(state=CaseState.DECIDED, closed=desk.now)
    case.save(force_insert=True)


def test_a_larger_audience_comes_first(desk: kit.Desk, author: Account) -> None:
    famous = kit.account(partner=True)
    Follow.objects.bulk_create(Follow(follower=kit.account(), account=famous) for _ in range(20))
    quiet = kit.open_case(kit.story(author), desk.now)
    loud = kit.open_case(kit.story(famous), desk.now)
    assert loud.priority > quiet.priority


def test_more_at_stake_comes_first_and_is_due_sooner(desk: kit.Desk, author: Account) -> None:
    mild = kit.open_case(kit.story(author), desk.now)
    grave = kit.open_case(kit.story(author), desk.now, "conduct.harmful-ai")
    assert grave.priority > mild.priority
    assert (grave.due - desk.now, mild.due - desk.now) == (timedelta(hours=24), timedelta(hours=72))


def test_a_case_is_routed_by_language_and_skill(desk: kit.Desk, author: Account) -> None:
    case = kit.open_case(kit.story(author, language="de"), desk.now, "conduct.derivative")
    assert (case.language, case.skill) == ("de", "conduct")


def test_a_case_has_the_language_that_was_detected_where_nobody_said_it(desk: kit.Desk, author: Account) -> None:
    """Otherwise no case would be routed by language, nor any figure be told by it."""
    story = kit.story(author, language="")
    kept = kit.assess(story.live)
    kept.result["story"]["language"] = "de"
    kept.save(update_fields=["result"])
    assert kit.open_case(story, desk.now).language == "de"
    assert kit.open_case(kit.story(author, language="es"), desk.now).language == "es"
