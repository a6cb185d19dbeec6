"""Objects that the rows of the pages name: a case, a decision with its letter and appeal, one that waits."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from copydesk.desk import appeals
from copydesk.desk.answers import Answers
from copydesk.evidence import Origin
from copydesk.notices.models import Letter
from kits import desk as kit


def build(world: Any) -> dict[str, str]:
    """Make them; the author is the author of the story, two further people have read and decided."""
    one, two = kit.reviewers(2)
    author = world.people["author"]
    desk = kit.Desk(timezone.now())
    open_case = kit.open_case(kit.story(kit.account()), desk.now)
    decision = desk.confirm(kit.open_case(kit.story(author), desk.now), one)
    appeal = appeals.file(
        decision, author, "I wrote it.", desk.later(minutes=1), [appeals.Enclosure("a.txt", b"draft")]
    )
    cleared = kit.open_case(kit.story(kit.account()), desk.now)
    reported = desk.confirm(cleared, two, answers=Answers(Origin.HUMAN))
    Letter.objects.update(visible=desk.now - timedelta(days=1))
    return {
        "case": open_case.public_id,
        "decision": decision.public_id,
        "letter": Letter.objects.get(account=author, about=decision.public_id).public_id,
        "appeal": appeal.public_id,
        "file": appeal.attachments.get().public_id,
        "cleared": reported.public_id,
        "nothing": "AAAAAAAAAAAAAAAA",
    }
