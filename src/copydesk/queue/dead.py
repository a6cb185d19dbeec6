"""Jobs that failed for good: seen by an operator, and tried again when the cause is mended."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from copydesk.queue import wake
from copydesk.queue.models import Job, JobState

__all__ = ["forget_done", "letters", "retry"]


def letters() -> QuerySet[Job]:
    """Return the dead jobs, latest first."""
    return Job.objects.filter(state=JobState.DEAD).order_by("-finished")


def retry(public_id: str) -> bool:
    """Put a dead job back with all its tries; False where there is none of that id."""
    dead = Job.objects.filter(public_id=public_id, state=JobState.DEAD)
    found = dead.update(state=JobState.READY, attempts=0, run_after=timezone.now(), finished=None)
    wake.workers()
    return bool(found)


def forget_done(older_than: timedelta = timedelta(days=7)) -> int:
    """Delete finished jobs past their age; returns how many."""
    return Job.objects.filter(state=JobState.DONE, finished__lt=timezone.now() - older_than).delete()[0]
