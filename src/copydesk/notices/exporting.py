"""Exporting statements of reasons for the EU's transparency database: checked, one JSON object each."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from copydesk.notices.letters import HOLD
from copydesk.notices.models import Statement
from copydesk.notices.statement_rules import check

__all__ = ["Exported", "export"]

Exported = tuple[dict[str, Any], list[str]]


def export(since: datetime, until: datetime) -> Iterator[Exported]:
    """Yield (statement, what the database would refuse in it) for decisions from ``since`` on and before ``until``.

    A statement whose decision was taken back within its 30 seconds never held and is left out; one that an appeal
    overturned did hold, and stays.
    """
    kept = Q(withdrawn__isnull=True) | Q(withdrawn__gt=F("created") + HOLD)
    for row in Statement.objects.filter(kept, created__gte=since, created__lt=until).order_by("created", "pk"):
        yield row.body, check(row.body)
