"""What the pipeline said of a revision, pinned to versions, and the suspicions it left for a person."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from copydesk.newsroom.models.ids import new_public_id
from copydesk.newsroom.models.story import Revision

__all__ = ["Assessment", "Suspicion", "SuspicionState"]


class Assessment(models.Model):
    """Evidence, facts and ruling of one revision under one policy version and one set of detector versions.

    ``result`` is the assessment of the JSON contract; ``evidence`` the versioned wire form that can be ruled on again.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="assessments")
    policy = models.CharField(max_length=80)
    detectors = models.JSONField(default=dict)
    detectors_key = models.CharField(max_length=64)
    evidence = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "policy", "detectors_key"], name="assessed_once_by_one_version")
        ]

    def __str__(self) -> str:
        return f"{self.revision} under {self.policy}"


class SuspicionState(models.TextChoices):
    """What became of a suspicion."""

    OPEN = "open"
    HANDED_OVER = "handed-over"
    CLEARED = "cleared"
    CONFIRMED = "confirmed"
    SHADOW = "shadow"


class Suspicion(models.Model):
    """Something about a revision that only a person may settle: one clause, one detector version."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="suspicions")
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="suspicions")
    clause = models.CharField(max_length=60)
    detector = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    strength = models.FloatField(default=0.0)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=SuspicionState.choices, default=SuspicionState.OPEN)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "clause", "detector", "version"], name="suspected_once_by_one_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.clause}"
