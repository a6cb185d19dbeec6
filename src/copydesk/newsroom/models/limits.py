"""Token buckets that every process of the site shares."""

from django.db import models

__all__ = ["Bucket"]


class Bucket(models.Model):
    """How many tokens ``key`` had left at ``updated`` (seconds since the epoch)."""

    key = models.CharField(max_length=120, primary_key=True)
    tokens = models.FloatField()
    updated = models.FloatField()

    def __str__(self) -> str:
        return self.key
