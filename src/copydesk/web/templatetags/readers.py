"""What a reader can do about a writer, a publication or a topic: follow or not, mute or not."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from copydesk.newsroom.access import account_of
from copydesk.newsroom.following import FIELDS, Target
from copydesk.newsroom.models import Account, Follow
from copydesk.readers.models import Mute
from copydesk.web.cards import cards

__all__ = ["register"]

register = template.Library()
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
    """Show the context's ``items``, each as ``components/item.html`` draws it."""
    account = account_of(context["request"]) if "request" in context else None
    surface, token = str(context.get("surface", "feed")), str(context.get("csrf_token", ""))
    return cards(context.get("items") or (), account, surface=surface, token=token)
