"""Readings: what one reviewer answered, alone."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from copydesk.desk.models.case import Case
from copydesk.newsroom.models import Account, new_public_id

__all__ = ["Reading"]


class Reading(models.Model):
    """One reader's answers to the questions of a case, given before the detector's number or another reading was shown.

    ``answers`` is the wire form of ``desk.reading.Answers``, ``spans`` the cited passages as [start, end] in the
    story's text. ``adjudicates`` marks a senior's reading after two that differ.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="readings")
    reader = models.ForeignKey(Account, models.PROTECT, related_name="+")
    author = models.ForeignKey(Account, models.PROTECT, related_name="+")
    answers = models.JSONField()
    reason = models.CharField(max_length=2000)
    spans = models.JSONField(default=list)
    adjudicates = models.BooleanField(default=False)
    started = models.DateTimeField()
    given = models.DateTimeField(default=timezone.now)
    undone = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "reader"], condition=Q(undone__isnull=True), name="one_reading_a_reader_a_case"
            ),
            models.CheckConstraint(condition=~Q(reader=F("author")), name="nobody_reads_their_own_story"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_reading_gives_a_reason"),
        ]

    def __str__(self) -> str:
        return f"reading of {self.case_id}"
