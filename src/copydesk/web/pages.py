"""Lists cut into pages."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

__all__ = ["page_of"]

A_PAGE = 20


def page_of(request: HttpRequest, items: Any, size: int = A_PAGE) -> Page[Any]:
    """Return the page that ``?page=`` asks for; a number out of range gives the nearest."""
    return Paginator(items, size).get_page(request.GET.get("page"))
