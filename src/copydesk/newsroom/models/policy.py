"""Versions of the platform's policy, what happened to them, what they would change, and evidence to try them on."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from copydesk.newsroom.models.ids import new_public_id
from copydesk.newsroom.models.people import Account

__all__ = ["KeptEvidence", "PolicyEvent", "PolicyState", "PolicyVersion", "ShadowCount"]


class PolicyState(models.TextChoices):
    """Where a version is in its life; an approved one is in force from ``starts`` on."""

    DRAFT = "draft"
    SHADOW = "shadow"
    APPROVED = "approved"
    RETIRED = "retired"


class PolicyVersion(models.Model):
    """One version of the platform's policy, kept for ever because rulings are pinned to it.

    ``pin`` is its id and digest as assessments name it; its text never changes once it has left the draft. ``share`` is
    the part of all stories, in [0, 1], that it rules; ``tripped`` when the circuit breaker took it to 0.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    pin = models.CharField(max_length=80, unique=True)
    text = models.TextField()
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=PolicyState.choices, default=PolicyState.DRAFT)
    author = models.ForeignKey(Account, models.PROTECT, related_name="policies_written")
    approver = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="policies_approved")
    starts = models.DateTimeField(null=True, blank=True)
    share = models.FloatField(default=0.0)
    cases_per_day = models.FloatField(null=True, blank=True)
    backtest = models.JSONField(null=True, blank=True)
    created = models.DateTimeField(default=timezone.now)
    tripped = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-starts"], name="policy_in_force")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(approver=F("author")), name="two_people_stand_for_a_policy"
            ),
            models.CheckConstraint(
                condition=~Q(state=PolicyState.APPROVED) | Q(approver__isnull=False, starts__isnull=False),
                name="an_approved_policy_has_approver_and_date",
            ),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="a_policy_rules_a_share_of_stories"),
            models.CheckConstraint(
                condition=Q(share=0) | Q(state=PolicyState.APPROVED), name="only_an_approved_policy_rules"
            ),
        ]

    def __str__(self) -> str:
        return self.pin

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft; whatever has ruled stays.

        Raises:
            ProtectedError: it is no draft.
        """
        if self.state != PolicyState.DRAFT:
            raise models.ProtectedError("rulings are pinned to this version", {self})
        return super().delete(*args, **kwargs)


class PolicyEvent(models.Model):
    """One thing that happened to a version: who did it (None: the circuit breaker), and with which words."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=12)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.what}"


class ShadowCount(models.Model):
    """How many stories of a day fared how under a version in the shadow, compared with the one that ruled.

    ``change`` is "same", "stricter", "looser" or "mixed" for a whole story (``clause`` is then ""), "case" for one that
    would open a case only under the shadow, and "gained" or "lost" for a clause.
    """

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="shadow_counts")
    day = models.DateField()
    change = models.CharField(max_length=10)
    clause = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8, blank=True)
    stories = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "day", "change", "clause", "language"], name="counted_in_one_row"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.day} {self.change}: {self.stories}"


class KeptEvidence(models.Model):
    """Stored evidence of a story that the site does not hold, loaded from an archive for backtests."""

    source = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    published = models.CharField(max_length=10, blank=True)
    record = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "name"], name="evidence_is_kept_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.name}"
