"""Cases: one revision with everything that speaks for looking at it, and who reported it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from copydesk.newsroom.models import Account, Assessment, Revision, Suspicion, new_public_id

__all__ = ["LIVE", "Case", "CaseReason", "CaseState", "Report", "ReportOutcome", "Subject"]


class CaseState(models.TextChoices):
    """Where a case is: it waits for a reading, for a senior, for its decision, for a second person, or is over."""

    OPEN = "open"
    DIFFER = "differ"
    AGREED = "agreed"
    PROPOSED = "proposed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


LIVE = (CaseState.OPEN, CaseState.DIFFER, CaseState.AGREED, CaseState.PROPOSED)


class Subject(models.TextChoices):
    """What is judged: a revision, or its author's place in the partner programme."""

    REVISION = "revision"
    ENROLMENT = "enrolment"


class Case(models.Model):
    """Something a person must look at.

    ``priority`` is reach × severity × strength × age against the service level, a straight line in time that is
    refreshed every minute: ``level`` + ``slope`` × seconds since the epoch. ``due`` is that service level.
    ``two_readings`` is set where paywall, enrolment or account is at stake. ``holder`` has the lease until
    ``lease_until``; ``lease`` is its token, so that a lease that ran out can't be used. A case with ``golden`` set is a
    test of the desk itself for the one reader it is ``only_for``, and takes no effect; nothing that a reader sees tells
    it apart.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    subject = models.CharField(max_length=10, choices=Subject.choices, default=Subject.REVISION)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="cases")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Account, models.PROTECT, related_name="+")
    policy = models.CharField(max_length=80)
    clauses = models.JSONField(default=list)
    skill = models.CharField(max_length=10)
    language = models.CharField(max_length=8, blank=True)
    severity = models.FloatField(default=1.0)
    reach = models.FloatField(default=1.0)
    strength = models.FloatField(default=0.0)
    level = models.FloatField(default=0.0)
    slope = models.FloatField(default=0.0)
    priority = models.FloatField(default=0.0)
    two_readings = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    opened = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField()
    closed = models.DateTimeField(null=True, blank=True)
    holder = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="held_cases")
    held_since = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=24, blank=True)
    golden = models.ForeignKey("GoldenCase", models.PROTECT, null=True, blank=True, related_name="cases")
    only_for = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision"],
                condition=Q(state__in=LIVE, golden__isnull=True, subject=Subject.REVISION),
                name="one_open_case_a_revision",
            ),
            models.UniqueConstraint(
                fields=["author"],
                condition=Q(state__in=LIVE, golden__isnull=True, subject=Subject.ENROLMENT),
                name="one_open_case_an_enrolment",
            ),
            models.UniqueConstraint(
                fields=["holder"], condition=Q(holder__isnull=False), name="a_reviewer_holds_one_case_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=True, lease_until__isnull=True)
                | Q(holder__isnull=False, lease_until__isnull=False),
                name="a_holder_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=True) | ~Q(holder=F("author")), name="nobody_holds_their_own_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, closed__isnull=True) | Q(~Q(state__in=LIVE), closed__isnull=False),
                name="a_case_that_is_over_has_closed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["-priority", "id"],
                condition=Q(state__in=(CaseState.OPEN, CaseState.DIFFER, CaseState.AGREED)),
                name="next_case",
            ),
            models.Index(fields=["author", "state"], name="case_by_author"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} on {self.revision}"


class CaseReason(models.Model):
    """One thing that speaks for looking: a suspicion of one detector version, or the reports of readers together."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="reasons")
    suspicion = models.OneToOneField(Suspicion, models.CASCADE, null=True, blank=True, related_name="case_reason")
    clause = models.CharField(max_length=60)
    detector = models.CharField(max_length=40, blank=True)
    version = models.CharField(max_length=40, blank=True)
    strength = models.FloatField(default=0.0)
    reason = models.TextField(blank=True)
    added = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.clause} by {self.detector or 'readers'}"


class ReportOutcome(models.TextChoices):
    """What came of a report."""

    OPEN = "open"
    LOGGED = "logged"
    UPHELD = "upheld"
    NOT_UPHELD = "not-upheld"


class Report(models.Model):
    """One reader's report on one revision; ``text`` is hostile input, shown as plain text only.

    ``network`` is a keyed hash of whence it came, by which a burst of one person's accounts is known.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reports")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="reports")
    reporter = models.ForeignKey(Account, models.PROTECT, related_name="+")
    clause = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    outcome = models.CharField(max_length=10, choices=ReportOutcome.choices, default=ReportOutcome.OPEN)
    network = models.CharField(max_length=24, blank=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "reporter"], name="a_reader_reports_a_revision_once"),
            models.CheckConstraint(
                condition=Q(outcome=ReportOutcome.LOGGED) | Q(case__isnull=False),
                name="a_report_has_a_case_or_is_logged",
            ),
        ]

    def __str__(self) -> str:
        return f"report on {self.revision}"
