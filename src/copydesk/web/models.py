"""What the pages keep for themselves: whether a clause's text was helpful."""

from typing import ClassVar

from django.db import models

__all__ = ["Helpful"]


class Helpful(models.Model):
    """How many readers of the policy page found the text of one clause helpful, and how many did not."""

    policy = models.CharField(max_length=80)
    clause = models.CharField(max_length=60)
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["policy", "clause"], name="helpful_is_counted_once")]

    def __str__(self) -> str:
        return f"{self.clause}: {self.yes} to {self.no}"
