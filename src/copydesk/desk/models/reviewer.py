"""What a reviewer can read and judge, and the name that authors see instead of theirs."""

from typing import ClassVar

from django.db import models

from copydesk.newsroom.models import Account

__all__ = ["Reviewer"]


class Reviewer(models.Model):
    """A person who reviews.

    ``languages`` and ``skills`` ("writing", "pictures", "conduct") route cases; an empty list takes any. The
    ``pseudonym`` signs letters: nothing else about a reviewer reaches an author.
    """

    account = models.OneToOneField(Account, models.CASCADE, related_name="reviewer")
    pseudonym = models.CharField(max_length=40, unique=True)
    languages = models.JSONField(default=list, blank=True)
    skills = models.JSONField(default=list, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(pseudonym=""), name="a_reviewer_has_a_pseudonym")
        ]

    def __str__(self) -> str:
        return self.pseudonym
