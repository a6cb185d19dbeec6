"""A lease on a job: claim, renew, finish, fail; a worker that lost its lease can write nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from copydesk.queue.models import Job, JobState
from copydesk.queue.retry import delay

__all__ = ["Lease", "LeaseLostError", "claim", "current", "finishing", "recover", "renew"]

_local = threading.local()


class LeaseLostError(Exception):
    """Somebody else holds the job now: the lease ran out before the work was done."""


@dataclass(slots=True)
class Lease:
    """The right to run ``job`` until it expires; ``finished`` once the job was closed inside its task's own write."""

    job: Job
    owner: str
    finished: bool = field(default=False)

    def finish(self, result: Any = None) -> None:
        """Close the job.

        Raises:
            LeaseLostError: another worker has claimed the job since.
        """
        held = Job.objects.filter(pk=self.job.pk, fence=self.job.fence, state=JobState.RUNNING)
        now = timezone.now()
        if not held.update(state=JobState.DONE, finished=now, lease_until=None, error="", result=result):
            raise LeaseLostError(str(self.job))
        self.finished = True

    def fail(self, error: str, *, for_good: bool = False) -> None:
        """Put the job back with back-off, or among the dead when its tries are used up."""
        held = Job.objects.filter(pk=self.job.pk, fence=self.job.fence, state=JobState.RUNNING)
        now = timezone.now()
        if for_good or self.job.attempts >= self.job.max_attempts:
            held.update(state=JobState.DEAD, finished=now, lease_until=None, error=error)
        else:
            later = now + delay(self.job.attempts)
            held.update(state=JobState.READY, run_after=later, lease_until=None, error=error)

    def release(self) -> None:
        """Give an unstarted job back, as if it had never been claimed."""
        held = Job.objects.filter(pk=self.job.pk, fence=self.job.fence, state=JobState.RUNNING)
        held.update(state=JobState.READY, lease_until=None, attempts=F("attempts") - 1)


def claim(owner: str, *, count: int, lease: timedelta, queues: tuple[str, ...] = ()) -> list[Lease]:
    """Take up to ``count`` jobs that are due, most urgent first.

    No two workers take one job: PostgreSQL skips rows that are locked, SQLite lets one writer in at a time.
    """
    now = timezone.now()
    with transaction.atomic():
        due = Job.objects.select_for_update(skip_locked=True).filter(state=JobState.READY, run_after__lte=now)
        if queues:
            due = due.filter(queue__in=queues)
        jobs = list(due.order_by("-priority", "run_after", "id")[:count])
        if jobs:
            _mark(jobs, owner, now, lease)
    return [Lease(job, owner) for job in jobs]


def _mark(jobs: list[Job], owner: str, now: datetime, lease: timedelta) -> None:
    changes = {"state": JobState.RUNNING, "lease_owner": owner, "lease_until": now + lease, "started": now}
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(
        **changes, attempts=F("attempts") + 1, fence=F("fence") + 1
    )
    for job in jobs:
        job.attempts, job.fence = job.attempts + 1, job.fence + 1
        for name, value in changes.items():
            setattr(job, name, value)


def renew(owner: str, lease: timedelta) -> int:
    """Prolong all leases of ``owner``; returns how many it holds."""
    held = Job.objects.filter(lease_owner=owner, state=JobState.RUNNING)
    return held.update(lease_until=timezone.now() + lease)


def recover() -> int:
    """Put back jobs whose lease ran out, because their worker died; returns how many there were."""
    now = timezone.now()
    lost = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
    dead = lost.filter(attempts__gte=F("max_attempts")).update(
        state=JobState.DEAD, finished=now, lease_until=None, error="The worker died at each try."
    )
    return dead + lost.update(state=JobState.READY, run_after=now, lease_until=None)


def current() -> Lease | None:
    """Return the lease under which this thread runs, None outside a worker."""
    return getattr(_local, "lease", None)


@contextmanager
def holding(lease: Lease) -> Iterator[None]:
    """Make ``lease`` the current one of this thread."""
    _local.lease = lease
    try:
        yield
    finally:
        _local.lease = None


@contextmanager
def finishing() -> Iterator[None]:
    """Open the one short transaction in which a task writes its effect and its job is closed.

    The job is closed first, which locks its row and checks its fence, so the effect happens once, however often the
    task ran; an error in the block rolls both back. Outside a worker it is a plain transaction.

    Raises:
        LeaseLostError: another worker has claimed the job since; nothing was written.
    """
    lease = current()
    with transaction.atomic():
        if lease:
            lease.finish()
        try:
            yield
        except BaseException:
            if lease:
                lease.finished = False
            raise
