"""What every API request passes: its key, its limits, and errors turned into problems."""

import math
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase

from copydesk.api.keys import key_of
from copydesk.api.models import ApiKey
from copydesk.api.problems import as_problem, problem
from copydesk.newsroom.limits import Limit, take
from copydesk.newsroom.machines import network_of

__all__ = ["ApiMiddleware"]

ROOT = "/api/v1/"
log = structlog.get_logger(__name__)


class ApiMiddleware:
    """Serves addresses under ``/api/v1/``: who asks is told by the key alone, never by a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if not request.path.startswith(ROOT):
            return self.get_response(request)
        key = key_of(request)
        request.api_key = key  # type: ignore[attr-defined]  # our own attribute
        if wait := _wait(request, key):
            answer = problem(429, f"Too many requests. Try again in {math.ceil(wait)} seconds.", code="slow-down")
            answer["Retry-After"] = str(math.ceil(wait))
            return answer
        if key is None and request.headers.get("Authorization"):
            return problem(401, "This API key is unknown, expired or revoked.", code="bad-key")
        answer_ = as_problem(self.get_response(request))
        if getattr(request, "replayed", False):
            answer_["Idempotent-Replayed"] = "true"
        return answer_

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        """Put the key's account in the place of the session's."""
        if request.path.startswith(ROOT):
            key = request.api_key  # type: ignore[attr-defined]
            request.user = key.account if key else AnonymousUser()


def _wait(request: HttpRequest, key: ApiKey | None) -> float:
    """Return the seconds until the caller may ask again, 0 for now: counted by key, without one by address."""
    if key:
        return take(f"api:key:{key.pk}", Limit(*settings.COPYDESK_LIMIT_KEY))
    return take(f"api:address:{network_of(request)}", Limit(*settings.COPYDESK_LIMIT_ADDRESS))
