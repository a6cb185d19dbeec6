"""Who owes a caption is reminded after seven days; after seven more a person looks."""

from datetime import timedelta

import pytest
from django.db.models import F

from copydesk.desk import reminding
from copydesk.desk.models import Case
from copydesk.evidence import Evidence, PictureAI, PictureEvidence
from copydesk.newsroom.hooks import RevisionAssessed
from copydesk.newsroom.models import Account, Revision
from copydesk.notices.models import Letter
from copydesk.queue.models import Job
from kits import desk as kit

CLAUSE = "pictures.uncaptioned"


def published(author: Account, captioned: bool = False) -> Revision:
    """A live revision with a picture that its file declares to be AI-made."""
    story = kit.story(author, text="Bees.\n\n![hive](hive.png)\n\nMore bees.")
    assert story.live
    picture = PictureEvidence("hive.png", PictureAI.DECLARED, caption_identifies=captioned, block=1)
    kept = kit.assess(story.live, Evidence(pictures=(picture,)))
    reminding.on_assessed(RevisionAssessed(story, story.live, kept, live=True))
    return story.live


def test_a_reminder_is_queued_for_seven_days_later(desk: kit.Desk, author: Account) -> None:
    published(author)
    job = Job.objects.get(task__endswith="remind")
    assert timedelta(days=6.9) < job.run_after - job.created < timedelta(days=7.1)


def test_a_captioned_picture_owes_nothing(desk: kit.Desk, author: Account) -> None:
    published(author, captioned=True)
    assert not Job.objects.filter(task__endswith="remind").exists()


def test_first_a_letter_then_a_person(desk: kit.Desk, author: Account) -> None:
    revision = published(author)
    reminding.remind.call(revision.pk, CLAUSE)
    letter = Letter.objects.get()
    assert (letter.kind, letter.account) == ("caption", author)
    assert not Case.objects.exists()
    reminding.remind.call(revision.pk, CLAUSE)
    assert Case.objects.get().clauses == [CLAUSE]
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("change", ["another revision", "unpublished"])
def test_who_mended_it_hears_nothing(desk: kit.Desk, author: Account, change: str) -> None:
    revision = published(author)
    if change == "another revision":
        kit.revise(revision.story, "Bees without a picture.")
    else:
        type(revision.story).objects.filter(pk=revision.story_id).update(state="unpublished", live=F("draft"))
    reminding.remind.call(revision.pk, CLAUSE)
    assert not Letter.objects.exists()
