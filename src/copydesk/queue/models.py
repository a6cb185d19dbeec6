"""The queue's tables: jobs with leases, and the clock of what runs again and again."""

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

__all__ = ["Job", "JobState", "Tick"]


def new_id() -> str:
    return secrets.token_urlsafe(12)


class JobState(models.TextChoices):
    """Where a job is in its life; a dead one failed for good and waits for a person."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Job(models.Model):
    """One piece of work.

    ``fence`` grows with every claim: only the worker with the latest one may finish the job. ``key`` names the work:
    while such a job is unfinished, asking again is the same job.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_id, editable=False)
    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True)
    queue = models.CharField(max_length=32, default="default")
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.READY)
    run_after = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=8)
    fence = models.PositiveBigIntegerField(default=0)
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(null=True, blank=True)
    created = models.DateTimeField(default=timezone.now)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["ready", "running"]) & ~Q(key=""),
                name="one_unfinished_job_a_key",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["-priority", "run_after", "id"], condition=Q(state="ready"), name="job_next"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="job_leased"),
            models.Index(fields=["-finished"], condition=Q(state="dead"), name="job_dead"),
            models.Index(fields=["finished"], condition=Q(state="done"), name="job_done"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.public_id}"


class Tick(models.Model):
    """When a recurring task was last queued: the number of its period, so that two workers queue it once."""

    name = models.CharField(max_length=200, primary_key=True)
    slot = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
