"""API keys: made once and shown once, kept as a digest, recognised in a header."""

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest

from copydesk.api.models import ApiKey
from copydesk.newsroom import clock
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account

__all__ = ["SCOPES", "issue", "key_of", "revoke"]

SCOPES = {
    "assess": "assess stories without keeping them",
    "stories:read": "read your stories, their state and their rulings",
    "stories:write": "write, publish and unpublish your stories",
    "declarations:write": "declare AI use on your stories",
    "follows:read": "see whom you follow",
    "follows:write": "follow and unfollow",
    "webhooks:write": "set up webhooks and replay their deliveries",
}
PREFIX = "cdk_"
TOUCH_EVERY = timedelta(minutes=10)
LONGEST = 3650  # days


def issue(account: Account, *, name: str, scopes: list[str], days: int | None = None) -> tuple[ApiKey, str]:
    """Make a key.

    Args:
        account: whose key it is; it can do no more than the account may.
        name: what it is for, in the owner's words.
        scopes: words of ``SCOPES``.
        days: until it expires; None for never.

    Returns:
        the stored key and the key itself, which is never to be had again.

    Raises:
        RefusedError: there is no such scope, no name, or no such time.
    """
    if unknown := sorted(set(scopes) - SCOPES.keys()):
        raise RefusedError("scopes", f"There is no scope {unknown[0]!r}.", field="scopes")
    if not scopes or not name.strip():
        raise RefusedError("name", "Name the key and choose at least one scope.", field="name")
    if days is not None and not 1 <= days <= LONGEST:
        raise RefusedError("days", f"A key lasts from 1 to {LONGEST} days, or for ever.", field="days")
    token = PREFIX + secrets.token_urlsafe(32)
    expires = clock.now() + timedelta(days=days) if days else None
    key = ApiKey.objects.create(
        account=account, name=name.strip()[:80], hint=token[:10], digest=_digest(token), scopes=scopes, expires=expires
    )
    return key, token


def revoke(account: Account, public_id: str) -> bool:
    """Revoke one of the account's keys; False where it has none of that id."""
    mine = ApiKey.objects.filter(account=account, public_id=public_id, revoked__isnull=True)
    return bool(mine.update(revoked=clock.now()))


def key_of(request: HttpRequest) -> ApiKey | None:
    """Return the valid key that a request carries as a bearer token, or None."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.startswith(PREFIX):
        return None
    now = clock.now()
    valid = ApiKey.objects.filter(Q(expires__isnull=True) | Q(expires__gt=now), digest=_digest(token.strip()))
    key = valid.filter(revoked__isnull=True).select_related("account").first()
    if key and (key.used is None or now - key.used > TOUCH_EVERY):
        ApiKey.objects.filter(pk=key.pk).update(used=now)
    return key


def _digest(token: str) -> str:
    """Hash a token; it holds 256 bits of chance, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
