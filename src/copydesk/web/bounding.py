"""Refuses a request that says it is bigger than any may be, before anything of it is read or stored."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

__all__ = ["Bounded"]


class Bounded:
    """Middleware that answers 413; a body without a stated length is none to this server."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, or refuse it."""
        said = str(request.META.get("CONTENT_LENGTH") or "0")
        if said.isdecimal() and int(said) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return self.get_response(request)
        return render(None, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
