"""Jobs: queued with their cause, run once, tried again, never lost."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from hypothesis import given
from hypothesis import strategies as st

from copydesk.newsroom.models import Tag
from copydesk.queue import dead, schedule
from copydesk.queue.backend import enqueue_once
from copydesk.queue.lease import LeaseLostError, claim, holding, recover, renew
from copydesk.queue.models import Job, JobState
from copydesk.queue.retry import LONGEST_SECONDS, delay
from copydesk.queue.worker import drain, run
from kits import jobs

MINUTE = timedelta(minutes=1)
db = pytest.mark.django_db


def expire_leases() -> None:
    Job.objects.filter(state=JobState.RUNNING).update(lease_until=timezone.now() - MINUTE)


@db
def test_a_job_whose_cause_was_rolled_back_never_was() -> None:
    with transaction.atomic():
        jobs.note.enqueue("a")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@db
def test_a_job_runs_once_and_its_result_is_kept() -> None:
    queued = jobs.plain.enqueue("a")
    assert drain() == 1
    assert drain() == 0
    result = jobs.plain.get_result(queued.id)
    assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, "a")


@db
def test_unfinished_work_with_one_key_is_one_job() -> None:
    enqueue_once(jobs.note, "a", key="k")
    enqueue_once(jobs.note, "a", key="k")
    assert drain() == 1
    enqueue_once(jobs.plain, "b", key="k")
    assert drain() == 1


@db
def test_a_claimed_job_is_nobody_elses() -> None:
    jobs.note.enqueue("a")
    assert len(claim("one", count=5, lease=MINUTE)) == 1
    assert claim("two", count=5, lease=MINUTE) == []


@db
def test_more_urgent_work_comes_first_and_later_work_waits() -> None:
    jobs.note.using(run_after=timezone.now() + MINUTE).enqueue("later")
    jobs.note.enqueue("first")
    jobs.note.using(priority=50).enqueue("urgent")
    assert [lease.job.args for lease in claim("one", count=5, lease=MINUTE)] == [["urgent"], ["first"]]


@db
def test_a_killed_workers_job_is_done_by_another() -> None:
    jobs.note.enqueue("a")
    claim("dies", count=1, lease=MINUTE)
    expire_leases()
    assert recover() == 1
    assert drain() == 1
    assert Tag.objects.filter(slug="a").count() == 1


@db
def test_a_worker_that_lost_its_lease_writes_nothing() -> None:
    jobs.note.enqueue("a")
    (slow,) = claim("slow", count=1, lease=MINUTE)
    expire_leases()
    recover()
    (quick,) = claim("quick", count=1, lease=MINUTE)
    with pytest.raises(LeaseLostError), holding(slow):
        jobs.note.call("a")
    assert not Tag.objects.exists()
    run(quick)
    assert Tag.objects.count() == 1
    run(slow)
    assert Tag.objects.count() == 1


@db
def test_a_renewed_lease_is_not_taken_away() -> None:
    jobs.note.enqueue("a")
    claim("one", count=1, lease=MINUTE)
    expire_leases()
    assert renew("one", MINUTE) == 1
    assert recover() == 0


@db
def test_a_failing_job_waits_longer_each_time_and_then_lies_with_the_dead() -> None:
    jobs.fail.enqueue()
    for attempt in range(1, 9):
        Job.objects.update(run_after=timezone.now())
        assert drain() == 1
        job = Job.objects.get()
        assert job.attempts == attempt
        assert "as asked" in job.error
    assert [letter.pk for letter in dead.letters()] == [job.pk]


@db
def test_a_dead_job_can_be_tried_again() -> None:
    jobs.fail.enqueue()
    Job.objects.update(attempts=7)
    drain()
    job = dead.letters().get()
    assert dead.retry(job.public_id)
    assert not dead.retry(job.public_id)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.READY, 0)


@db
def test_a_job_that_kills_its_worker_each_time_lies_with_the_dead() -> None:
    jobs.note.enqueue("a")
    for _ in range(8):
        claim("dies", count=1, lease=MINUTE)
        expire_leases()
        recover()
    assert dead.letters().count() == 1


@db
def test_what_a_stopping_worker_has_not_begun_goes_back_untouched() -> None:
    jobs.note.enqueue("a")
    (lease,) = claim("one", count=1, lease=MINUTE)
    lease.release()
    job = Job.objects.get()
    assert (job.state, job.attempts) == (JobState.READY, 0)


@db
def test_a_recurring_task_is_queued_once_a_period() -> None:
    schedule.every(60, jobs.tick)
    try:
        mine = Job.objects.filter(task=jobs.tick.module_path)
        for now in (600.0, 610.0, 659.9):
            schedule.queue_due(now)
        assert mine.count() == 1
        schedule.queue_due(660.0)
        assert mine.count() == 2
    finally:
        schedule.forget(jobs.tick)


@given(attempts=st.integers(1, 1000), chance=st.floats(0, 1))
def test_back_off_grows_and_stays_within_an_hour(attempts: int, chance: float) -> None:
    wait = delay(attempts, chance=chance)
    assert timedelta(seconds=1) <= wait <= timedelta(seconds=LONGEST_SECONDS)
    assert wait <= delay(attempts + 1, chance=1.0)
