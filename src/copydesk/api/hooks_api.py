"""Webhooks over the API: endpoints and their deliveries, and the addresses that blogs send to."""

from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from copydesk import wire
from copydesk.api import incoming, outgoing, showing
from copydesk.api.answers import answers
from copydesk.api.idempotency import once
from copydesk.api.models import Delivery, Endpoint, IncomingKind, IncomingSource
from copydesk.api.paging import Page, page
from copydesk.api.problems import ProblemError
from copydesk.api.schemas import DeliveryOut, DeliveryPage, EndpointIn, EndpointOut, IncomingIn, IncomingOut, PublicId
from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.models import Account, Membership, Publication

__all__ = ["router"]

router = Router()
OBJECT = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def _own_endpoint(account: Account, public_id: str, **_: Any) -> set[Who]:
    return {Who.OWNER} if Endpoint.objects.filter(account=account, public_id=public_id).exists() else set()


def _own_delivery(account: Account, public_id: str, **_: Any) -> set[Who]:
    return {Who.OWNER} if Delivery.objects.filter(endpoint__account=account, public_id=public_id).exists() else set()


@router.get("webhooks", response=answers({200: list[EndpointOut]}), tags=["webhooks"], summary="Your webhooks")
@allow(Who.ACCOUNT, scope="webhooks:write")
def list_endpoints(request: HttpRequest) -> Any:
    """List the account's endpoints."""
    return [showing.endpoint(row) for row in _account(request).webhook_endpoints.order_by("-pk")]


@router.post("webhooks", response=answers({201: EndpointOut}, 409), tags=["webhooks"], summary="Set up a webhook")
@allow(Who.ACCOUNT, scope="webhooks:write")
@once
def add_endpoint(request: HttpRequest, body: EndpointIn) -> Status[Any]:
    """Set up an endpoint; its signing secret is in this answer and in no later one."""
    made = outgoing.add_endpoint(_account(request), url=body.url, events=list(body.events))
    return Status(201, showing.endpoint(made, secret=True))


@router.delete("webhooks/{public_id}", response=answers({204: None}), tags=["webhooks"], summary="Remove a webhook")
@allow(Who.OWNER, related=_own_endpoint, scope="webhooks:write", hide=True)
def remove_endpoint(request: HttpRequest, public_id: PublicId) -> Status[None]:
    """Remove an endpoint with its deliveries."""
    Endpoint.objects.filter(account=_account(request), public_id=public_id).delete()
    return Status(204, None)


@router.get(
    "webhooks/{public_id}/deliveries", response=answers({200: DeliveryPage}), tags=["webhooks"], summary="Deliveries"
)
@allow(Who.OWNER, related=_own_endpoint, scope="webhooks:write", hide=True)
def list_deliveries(request: HttpRequest, public_id: PublicId, wanted: Query[Page]) -> Any:  # noqa: ARG001  # ninja's signature
    """List what was sent to an endpoint, newest first."""
    rows, after = page(Delivery.objects.filter(endpoint__public_id=public_id), wanted)
    return {"items": [showing.delivery(row) for row in rows], "next": after}


@router.post(
    "deliveries/{public_id}/replay", response=answers({200: DeliveryOut}), tags=["webhooks"], summary="Send again"
)
@allow(Who.OWNER, related=_own_delivery, scope="webhooks:write", hide=True)
def replay_delivery(request: HttpRequest, public_id: PublicId) -> Any:  # noqa: ARG001  # ninja's signature
    """Send a delivery once more, under the same id."""
    return showing.delivery(outgoing.replay(get_object_or_404(Delivery, public_id=public_id)))


@router.post("sources", response=answers({201: IncomingOut}, 409), tags=["blogs"], summary="Connect a blog")
@allow(Who.ACCOUNT, scope="webhooks:write")
@once
def add_source(request: HttpRequest, body: IncomingIn) -> Status[Any]:
    """Connect a Ghost or WordPress blog: its posts arrive at the address given here, which is secret."""
    account = _account(request)
    publication = Publication.objects.filter(slug=body.publication).first() if body.publication else None
    if body.publication and not Membership.objects.filter(publication=publication, account=account).exists():
        raise ProblemError(422, "no-publication", "You have no part in a publication of that name.")
    made = IncomingSource.objects.create(kind=body.kind, account=account, publication=publication, secret=body.secret)
    return Status(201, {"id": made.public_id, "kind": made.kind, "path": f"/api/v1/hooks/{made.kind}/{made.public_id}"})


@router.post(
    "hooks/{kind}/{public_id}",
    response=answers({200: dict[str, Any]}, 409),
    tags=["blogs"],
    summary="Where a blog sends its posts",
    openapi_extra=OBJECT,
)
@allow(Who.ANYONE, scope="webhooks:write")
def receive(request: HttpRequest, kind: Literal["ghost", "wordpress"], public_id: PublicId) -> Any:
    """Take a message of a connected blog: a post was published, changed or taken down."""
    source = (
        IncomingSource.objects.filter(public_id=public_id, kind=kind, active=True).select_related("account").first()
    )
    if source is None:
        raise Http404
    if not incoming.is_signed(source, request.headers, request.body):
        raise ProblemError(401, "bad-signature", "The signature of this message is missing, wrong or too old.")
    message = wire.load(request.body)
    post = incoming.READERS[IncomingKind(kind)](message) if isinstance(message, dict) else None
    if post is None:
        raise ProblemError(422, "no-post", "This message holds no post.")
    story = incoming.receive(source, post)
    return {"story": story.public_id if story else None, "state": story.state if story else None}
