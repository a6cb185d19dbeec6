"""Callers that are no people: the load balancer and the metrics collector."""

import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

__all__ = ["address_of", "is_machine", "network_of"]

ONE_HOUSEHOLD = 64


def address_of(request: HttpRequest) -> str:
    """Return the caller's address; behind a trusted proxy the last one it added to X-Forwarded-For."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.COPYDESK_BEHIND_PROXY and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def network_of(request: HttpRequest) -> str:
    """Return what limits count the caller by: the address, of IPv6 the network that one household has whole."""
    address = address_of(request)
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((int(parsed), ONE_HOUSEHOLD), strict=False))


def is_machine(request: HttpRequest) -> bool:
    """Tell whether the caller is on the loopback address, or holds the operator's token."""
    if token := settings.COPYDESK_METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    try:
        return ip_address(address_of(request)).is_loopback
    except ValueError:
        return False
