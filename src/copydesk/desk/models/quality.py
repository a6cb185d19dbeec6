"""What keeps the desk honest: golden cases, clearances, and breakers that put a detector in the shadow."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from copydesk.desk.models.decision import Decision
from copydesk.newsroom.models import Account, Assessment, Revision, Story

__all__ = ["Breaker", "Clearance", "GoldenCase"]


class GoldenCase(models.Model):
    """A revision whose right answers are known; ``expected`` has the form of findings.

    ``reasons`` and ``reports`` are what its reader is shown as asking: those of the decided case it was made from
    (``source``), or what the detectors say of it.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, blank=True, related_name="+")
    clauses = models.JSONField(default=list)
    expected = models.JSONField()
    source = models.ForeignKey("Case", models.PROTECT, null=True, blank=True, related_name="made_golden")
    reasons = models.JSONField(default=list)
    reports = models.JSONField(default=list)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)
    added = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"golden {self.pk}"


class Clearance(models.Model):
    """A detector version need not ask again about a story whose text stays materially the same."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="clearances")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="clearances")
    clause = models.CharField(max_length=60)
    detector = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    lifted = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["story", "detector", "version"], name="clearance_lookup")]

    def __str__(self) -> str:
        return f"{self.story_id} cleared of {self.clause}"


class Breaker(models.Model):
    """A detector or policy version that flagged far more than its usual share; it opens no case until it is reset.

    ``flagged`` of ``seen`` assessments against the ``usual`` share: ``p`` is the binomial tail.
    """

    detector = models.CharField(max_length=80)
    version = models.CharField(max_length=80)
    seen = models.PositiveIntegerField()
    flagged = models.PositiveIntegerField()
    usual = models.FloatField()
    p = models.FloatField()
    tripped = models.DateTimeField(default=timezone.now)
    reset = models.DateTimeField(null=True, blank=True)
    reset_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["detector", "version"], condition=models.Q(reset__isnull=True), name="one_breaker_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.detector} {self.version} in the shadow"
