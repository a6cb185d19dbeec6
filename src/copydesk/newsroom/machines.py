"""Callers that are no people: the load balancer and the metrics collector."""

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

__all__ = ["address_of", "is_machine"]


def address_of(request: HttpRequest) -> str:
    """Return the caller's address; behind a trusted proxy the last one it added to X-Forwarded-For."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.COPYDESK_BEHIND_PROXY and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def is_machine(request: HttpRequest) -> bool:
    """Tell whether the caller is on the loopback address, or holds the operator's token."""
    if token := settings.COPYDESK_METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    try:
        return ip_address(address_of(request)).is_loopback
    except ValueError:
        return False
