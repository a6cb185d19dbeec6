"""All routes of the site with what each admits: for the deny-by-default check, its middleware and the authz matrix."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.checks import CheckMessage, Error, register
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

from copydesk.newsroom.access import DeniedError, Permission, permission_of

__all__ = ["DenyByDefault", "Route", "routes"]


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that can be asked of the site; ``permission`` is None where nobody stated it."""

    pattern: str
    methods: tuple[str, ...]
    name: str
    permission: Permission | None


def routes() -> Iterator[Route]:
    """Yield every route of the URL configuration; an API path yields one route an operation."""
    yield from _walk(get_resolver().url_patterns, "/")


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Route]:
    for entry in patterns:
        address = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, address)
        elif path_view := _path_view(entry.callback):
            for operation in path_view.operations:
                yield Route(address, tuple(operation.methods), str(entry.name), permission_of(operation.view_func))
        else:
            yield Route(address, _methods(entry.callback), str(entry.name), permission_of(entry.callback))


def _path_view(callback: Any) -> PathView | None:
    """Return the ninja path behind a Django view: the object that ninja's wrapper closes over."""
    held = [cell.cell_contents for cell in getattr(callback, "__closure__", None) or ()]
    return next((view for view in held if isinstance(view, PathView)), None)


def _methods(callback: Any) -> tuple[str, ...]:
    return tuple(getattr(callback, "methods", ("GET", "POST")))


@register()
def every_route_states_whom_it_admits(**_: Any) -> list[CheckMessage]:
    """Refuse to start while a route has no ``@allow``."""
    return [
        Error(
            f"{route.pattern} ({', '.join(route.methods)}) does not say whom it admits.",
            hint="Use @allow.",
            id="newsroom.E001",
        )
        for route in routes()
        if route.permission is None
    ]


class DenyByDefault:
    """Middleware that lets no request through to a view without a permission, and answers a denial."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, _request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Refuse a view that never stated whom it admits."""
        if _path_view(view) is None and permission_of(view) is None:
            return HttpResponse("This address is closed.", status=403, content_type="text/plain")
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a denial into the sign-in page, 403 or 404."""
        if not isinstance(error, DeniedError):
            return None
        return denied(request, error)


def denied(request: HttpRequest, error: DeniedError) -> HttpResponse:
    """Answer a page request that was denied."""
    from django.conf import settings  # noqa: PLC0415
    from django.views.defaults import page_not_found, permission_denied  # noqa: PLC0415

    if error.hidden:
        return page_not_found(request, error)
    if error.signed_in:
        return permission_denied(request, error)
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=401)
        page = _path(request.headers.get("HX-Current-URL", ""))
        answer["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page})}"
        return answer
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?next={request.path}")


def _path(address: str) -> str:
    """Return the path of an address that a browser says it shows, or the front page's where it is none."""
    try:
        return urlsplit(address).path or "/"
    except ValueError:
        return "/"
