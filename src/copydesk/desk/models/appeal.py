"""Appeals, what is attached to them, and who judged them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from copydesk.desk.models.decision import Decision
from copydesk.newsroom.models import Account, new_public_id

__all__ = ["Appeal", "AppealKind", "AppealOutcome", "Attachment"]


class AppealKind(models.TextChoices):
    """Who appeals: the author, or a reporter who asks for a second look."""

    AUTHOR = "author"
    REPORTER = "reporter"


class AppealOutcome(models.TextChoices):
    """What the judge found."""

    UPHELD = "upheld"
    CHANGED = "changed"
    REVERSED = "reversed"


class Appeal(models.Model):
    """A decision that somebody asks another person to judge again."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="appeals")
    kind = models.CharField(max_length=8, choices=AppealKind.choices)
    appellant = models.ForeignKey(Account, models.PROTECT, related_name="appeals")
    text = models.CharField(max_length=10_000)
    filed = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField()
    judge = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=AppealOutcome.choices, blank=True)
    reason = models.CharField(max_length=2000, blank=True)
    judged = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["decision"], condition=Q(kind=AppealKind.AUTHOR), name="an_author_appeals_a_decision_once"
            ),
            models.UniqueConstraint(
                fields=["decision", "appellant"],
                condition=Q(kind=AppealKind.REPORTER),
                name="a_reporter_asks_for_a_second_look_once",
            ),
            models.CheckConstraint(
                condition=Q(judge__isnull=True) | ~Q(judge=F("appellant")), name="nobody_judges_their_own_appeal"
            ),
            models.CheckConstraint(
                condition=Q(judge__isnull=True, outcome="", reason="", judged__isnull=True)
                | Q(~Q(outcome=""), ~Q(reason=""), judge__isnull=False, judged__isnull=False),
                name="a_judged_appeal_has_a_judge_and_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.public_id}"


class Attachment(models.Model):
    """A draft, a document's history or a note that came with an appeal; kept as it is, offered as a download only."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    data = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name
