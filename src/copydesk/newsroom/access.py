"""Who may do what: every route states it by ``@allow``; a route that doesn't is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from copydesk.newsroom.models import Account, MembershipRole, Role, Story

__all__ = [
    "DeniedError",
    "Permission",
    "Who",
    "account_of",
    "allow",
    "permission_of",
    "relation_to_publication",
    "relation_to_story",
]


class Who(StrEnum):
    """Kinds of people a route may admit; the last seven are roles that were granted.

    ``OWNER``, ``EDITOR`` and ``MEMBER`` speak of the object that the address names: its author, an editor of its
    publication, and whoever has a part in it.
    ``MACHINE`` holds the operator's token; where there is none, it calls from this machine itself and through no proxy.
    """

    ANYONE = "anyone"
    ACCOUNT = "account"
    OWNER = "owner"
    EDITOR = "editor"
    MEMBER = "member"
    MACHINE = "machine"
    REVIEWER = "reviewer"
    SENIOR_REVIEWER = "senior-reviewer"
    CURATOR = "curator"
    POLICY_OWNER = "policy-owner"
    OPERATOR = "operator"


ROLES = {Who(role.value) for role in Role}
Related = Callable[..., set[Who]]


class DeniedError(Exception):
    """The caller may not do this.

    Args:
        signed_in: whether they are known (403) or should sign in first (401, or the sign-in page).
        hidden: answer as if there were nothing at this address (404).
    """

    def __init__(self, *, signed_in: bool, hidden: bool = False) -> None:
        super().__init__("This is not allowed." if signed_in else "Sign in first.")
        self.signed_in, self.hidden = signed_in, hidden


@dataclass(frozen=True, slots=True)
class Permission:
    """Whom a route admits.

    ``related`` tells what the account is to the object that the address names; it is called with the account and the
    route's arguments by name and returns those of OWNER, EDITOR and MEMBER that it is. ``scope`` is what an API key
    must hold. ``suspended`` admits suspended accounts too: who was suspended can still read why, and appeal.
    """

    who: frozenset[Who]
    related: Related | None = None
    scope: str | None = None
    hide: bool = False
    suspended: bool = False

    def admits(self, account: Account | None, **where: Any) -> bool:
        """Tell whether ``account`` (None: not signed in) may do it at the address with these arguments."""
        if Who.ANYONE in self.who:
            return True
        if account is None:
            return False
        if Who.ACCOUNT in self.who or any(account.has_role(Role(who.value)) for who in self.who & ROLES):
            return True
        return self.related is not None and bool(self.related(account, **where) & self.who)


def allow(
    *who: Who,
    related: Related | None = None,
    scope: str | None = None,
    hide: bool = False,
    suspended: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """State whom a view or API operation admits, and enforce it.

    Args:
        who: any of these may.
        related: needed for OWNER, EDITOR and MEMBER: ``(account, **arguments of the route) -> set[Who]``.
        scope: what an API key must hold to come here; a route without one is closed to keys.
        hide: answer 404 to those who may not, because that the object exists is private.
        suspended: admit suspended accounts too.
    """
    permission = Permission(frozenset(who), related, scope, hide, suspended)
    if not who or (permission.who & {Who.OWNER, Who.EDITOR, Who.MEMBER} and related is None):
        raise ValueError("a route must say whom it admits, and how an owner is told")

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            enforce(permission, request, **kwargs)
            return view(request, *args, **kwargs)

        guarded.allowed = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def enforce(permission: Permission, request: HttpRequest, **where: Any) -> None:
    """Let the request pass or raise.

    Raises:
        DeniedError: it may not.
    """
    if Who.MACHINE in permission.who:
        from copydesk.newsroom.machines import is_machine  # noqa: PLC0415  # settings are read there

        if is_machine(request):
            return
    request.admits_suspended = permission.suspended  # type: ignore[attr-defined]  # our own attribute
    account = account_of(request)
    if not permission.admits(account, **where):
        raise DeniedError(signed_in=account is not None, hidden=permission.hide and account is not None)
    key = getattr(request, "api_key", None)
    if key is not None and not _opens(key.scopes, permission):
        raise DeniedError(signed_in=True)


def _opens(scopes: list[str], permission: Permission) -> bool:
    if permission.scope is None:
        return Who.ANYONE in permission.who
    return permission.scope in scopes


def account_of(request: HttpRequest) -> Account | None:
    """Return who is asking; None for a stranger, a closed account, and a suspended one where none is admitted."""
    user = getattr(request, "user", None)
    if not isinstance(user, Account) or not user.is_active:
        return None
    suspended = user.suspended_until is not None and user.suspended_until > timezone.now()
    return None if suspended and not getattr(request, "admits_suspended", False) else user


def permission_of(view: Callable[..., Any]) -> Permission | None:
    """Return what ``@allow`` stated on a view, looking through decorators, or None."""
    seen: Any = view
    while seen is not None:
        if isinstance(allowed := getattr(seen, "allowed", None), Permission):
            return allowed
        seen = getattr(seen, "__wrapped__", None)
    return None


def relation_to_story(account: Account, public_id: str, **_: Any) -> set[Who]:
    """Tell what ``account`` is to the story: OWNER its author, EDITOR an editor of its publication."""
    story = Story.objects.filter(public_id=public_id).values_list("author_id", "publication_id").first()
    if story is None:
        return set()
    owner = {Who.OWNER} if story[0] == account.pk else set()
    return owner | (_editor_of(account, story[1]) if story[1] else set())


def relation_to_publication(account: Account, slug: str, **_: Any) -> set[Who]:
    """Tell whether ``account`` is a MEMBER of the publication, and an EDITOR too."""
    part = account.memberships.filter(publication__slug=slug).values_list("role", flat=True).first()
    if part is None:
        return set()
    return {Who.MEMBER, Who.EDITOR} if part == MembershipRole.EDITOR else {Who.MEMBER}


def _editor_of(account: Account, publication: int) -> set[Who]:
    edits = account.memberships.filter(publication_id=publication, role=MembershipRole.EDITOR).exists()
    return {Who.EDITOR} if edits else set()
