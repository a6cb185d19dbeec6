"""Keys for the API, webhooks out, and their deliveries, as their owner sees them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from copydesk.api import keys, outgoing
from copydesk.api.models import ApiKey, Delivery, Endpoint
from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account
from copydesk.web.pages import page_of
from copydesk.web.views.writing import writer_of

__all__ = ["add_endpoint", "deliveries", "issue", "remove_endpoint", "replay", "revoke", "show"]


def relation_to_endpoint(account: Account, public_id: str, **_: object) -> set[Who]:
    """Tell whether the endpoint is the account's own."""
    return {Who.OWNER} if Endpoint.objects.filter(public_id=public_id, account=account).exists() else set()


def relation_to_delivery(account: Account, public_id: str, **_: object) -> set[Who]:
    """Tell whether the delivery went to an endpoint of the account's own."""
    mine = Delivery.objects.filter(public_id=public_id, endpoint__account=account)
    return {Who.OWNER} if mine.exists() else set()


@allow(Who.ACCOUNT)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show one's keys and endpoints."""
    return render(request, "web/pages/keys.html", _context(writer_of(request)))


@allow(Who.ACCOUNT)
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Make a key; it is shown this once."""
    account, days = writer_of(request), request.POST.get("days", "").strip()
    try:
        key, token = keys.issue(
            account,
            name=request.POST.get("name", ""),
            scopes=request.POST.getlist("scopes"),
            days=(int(days) if days.isdecimal() and len(days) < 8 else 0) if days else None,  # noqa: PLR2004  # of digits
        )
    except RefusedError as refusal:
        messages.error(request, refusal.message)
        return redirect("keys")
    answer = render(request, "web/pages/keys.html", {**_context(account), "token": token, "fresh": key})
    answer["Cache-Control"] = "no-store"
    return answer


@allow(Who.ACCOUNT)
@require_POST
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Revoke one of one's keys."""
    if keys.revoke(writer_of(request), public_id):
        messages.success(request, "The key opens nothing any more.")
    return redirect("keys")


@allow(Who.ACCOUNT)
@require_POST
def add_endpoint(request: HttpRequest) -> HttpResponse:
    """Add an address that is told of events."""
    try:
        outgoing.add_endpoint(writer_of(request), url=request.POST.get("url", ""), events=[])
    except RefusedError as refusal:
        messages.error(request, refusal.message)
    return redirect("keys")


@allow(Who.OWNER, related=relation_to_endpoint, hide=True)
@require_POST
def remove_endpoint(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an address away; its deliveries go with it."""
    get_object_or_404(Endpoint, public_id=public_id).delete()
    messages.success(request, "It is told nothing any more.")
    return redirect("keys")


@allow(Who.OWNER, related=relation_to_endpoint, hide=True)
@require_GET
def deliveries(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what an address was sent, and what came of it."""
    endpoint = get_object_or_404(Endpoint, public_id=public_id)
    context = {"endpoint": endpoint, "deliveries": page_of(request, endpoint.deliveries.order_by("-pk"))}
    return render(request, "web/pages/deliveries.html", context)


@allow(Who.OWNER, related=relation_to_delivery, hide=True)
@require_POST
def replay(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send a delivery again."""
    delivery = get_object_or_404(Delivery.objects.select_related("endpoint"), public_id=public_id)
    outgoing.replay(delivery)
    messages.success(request, "It is sent again.")
    return redirect("deliveries", public_id=delivery.endpoint.public_id)


def _context(account: Account) -> dict[str, object]:
    return {
        "keys": ApiKey.objects.filter(account=account, revoked__isnull=True).order_by("-created"),
        "scopes": keys.SCOPES.items(),
        "endpoints": Endpoint.objects.filter(account=account).order_by("-created"),
    }
