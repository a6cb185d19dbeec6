"""Idempotency keys: a request sent twice happens once, and gets the same answer twice."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest
from ninja import Status

from copydesk.api.models import KeptAnswer
from copydesk.api.problems import ProblemError
from copydesk.newsroom import clock

__all__ = ["forget_old", "once"]

HEADER = "Idempotency-Key"
LONGEST = 200
KEPT = timedelta(days=2)
Operation = Callable[..., Status[Any]]


def once(operation: Operation) -> Operation:
    """Make an operation that returns ``Status`` obey the Idempotency-Key header.

    Key, effect and answer are written in one transaction, so either all of them are there or none is. The same key with
    another request is refused (422).
    """

    @wraps(operation)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Status[Any]:
        name = request.headers.get(HEADER)
        if name is None:
            return operation(request, *args, **kwargs)
        if not 0 < len(name) <= LONGEST:
            raise ProblemError(422, "invalid", f"An {HEADER} has 1 to {LONGEST} characters.")
        return _once(request, name, lambda: operation(request, *args, **kwargs))

    guarded.once = True  # type: ignore[attr-defined]  # read by the OpenAPI document
    return guarded


def _once(request: HttpRequest, name: str, run: Callable[[], Status[Any]]) -> Status[Any]:
    fingerprint = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    api_key = request.api_key  # type: ignore[attr-defined]  # set by the middleware
    with transaction.atomic():
        fresh = KeptAnswer(api_key=api_key, key=name, fingerprint=fingerprint, created=clock.now())
        KeptAnswer.objects.bulk_create([fresh], ignore_conflicts=True)
        kept = KeptAnswer.objects.select_for_update().get(api_key=api_key, key=name)
        if kept.fingerprint != fingerprint:
            raise ProblemError(422, "key-reused", f"This {HEADER} was used for another request.")
        if kept.status:
            request.replayed = True  # type: ignore[attr-defined]  # told in a header
            return Status(kept.status, kept.body)
        answer = run()
        kept.status = answer.status_code
        kept.body = json.loads(json.dumps(answer.value, cls=DjangoJSONEncoder))
        kept.save(update_fields=["status", "body"])
    return Status(kept.status, kept.body)


def forget_old() -> int:
    """Delete answers kept longer than two days; returns how many."""
    return KeptAnswer.objects.filter(created__lt=clock.now() - KEPT).delete()[0]
