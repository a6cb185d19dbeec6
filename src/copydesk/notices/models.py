"""Letters, and the statements of reasons that go with them."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from copydesk.newsroom.models import Account, new_public_id

__all__ = ["Letter", "Statement"]


class Letter(models.Model):
    """One letter to one person, on the site and by e-mail.

    ``about`` is the public id of the decision, case or appeal; ``passages`` are the words it rests on; ``actions`` are
    links as [label, address]. It is shown and sent from ``visible`` on unless it was ``withdrawn`` before.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=24, db_index=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    passages = models.JSONField(default=list)
    actions = models.JSONField(default=list)
    created = models.DateTimeField(default=timezone.now)
    visible = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True, blank=True)
    sent = models.DateTimeField(null=True, blank=True)
    read = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "kind", "about"], name="one_letter_of_a_kind_on_a_thing")
        ]
        indexes: ClassVar = [models.Index(fields=["account", "-visible"], name="letter_box")]

    def __str__(self) -> str:
        return self.subject


class Statement(models.Model):
    """A statement of reasons in the fields of the EU's transparency database; ``puid`` is the decision's public id."""

    puid = models.CharField(max_length=24, unique=True)
    body = models.JSONField()
    created = models.DateTimeField(default=timezone.now)
    withdrawn = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.puid
