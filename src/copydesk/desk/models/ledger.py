"""The ledger's rows and its head."""

import json
from typing import Any

from django.db import models

__all__ = ["LedgerEntry", "LedgerHead"]


class LedgerEntry(models.Model):
    """One event, chained to the one before it by hash; rows are only ever added.

    ``body`` is canonical JSON and hashed as it stands; it holds identifiers, stable words and numbers only.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=40, db_index=True)
    body = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    @property
    def data(self) -> dict[str, Any]:
        """The body, parsed."""
        return dict(json.loads(self.body))


class LedgerHead(models.Model):
    """The last row's number and hash; locked while one is added, so that the chain never forks."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"
