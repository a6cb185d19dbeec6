"""One case from beginning to end, through the newsroom and its real detectors."""

from django.utils import timezone

from copydesk.desk import appeals, casefile, claims, deciding, ledger, reading, replaying, reporting
from copydesk.desk.appeals import Enclosure
from copydesk.desk.models import AppealOutcome, Case
from copydesk.desk.recommending import strikes_of
from copydesk.desk.stories import document_of
from copydesk.newsroom.hooks import author_strikes
from copydesk.newsroom.models import Account, Story, Suspicion, Tier
from copydesk.newsroom.publishing import publish_words
from copydesk.newsroom.writing import Words, begin
from copydesk.notices.models import Letter, Statement
from copydesk.notices.statement_rules import check
from copydesk.queue.worker import drain
from kits import desk as kit

REAL_DETECTORS = True
GENERATED = (
    "In today's fast-paced digital landscape, it is important to note that leveraging robust synergies can unlock "
    "transformative potential for individuals and organizations alike. Moreover, embracing innovation fosters "
    "resilience, enhances collaboration, and empowers stakeholders to navigate complexity with confidence. "
    "Ultimately, by cultivating a growth mindset, we can harness meaningful opportunities and drive lasting impact.\n\n"
)


def published(author: Account) -> Story:
    """A paywalled story that reads like an AI program's, published and assessed."""
    story = begin(author)
    publish_words(story, Words(title="Unlocking potential", content=GENERATED * 6, paywalled=True), by=author)
    drain()
    return Story.objects.get(pk=story.pk)


def holds(story: Story) -> tuple[object, ...]:
    """What holds for the story and its author."""
    fresh = Story.objects.select_related("author__enrolment").get(pk=story.pk)
    return fresh.tier, fresh.behind_paywall, fresh.ceiling, fresh.author.enrolment.status, strikes_of(fresh.author)


def test_a_story_is_published_suspected_read_decided_appealed_and_put_right(
    author: Account, readers: list[Account], senior: Account
) -> None:
    Account.objects.update(email_confirmed=True)
    author.refresh_from_db()
    desk = kit.Desk(timezone.now())
    story = published(author)
    before = holds(story)
    assert before[:3] == (Tier.GENERAL, True, Tier.BOOST)
    case = Case.objects.get()
    assert {"writing.paywalled-generated", "writing.undisclosed-generated"} <= set(case.clauses)

    desk.later(minutes=1)
    for reader in readers[:2]:
        claim = claims.next_case(reader, desk.later(minutes=1))
        assert claim is not None
        sheet = casefile.open_file(claim.case, reader, desk.now)
        assert sheet.number is None
        assert any(piece.marked for block in sheet.blocks for piece in block.pieces)
        given = reading.give(claim.case, reader, claim.token, kit.GENERATED, kit.REASON, desk.now)
        assert given.score is not None
        assert given.score > 0.5
    decision = deciding.decide(claim.case, readers[1], claim.token, kit.REASON, desk.later(seconds=20))
    assert decision is not None
    assert holds(story)[:3] == (Tier.NETWORK, False, Tier.NETWORK)
    assert [strike.clause for strike in author_strikes(author)] == []  # the desk's clock runs ahead of the newsroom's
    assert len(strikes_of(author)) == 1
    letter = Letter.objects.get(account=author)
    assert letter.passages[0].rstrip(" …") in document_of(story.live).text
    assert check(Statement.objects.get().body) == []

    drafts = [Enclosure("draft-1.md", b"My first draft.", "text/markdown")]
    appeal = appeals.file(decision, author, "I have drafts.", desk.later(days=1), drafts)
    appeals.judge(appeal, senior, AppealOutcome.REVERSED, "The drafts show it grow.", desk.later(hours=3))
    after = holds(story)
    assert after[1:] == before[1:]
    assert after[0] >= before[0]
    assert Suspicion.objects.exclude(state="cleared").count() == 0
    assert ledger.verify() == []
    assert replaying.differences(replaying.replay()) == []
    report = reporting.report_for(decision.in_force.year, decision.in_force.month)  # type: ignore[union-attr]
    assert report["decisions.confirmed"] == 1
    assert report["automated-decisions"] == 0
