"""Cards of stories: their template is drawn once for each shape, with slots for the words; a page fills the slots.

So nothing of a story or a reader is kept between requests, and a page of twenty cards costs twenty fillings.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from copydesk.newsroom.labels import LABELS
from copydesk.newsroom.models import Account
from copydesk.readers.entries import Entry
from copydesk.readers.surfaces import Item

__all__ = ["cards"]

SLOT = re.compile(r"slot0(\w+?)0slot")
Shape = tuple[bool, bool, bool, tuple[str, ...]]
"""Whether the menu is offered, whether the story stands in a publication, is for members, and its labels."""


class Slots:
    """Stands for an entry, or what else a card shows, while its template is drawn: each name is a slot."""

    def __getattr__(self, name: str) -> str:
        return f"slot0{name}0slot"


def cards(items: Iterable[Item], account: Account | None, *, surface: str, token: str) -> SafeString:
    """Draw items, each as ``components/item.html`` shows it to this reader.

    Args:
        items: what is recommended.
        account: the reader; a stranger, and who wrote the story, is offered no menu.
        surface: where they are shown.
        token: the reader's CSRF token.
    """
    common = {"surface": escape(surface), "csrf_token": escape(token)}
    reader = account.pk if account else 0
    drawn = [_card(item.entry, reader not in (0, item.entry.author), item.why, common) for item in items]
    return mark_safe("".join(drawn))  # noqa: S308  # drawn by a template that escapes; the words are escaped here


def _card(entry: Entry, offered: bool, why: str, common: dict[str, str]) -> str:
    words = {
        "public_id": entry.public_id,
        "slug": entry.slug,
        "title": escape(entry.title),
        "lead": escape(entry.lead),
        "handle": escape(entry.handle),
        "writer": escape(entry.writer),
        "publication": escape(entry.publication),
        "house": escape(entry.house),
        "moment": entry.published.isoformat() if entry.published else "",
        "day": f"{entry.published.day} {entry.published:%B %Y}" if entry.published else "",
        "why": escape(why),
    }
    form = _form((offered, bool(entry.publication), entry.members, entry.labels))
    return form % (words | common)


@lru_cache(maxsize=256)
def _form(shape: Shape) -> str:
    """Draw the template for a shape; returns it as a format with a name for each slot."""
    offered, placed, members, labels = shape
    slots = Slots()
    context = {
        "entry": slots,
        "offered": offered,
        "placed": placed,
        "members": members,
        "labels": [LABELS[code] for code in labels if code in LABELS],
        "surface": slots.surface,
        "csrf_token": slots.csrf_token,
        "why": slots.why,
    }
    drawn = render_to_string("web/components/item.html", context)
    return SLOT.sub(r"%(\1)s", drawn.replace("%", "%%"))
