"""Decisions, each a person's, and the sanctions that rest on them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from copydesk.desk.models.case import Case
from copydesk.desk.models.reading import Reading
from copydesk.newsroom.models import Account, Assessment, Revision, Story, Tier, new_public_id
from copydesk.standing import SanctionKind

__all__ = ["Decision", "DecisionState", "Outcome", "Sanction"]

_TWO_PEOPLE = tuple(kind.value for kind in SanctionKind if kind.needs_two_people)


class Outcome(models.TextChoices):
    """What was decided: a clause was broken, or none was."""

    CONFIRMED = "confirmed"
    CLEARED = "cleared"


class DecisionState(models.TextChoices):
    """Whether a decision holds: it waits for a second person, holds, was taken back in time, refused, or overturned."""

    PROPOSED = "proposed"
    IN_FORCE = "in-force"
    UNDONE = "undone"
    REFUSED = "refused"
    OVERTURNED = "overturned"


class Decision(models.Model):
    """What a person decided on one revision, pinned to what they decided it on.

    ``findings`` is what the readings established, in the form of the contract; ``evidence_hash`` pins the stored
    evidence, ``policy`` the version in force. ``appeal`` is set on a decision that a judge made on an appeal.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    content_hash = models.CharField(max_length=71)
    evidence_hash = models.CharField(max_length=64)
    policy = models.CharField(max_length=80)
    readings = models.ManyToManyField(Reading, related_name="decisions")
    author = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Account, models.PROTECT, related_name="+")
    second = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    needs_second = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    clauses = models.JSONField(default=list)
    findings = models.JSONField(default=dict)
    reason = models.CharField(max_length=2000)
    spans = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=DecisionState.choices)
    made = models.DateTimeField(default=timezone.now)
    in_force = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)
    batch = models.CharField(max_length=24, blank=True)
    appeal = models.ForeignKey("Appeal", models.PROTECT, null=True, blank=True, related_name="new_decisions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=(DecisionState.PROPOSED, DecisionState.IN_FORCE)),
                name="one_standing_decision_a_case",
            ),
            models.CheckConstraint(condition=~Q(reviewer=F("author")), name="nobody_decides_on_themselves"),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=F("reviewer")) & ~Q(second=F("author")),
                name="the_second_person_is_another",
            ),
            models.CheckConstraint(
                condition=Q(in_force__isnull=True) | Q(needs_second=False) | Q(second__isnull=False),
                name="two_people_before_it_takes_force",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_decision_gives_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.public_id}"


class Sanction(models.Model):
    """One effect of one decision, and what is needed to take it back.

    ``value`` is what it lays over the aspect of its kind; ``base`` what held there before any sanction. For a strike,
    ``clause`` and ``weight`` count towards standing until ``until``. It can't be stored without a decision and the
    person behind it, nor be applied without a second person where its kind needs one.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="sanctions")
    reviewer = models.ForeignKey(Account, models.PROTECT, related_name="+")
    second = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=24, choices=[(kind.value, kind.name) for kind in SanctionKind])
    account = models.ForeignKey(Account, models.PROTECT, related_name="sanctions")
    story = models.ForeignKey(Story, models.PROTECT, null=True, blank=True, related_name="sanctions")
    value = models.JSONField(null=True, blank=True)
    base = models.JSONField(null=True, blank=True)
    clause = models.CharField(max_length=60, blank=True)
    weight = models.FloatField(default=0.0)
    until = models.DateTimeField(null=True, blank=True)
    applied = models.DateTimeField(null=True, blank=True)
    undone = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "kind", "clause"], name="a_sanction_of_a_kind_once_a_decision"),
            models.CheckConstraint(
                condition=Q(applied__isnull=True) | ~Q(kind__in=_TWO_PEOPLE) | Q(second__isnull=False),
                name="revoking_and_suspending_take_two_people",
            ),
            models.CheckConstraint(condition=~Q(reviewer=F("account")), name="nobody_sanctions_themselves"),
            models.CheckConstraint(
                condition=Q(undone__isnull=True) | Q(applied__isnull=False), name="only_what_was_applied_is_undone"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "kind"], name="sanction_by_account")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.account_id}"

    @property
    def tier(self) -> Tier:
        """The ceiling that a sanction of this kind lays over a story; of any other kind none."""
        return Tier(int(self.value)) if self.kind == SanctionKind.CEILING and self.value is not None else Tier.BOOST
