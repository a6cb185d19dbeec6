"""Callers that are no people: the load balancer and the metrics collector."""

import hmac
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004  # Django's name
from django.http import HttpRequest

__all__ = ["address_of", "is_machine", "network_of"]

ONE_HOUSEHOLD = 64
SHORTEST_TOKEN = 20
PASSED_ON = ("forwarded", "x-forwarded", "x-real-ip", "via")


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
    """Tell whether the caller holds the operator's token; where none is set, whether it sits on this machine itself.

    What a proxy passed on comes from anywhere, whatever address it says and however far the proxy is trusted.
    """
    if token := settings.COPYDESK_METRICS_TOKEN:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), token.encode())
    if any(name.lower().startswith(PASSED_ON) for name in request.headers):
        return False
    try:
        return ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False


@register(deploy=True)
def the_metrics_have_a_token(**_: Any) -> list[CheckMessage]:
    """Warn where ``/metrics`` is open to whatever runs on the machine, or its token can be guessed."""
    if len(settings.COPYDESK_METRICS_TOKEN) >= SHORTEST_TOKEN:
        return []
    state = "is too short" if settings.COPYDESK_METRICS_TOKEN else "is not set"
    return [
        Warning(
            f"COPYDESK_METRICS_TOKEN {state}. Without one, /metrics answers every caller on the loopback address whose "
            "request no proxy marked as passed on.",
            hint=f"Give it {SHORTEST_TOKEN} random characters or more.",
            id="newsroom.W001",
        )
    ]
