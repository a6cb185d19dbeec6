"""Reminding: an author who owes a caption is reminded after the policy's days, then a person looks; no strike."""

from datetime import datetime, timedelta

from django_tasks import task

from copydesk.desk import intake, stories
from copydesk.desk.models import Case
from copydesk.newsroom import clock
from copydesk.newsroom.assessing import latest
from copydesk.newsroom.hooks import RevisionAssessed
from copydesk.newsroom.models import Assessment, Revision, StoryState
from copydesk.notices import letters, links
from copydesk.notices.models import Letter
from copydesk.notices.wording import say
from copydesk.policy import ClauseHeld, Policy

__all__ = ["on_assessed", "owed", "remind"]

WHY = "The author was reminded of this, and nothing has changed since."


def on_assessed(event: RevisionAssessed) -> None:
    """Note when to remind the author of a live revision that owes something within days."""
    for clause, days in owed(event.revision, event.assessment):
        remind.using(run_after=clock.now() + timedelta(days=days)).enqueue(event.revision.pk, clause)


def owed(revision: Revision, kept: Assessment | None = None) -> list[tuple[str, int]]:
    """Return the clauses that a live revision still breaks by what is established, with the days until a reminder.

    Args:
        revision: one of a story's.
        kept: its newest assessment, where it is in hand.
    """
    if revision.story.live_id != revision.pk or revision.story.state != StoryState.PUBLISHED:
        return []
    policy = stories.policy_for(revision.story)
    ruling = stories.ruling_on(revision, kept or latest(revision), {}, policy)
    pairs = ((held.id, _days(policy, held)) for held in ruling.clauses if not held.suspected)
    return [(clause, days) for clause, days in pairs if days]


@task
def remind(revision_id: int, clause: str) -> None:
    """Write the reminder, and the next time open a case for an editor; nothing where it was mended meanwhile."""
    revision = Revision.objects.select_related("story__author", "story__publication").get(pk=revision_id)
    days = dict(owed(revision)).get(clause)
    if days is None:
        return
    now = clock.now()
    if not Letter.objects.filter(account=revision.story.author, kind="caption", about=revision.public_id).exists():
        _write(revision, days, now)
        remind.using(run_after=now + timedelta(days=days)).enqueue(revision_id, clause)
    elif not Case.objects.filter(revision=revision, golden__isnull=True).exists():
        intake.open_case(revision, latest(revision), [clause], now, why=WHY)


def _days(policy: Policy, held: ClauseHeld) -> int:
    notice = policy.clause(held.id).notice
    return notice.remind_after_days if notice else 0


def _write(revision: Revision, days: int, now: datetime) -> None:
    author, title = revision.story.author, revision.title or "Untitled"
    link = links.edit(revision.story.public_id)
    draft = letters.Draft(
        to=author,
        kind="caption",
        about=revision.public_id,
        subject=say("caption.subject", title=title),
        body=say("caption.body", name=author.name, title=title, edit_link=link, days=str(days)),
        actions=(("Add a caption", link),),
    )
    letters.write(draft, now)
