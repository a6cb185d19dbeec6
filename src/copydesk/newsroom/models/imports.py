"""What an import has brought in, so that one that was stopped can go on."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from copydesk.newsroom.models.people import Account
from copydesk.newsroom.models.story import Story

__all__ = ["Imported"]


class Imported(models.Model):
    """One entry of one author's archive: the story it became, None where it could not be read."""

    author = models.ForeignKey(Account, models.CASCADE)
    source = models.CharField(max_length=64)
    story = models.ForeignKey(Story, models.CASCADE, null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["author", "source"], name="brought_in_once")]

    def __str__(self) -> str:
        return self.source
