"""The API's routes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from copydesk.api import openapi
from copydesk.api.service import api
from copydesk.newsroom.access import Who, allow


def _operations() -> list[Any]:
    """Return ninja's routes but its root, which names no operation."""
    return [route for route in api.urls[0] if getattr(route, "name", "") != "api-root"]


@csrf_exempt
@allow(Who.ANYONE)
def nothing(_request: HttpRequest) -> HttpResponse:
    """Answer for addresses that are none, as a problem."""
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", openapi.schema, name="openapi"),
    path("docs", openapi.page, name="api-docs"),
    path("", include((_operations(), "ninja"), namespace="api")),
    re_path(r"^", nothing, name="api-nothing"),
]
