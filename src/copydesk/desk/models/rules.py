"""A publication's stricter rules as they stood when something was ruled by them."""

from django.db import models
from django.utils import timezone

__all__ = ["HouseRules"]


class HouseRules(models.Model):
    """The text of an overlay, under the ``pin`` that rulings by it carry, and the pin of the version it lay over.

    Publications change their rules at will; a decision made by old ones is still explained and appealed by those.
    """

    pin = models.CharField(max_length=80, unique=True)
    text = models.TextField()
    over = models.CharField(max_length=80)
    first = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.pin
