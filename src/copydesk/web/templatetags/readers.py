"""What a reader can do about a writer, a publication or a topic: follow or not, mute or not."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from copydesk.newsroom.access import account_of
from copydesk.newsroom.following import FIELDS, Target
from copydesk.newsroom.models import Account, Follow
from copydesk.readers.models import Mute
from copydesk.readers.surfaces import Item

__all__ = ["register"]

register = template.Library()
HELD = 5_000
CSRF, WHY = "\x02csrf\x03", "\x02why\x03"
_cards: dict[tuple[Any, ...], str] = {}
NAMES = {"account": "writer", "publication": "publication", "tag": "tag"}


@register.inclusion_tag("web/components/follow.html", takes_context=True)
def follow_buttons(context: Context, target: Target) -> dict[str, Any]:
    """Offer what the reader has not done yet; nothing to a stranger and on one's own page."""
    request = context.get("request")
    account = account_of(request) if request else None
    if account is None or account == target:
        return {"offered": False}
    field = FIELDS[type(target)]
    return {
        "offered": True,
        "kind": NAMES[field],
        "name": target.handle if isinstance(target, Account) else target.slug,
        "follows": Follow.objects.filter(follower=account, **{field: target}).exists(),
        "mutes": Mute.objects.filter(reader=account, **{field: target}).exists(),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def story_cards(context: Context) -> SafeString:
    """Show the context's ``items``, each as ``components/item.html`` draws it.

    A card looks the same for all readers but for their token and why they see it: so it is drawn once for each stamp.
    """
    account = account_of(context["request"]) if "request" in context else None
    surface, token = str(context.get("surface", "feed")), str(context.get("csrf_token", ""))
    drawn = [
        _card(item, surface, offered=account is not None and account != item.story.author)
        .replace(CSRF, token)
        .replace(WHY, conditional_escape(item.why))
        for item in context.get("items") or ()
    ]
    return mark_safe("".join(drawn))  # noqa: S308  # drawn by a template that escapes; the rest is escaped here


def _card(item: Item, surface: str, *, offered: bool) -> str:
    key = (item.stamp, surface, offered)
    if item.stamp is not None and key in _cards:
        return _cards[key]
    context = {"story": item.story, "surface": surface, "offered": offered, "csrf_token": CSRF, "why": WHY}
    drawn = render_to_string("web/components/item.html", context)
    if item.stamp is not None:
        if len(_cards) > HELD:
            _cards.clear()
        _cards[key] = drawn
    return drawn
