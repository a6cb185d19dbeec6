"""Golden cases tell how well the desk reads: nobody can tell one from a real case, and nothing counts one."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from copydesk.desk import breaker, choosing, claims, deciding, golden, intake, quality, reading, reporting
from copydesk.desk.errors import Refused
from copydesk.desk.models import Case, CaseState, Decision, GoldenCase, LedgerEntry, Reading
from copydesk.newsroom import clock
from copydesk.newsroom.models import Account, Assessment, Story
from copydesk.newsroom.writing import Words
from copydesk.notices.models import Letter, Statement
from kits import desk as kit

HUMAN = {"writing": "human"}
PLAIN = Words(title="A boat", content=kit.TEXT)


@pytest.fixture(autouse=True)
def _moment(desk: kit.Desk) -> Iterator[None]:
    """Let the site's clock stand where the desk's does."""
    with clock.standing_at(desk.now):
        yield


def chosen(story: Story, by: Account, desk: kit.Desk) -> GoldenCase:
    """Make a golden case of a story whose writing is human."""
    assert story.live
    kit.assess(story.live)
    return choosing.add(story.live, [], HUMAN, by, desk.now)


def drawn(person: Account, desk: kit.Desk) -> Case:
    """The golden case that a person gets in the place of a real one."""
    case = golden.draw(person, desk.now, chance=0)
    assert case
    assert case.golden
    return case


@pytest.fixture
def waiting(desk: kit.Desk, author: Account) -> Case:
    """A real case, without which no golden one comes."""
    return kit.open_case(kit.story(author), desk.now)


def test_one_comes_once_in_twenty_in_the_place_of_a_real_one(
    desk: kit.Desk, free: Story, waiting: Case, readers: list[Account], senior: Account
) -> None:
    chosen(free, senior, desk)
    claim = claims.next_case(readers[0], desk.now, lambda p, now: golden.draw(p, now, chance=0.06))
    assert claim is not None
    assert claim.case == waiting
    claims.release(waiting, readers[0], claim.token)
    claim = claims.next_case(readers[1], desk.now, lambda p, now: golden.draw(p, now, chance=0.04))
    assert claim is not None
    assert claim.case.golden


def test_an_empty_desk_offers_none(desk: kit.Desk, free: Story, readers: list[Account], senior: Account) -> None:
    chosen(free, senior, desk)
    assert golden.draw(readers[0], desk.now, chance=0) is None


def test_nobody_gets_one_twice(
    desk: kit.Desk, free: Story, waiting: Case, readers: list[Account], senior: Account
) -> None:
    chosen(free, senior, desk)
    desk.read(drawn(readers[0], desk), readers[0], kit.HUMAN)
    deciding.decide(
        case := Case.objects.get(golden__isnull=False), readers[0], case.lease, kit.REASON, desk.later(seconds=1)
    )
    assert golden.draw(readers[0], desk.now, chance=0) is None


def test_who_knows_the_answer_gets_none(
    desk: kit.Desk, waiting: Case, author: Account, readers: list[Account], senior: Account
) -> None:
    """Not the reader who read the real case, nor who chose it, nor who owns the policy and sees them all."""
    case = kit.open_case(kit.story(author), desk.now)
    desk.confirm(case, readers[0])
    owner = kit.account("owner", "reviewer", "policy-owner")
    choosing.from_case(case, HUMAN, senior, desk.now)
    assert [golden.draw(p, desk.now, chance=0) for p in (readers[0], senior, owner)] == [None, None, None]
    assert drawn(readers[1], desk)


def test_one_that_was_given_back_comes_again_as_a_real_one_would(
    desk: kit.Desk, free: Story, waiting: Case, readers: list[Account], senior: Account
) -> None:
    chosen(free, senior, desk)
    case = drawn(readers[0], desk)
    claims.release(case, readers[0], case.lease)
    assert golden.draw(readers[0], desk.now, chance=0.99) == case
    assert golden.draw(readers[0], desk.later(minutes=16), chance=0.99) == case


def test_who_became_involved_meanwhile_gets_the_next_real_one(
    desk: kit.Desk, sold: Story, waiting: Case, readers: list[Account], senior: Account
) -> None:
    chosen(sold, senior, desk)
    case = drawn(readers[0], desk)
    claims.release(case, readers[0], case.lease)
    intake.report(sold.live, readers[0], "", "I know this one.", desk.now)
    claim = claims.next_case(readers[0], desk.now, golden.draw)
    assert claim is not None
    assert claim.case == waiting


def test_one_that_was_retired_is_drawn_no_more_and_closed(
    desk: kit.Desk, free: Story, waiting: Case, readers: list[Account], senior: Account
) -> None:
    kept = chosen(free, senior, desk)
    case = drawn(readers[0], desk)
    choosing.retire(kept, senior)
    assert golden.sweep(desk.now) == 0, "somebody is reading it"
    assert golden.sweep(desk.later(minutes=16)) == 1
    assert golden.draw(readers[1], desk.now, chance=0) is None
    case.refresh_from_db()
    assert (case.state, case.holder) == (CaseState.WITHDRAWN, None)
    choosing.use_again(kept, senior)
    assert drawn(readers[1], desk)


# What a reader sees, page by page ---------------------------------------------------------------------------------


READING = {"writing": "human", "human_work": "rewritten", "disclosure": "none"}
SECRETS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|"x-csrftoken": "[^"]+"|Reviewer \d+')
ALERT = re.compile(r'<div class="alert.*?</div>', re.DOTALL)


class Life:
    """What one reader is shown from the claim of a case to its undoing, with ids taken out."""

    def __init__(self, person: Account) -> None:
        self.client, self.person = Client(), person
        self.client.force_login(person)
        self.shown: list[str] = []
        self.id = ""

    @property
    def case(self) -> Case:
        return Case.objects.get(public_id=self.id)

    def do(self, path: str, **given: str) -> None:
        token = self.case.lease if self.id else ""
        answer = self.client.post(path.format(id=self.id), {"token": token, **given}, follow=True)
        arrived = answer.redirect_chain[-1][0]
        if arrived.startswith("/desk/case/"):
            self.id = self.id or arrived.rpartition("/")[2]
        text = SECRETS.sub("", answer.content.decode()).replace(self.person.name, "me")
        text = text.replace(f"/@{self.person.handle}", "/@me").replace(self.id or "?", "-")
        if "/desk/case/" in arrived and not arrived.endswith(self.id):  # the next case: only what is said counts
            arrived, text = "the next case", " ".join(ALERT.findall(text))
        self.shown.append(f"{arrived.replace(self.id or '?', '-')}\n{text.replace(self.case.lease or '?', '-')}")

    def live(self) -> list[str]:
        self.do("/desk/next")
        self.do("/desk/case/{id}/release")
        self.do("/desk/next")
        self.do("/desk/case/{id}/reading", **READING, reason=" ")
        self.do("/desk/case/{id}/reading", **READING, reason="So it reads.")
        self.do("/desk/undo")
        self.do("/desk/next")
        self.do("/desk/case/{id}/reading", **READING, reason="So it reads.")
        self.do("/desk/case/{id}/decision", reason=" ")
        self.do("/desk/case/{id}/decision", reason="So it reads.")
        self.do("/desk/undo")
        return self.shown


def asked_about(story: Story, reporter: Account, at: datetime) -> Case:
    """Open a case that a detector asks for and, where it is sold, a reader too."""
    case = kit.open_case(story, at)
    if story.paywalled:
        assert story.live
        intake.report(story.live, reporter, "", "It has no voice.", at)
    case.refresh_from_db()
    return case


@pytest.mark.parametrize("paywalled", [False, True])
def test_its_reader_sees_the_very_pages_that_a_real_case_gives(
    desk: kit.Desk,
    author: Account,
    readers: list[Account],
    senior: Account,
    monkeypatch: pytest.MonkeyPatch,
    paywalled: bool,
) -> None:
    """One reader lives through a golden case, another through its twin; each step shows both the same."""
    monkeypatch.setattr(golden, "ONE_IN", 0)
    long_ago = desk.now - timedelta(days=300)
    reporter = kit.account("reporter")
    with clock.standing_at(long_ago):
        old = asked_about(kit.story(author, paywalled=paywalled), reporter, long_ago)
        then = kit.Desk(long_ago)
        then.confirm(old, *readers[1:][: 2 if paywalled else 1])
    choosing.from_case(old, HUMAN, senior, desk.now)
    twin = asked_about(kit.story(kit.account(), paywalled=paywalled), reporter, desk.now)
    for _ in range(2):
        kit.open_case(kit.story(kit.account()), desk.later(minutes=1))
    mine, theirs = Life(readers[0]), Life(senior)
    for life in (mine, theirs):
        life.live()
        Case.objects.update(**claims.FREE)
    assert mine.case.golden
    assert theirs.case == twin
    for number, (one, other) in enumerate(zip(mine.shown, theirs.shown, strict=True)):
        assert one == other, f"step {number} tells them apart"


def test_what_grew_and_was_decided_before_stands_as_long_ago_as_it_did_then(
    desk: kit.Desk, waiting: Case, author: Account, readers: list[Account], senior: Account
) -> None:
    desk.confirm(kit.open_case(first := kit.story(author), desk.now), readers[2])
    kit.revise(first, kit.TEXT + "\n\nA new ending, which says where the blue cart went in the end.")
    first.refresh_from_db()
    case = kit.open_case(first, desk.later(days=2))
    desk.confirm(case, readers[1], answers=kit.HUMAN)
    choosing.from_case(case, HUMAN, senior, desk.later(days=100))
    Case.objects.filter(pk=waiting.pk).update(opened=desk.now)
    from copydesk.desk import casefile

    case.refresh_from_db()
    seen = casefile.open_file(drawn(readers[0], desk), readers[0], desk.now)
    (past,) = seen.history
    assert past.outcome == "confirmed"
    assert timedelta(days=1) < desk.now - past.at < timedelta(days=3)
    assert all(desk.now - moment.at > desk.now - case.opened - timedelta(days=400) for moment in seen.timeline)
    assert seen.timeline[-1].at - desk.now == case.revision.created - case.opened


# What it must leave alone -----------------------------------------------------------------------------------------


def everything_counted(desk: kit.Desk) -> list[object]:
    span = (desk.now - timedelta(days=30), desk.now + timedelta(days=30))
    whole = quality.overview(*span)
    return [
        whole.by_clause,
        whole.by_language,
        whole.overturned,
        whole.seconds,
        whole.false_positives,
        whole.service,
        reporting.report_for(2026, 3).to_json(),
        [vars_of(share) for share in breaker._shares(timezone.now())],  # assessments are stored at the real time
        LedgerEntry.objects.count(),
        Decision.objects.count(),
        Letter.objects.count(),
        Statement.objects.count(),
    ]


def vars_of(share: breaker.Share) -> tuple[object, ...]:
    return (share.detector, share.version, share.seen, share.flagged, share.usual)


@pytest.mark.parametrize("answers", [kit.HUMAN, kit.GENERATED])
def test_reading_one_changes_no_figure_and_nobody(
    desk: kit.Desk, waiting: Case, readers: list[Account], senior: Account, answers: object
) -> None:
    words = Words(title="A boat", content=kit.TEXT, paywalled=True)
    before, stories = everything_counted(desk), list(Story.objects.values_list("pk", "ceiling", "ruled_tier"))
    choosing.from_words(words, HUMAN, senior, desk.now, language="en", reports=["No voice."])
    case = drawn(readers[0], desk)
    desk.read(case, readers[0], answers)
    assert everything_counted(desk) == before
    assert list(Story.objects.filter(pk__in=[pk for pk, *_ in stories]).values_list("pk", "ceiling", "ruled_tier")) == (
        stories
    )


def test_a_live_one_keeps_no_real_case_from_being_opened(
    desk: kit.Desk, free: Story, waiting: Case, readers: list[Account], senior: Account
) -> None:
    chosen(free, senior, desk)
    drawn(readers[0], desk)
    real = kit.open_case(free, desk.now)
    assert (real.golden, real.state) == (None, CaseState.OPEN)


def test_the_public_report_does_not_tell_whether_a_case_is_real(
    desk: kit.Desk, waiting: Case, readers: list[Account]
) -> None:
    """Who holds a case can't look for its address, or its story's, among the rows behind a figure."""
    desk.read(waiting, readers[0])
    rows = [*reporting.rows_behind(2026, 3, "cases"), *reporting.rows_behind(2026, 3, "readings")]
    assert len(rows) == 2
    told = repr(rows)
    for known in (waiting.public_id, waiting.revision.public_id, waiting.revision.story.public_id):
        assert known not in told
    assert len({row.data["case"] for row in rows}) == 1, "the rows of one case still belong together"


# Choosing and scoring ---------------------------------------------------------------------------------------------


def test_pasted_words_ask_as_the_detectors_would(desk: kit.Desk, senior: Account, settings: object) -> None:
    """Nothing suspects these words: they are refused unless a reader reports them, as a real case would need."""
    with pytest.raises(Refused, match="No detector asks"):
        choosing.from_words(PLAIN, HUMAN, senior, desk.now)
    words = Words(title="A boat", content=kit.TEXT, paywalled=True)
    kept = choosing.from_words(words, HUMAN, senior, desk.now, reports=["It reads like a machine."])
    assert [(row["detector"], row["version"]) for row in kept.reasons] == [("", "readers")]
    assert kept.reports == ["It reads like a machine."]
    assert not GoldenCase.objects.exclude(pk=kept.pk).exists(), "what was refused left nothing behind"


def test_a_story_that_is_suspected_asks_by_its_detector(desk: kit.Desk, free: Story, senior: Account) -> None:
    kept = chosen(free, senior, desk)
    (reason,) = kept.reasons
    assert (reason["detector"], reason["version"], reason["clause"]) == ("prose", "1", "writing.undisclosed-generated")
    assert reason["reason"]
    assert reason["strength"] == pytest.approx(0.97)


def test_pasted_words_are_nowhere_to_be_found(desk: kit.Desk, senior: Account, client: Client) -> None:
    words = Words(title="A boat nobody knows", content=kit.TEXT, paywalled=True)
    kept = choosing.from_words(words, HUMAN, senior, desk.now, reports=["Hm."])
    story = kept.revision.story
    assert (story.live, story.state) == (None, "draft")
    assert client.get(f"/story/{story.public_id}").status_code == 404
    assert client.get("/@golden-cases").status_code == 404
    assert Assessment.objects.filter(revision=kept.revision).count() == 1


def test_a_case_that_is_not_decided_makes_none(desk: kit.Desk, waiting: Case, senior: Account) -> None:
    with pytest.raises(Refused, match="decision holds"):
        choosing.from_case(waiting, HUMAN, senior, desk.now)


def test_only_seniors_and_policy_owners_choose_them(desk: kit.Desk, free: Story, readers: list[Account]) -> None:
    with pytest.raises(Refused):
        chosen(free, readers[0], desk)
    with pytest.raises(Refused, match="who wrote"):
        choosing.from_words(PLAIN, {}, kit.account("own", "policy-owner"), desk.now)


def test_readers_are_scored_by_what_they_answered(
    desk: kit.Desk, free: Story, waiting: Case, readers: list[Account], senior: Account
) -> None:
    kept = chosen(free, senior, desk)
    for reader, answers in zip(readers, (kit.HUMAN, kit.HUMAN, kit.GENERATED), strict=True):
        desk.read(drawn(reader, desk), reader, answers)
    scores = {
        score.reader: score.rate for score in quality.golden_accuracy(desk.now - timedelta(1), desk.later(days=1))
    }
    assert (scores[""].k, scores[""].n) == (2, 3)
    assert len(scores) == 4
    assert (choosing.score(kept).rate.k, choosing.score(kept).rate.n) == (2, 3)
    assert [read.missed for read in choosing.reads_of(kept)] == [("writing",), (), ()]


@pytest.mark.parametrize(
    ("expected", "right"),
    [
        ({"writing": "human"}, True),
        ({"writing": "human", "disclosure": "none"}, False),
        ({"writing": "human", "search_spam": False}, True),
        ({"writing": "human", "search_spam": True}, False),
        ({"writing": "human", "pictures": {}}, False),
    ],
)
def test_every_question_that_counts_must_be_answered_alike(expected: dict[str, object], right: bool) -> None:
    given = Reading(answers=kit.HUMAN.to_json())
    assert (golden.missed(expected, given) == ()) is right


def test_one_whose_decision_was_overturned_says_so(
    desk: kit.Desk, author: Account, readers: list[Account], senior: Account
) -> None:
    decision = desk.confirm(case := kit.open_case(kit.story(author), desk.now), readers[0])
    kept = choosing.from_case(case, choosing.expected_of(decision), senior, desk.now)
    assert kept.expected["writing"] == "generated"
    assert not choosing.doubtful(kept)
    deciding.undo(decision, readers[0], desk.later(seconds=5))
    assert choosing.doubtful(kept)


def test_a_reading_of_one_is_taken_back_like_any_other(
    desk: kit.Desk, waiting: Case, readers: list[Account], senior: Account, author: Account
) -> None:
    kept = chosen(kit.story(author, paywalled=True), senior, desk)
    given = desk.read(drawn(readers[0], desk), readers[0], kit.GENERATED)
    reading.undo(given, readers[0], desk.later(seconds=20))
    assert choosing.score(kept).rate.n == 0
    assert drawn(readers[0], desk).pk == given.case_id
