"""Publications, who edits them, and the stricter rules they lay over the platform's policy."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from copydesk.newsroom.models.ids import new_public_id
from copydesk.newsroom.models.people import Account

__all__ = ["Membership", "MembershipRole", "Publication"]


class Publication(models.Model):
    """A magazine within the platform; ``overlay`` is a policy file that may only be stricter, "" for none."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    about = models.TextField(blank=True)
    overlay = models.TextField(blank=True)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class MembershipRole(models.TextChoices):
    """What a member may do in a publication."""

    EDITOR = "editor"
    WRITER = "writer"


class Membership(models.Model):
    """One person's part in one publication."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="memberships")
    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=MembershipRole.choices)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["publication", "account"], name="one_part_a_member")]

    def __str__(self) -> str:
        return f"{self.account} in {self.publication}: {self.role}"
