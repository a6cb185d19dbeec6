"""Answers to who does something too often: 429, when to come back, and a plain sentence as a page or a fragment."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from copydesk.newsroom.errors import SlowDownError

__all__ = ["SlowDown", "paced"]


def paced(answer: HttpResponse, refusal: Exception | None) -> HttpResponse:
    """Make of an answer that tells of a refusal one that machines understand too, where it was for haste."""
    if isinstance(refusal, SlowDownError):
        answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
        answer["Retry-After"] = str(refusal.seconds)
    return answer


class SlowDown:
    """Middleware that answers a ``SlowDownError`` that the view itself did not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show when to come back: in the place that htmx fills, else as a page."""
        if not isinstance(error, SlowDownError):
            return None
        template = "web/parts/slow_down.html" if request.headers.get("HX-Request") else "429.html"
        return paced(render(request, template, {"refusal": error}), error)
