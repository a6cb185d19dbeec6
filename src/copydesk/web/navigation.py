"""What the masthead offers to whom."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest

from copydesk.newsroom.access import account_of
from copydesk.newsroom.models import Account, Role

__all__ = ["Item", "navigation"]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: its words, where it leads, and whether the reader is there now."""

    name: str
    href: str
    current: bool = False


HOME = Item("Home", "/")
TOPICS = Item("Topics", "/topics")
POLICY = Item("Policy", "/policy")
ROLES: tuple[tuple[tuple[Role, ...], Item], ...] = (
    ((Role.REVIEWER, Role.SENIOR_REVIEWER), Item("Desk", "/desk")),
    ((Role.CURATOR,), Item("Curate", "/curate")),
    ((Role.POLICY_OWNER,), Item("Quality", "/desk/quality")),
    ((Role.POLICY_OWNER,), Item("Versions", "/policy/versions")),
    ((Role.OPERATOR,), Item("Operate", "/operate")),
)
ACCOUNT = (
    Item("Your stories", "/your/stories"),
    Item("Letters", "/your/letters"),
    Item("Reading history", "/your/history"),
    Item("Recommendations", "/your/recommendations"),
    Item("Publications", "/your/publications"),
    Item("Settings", "/your/settings"),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give the templates ``navigation.main`` and ``navigation.account`` (a context processor)."""
    account = account_of(request)
    main = [HOME, *([Item("Following", "/following")] if account else []), TOPICS, POLICY]
    main += [item for roles, item in ROLES if account and account.has_role(*roles)]
    return {"navigation": {"main": _marked(main, request.path), "account": _own(account)}}


def _marked(items: list[Item], path: str) -> list[Item]:
    """Mark the one entry that the reader is in: of "/policy" and "/policy/versions" the nearer."""
    around = [
        item.href for item in items if path == item.href or (item.href != "/" and path.startswith(item.href + "/"))
    ]
    nearest = max(around, key=len, default="")
    return [replace(item, current=item.href == nearest) for item in items]


def _own(account: Account | None) -> list[Item]:
    if account is None:
        return []
    return [Item("Your page", f"/@{account.handle}"), *ACCOUNT]
