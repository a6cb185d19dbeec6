"""Small words and shapes that many pages show."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from copydesk.desk.timeline import Moment
from copydesk.newsroom.labels import Label, labels_of
from copydesk.newsroom.models import Revision, Story, Tier
from copydesk.readers.entries import opening_of

__all__ = ["register"]

register = template.Library()

TIER_WORDS = {
    Tier.NONE: "recommended to nobody",
    Tier.NETWORK: "recommended to followers",
    Tier.GENERAL: "recommended to anybody",
    Tier.BOOST: "may be boosted",
}


@register.filter
def tier_word(tier: int) -> str:
    """Say in words how far a tier reaches."""
    return TIER_WORDS[Tier(tier)]


@register.simple_tag
def tier_mark(tier: int) -> SafeString:
    """Show a tier as three bars and its words."""
    name = Tier(tier).name.lower()
    return format_html(
        '<span class="tier tier--{}"><span class="tier__bars" aria-hidden="true"><i></i><i></i><i></i></span>{}</span>',
        name,
        TIER_WORDS[Tier(tier)],
    )


@register.filter
def labels(story: Story) -> list[Label]:
    """Return the public labels of a story."""
    return labels_of(story)


@register.filter
def day(moment: datetime | None) -> str:
    """Show a date as "3 May 2026"; "" for none."""
    return f"{moment.day} {moment:%B %Y}" if moment else ""


@register.filter
def percent(share: float | None) -> str:
    """Show a share in [0, 1] as "12 %"."""
    return "" if share is None else f"{round(share * 100)} %"


@register.filter
def growth(moments: Sequence[Moment]) -> SafeString:
    """Draw how a text grew: a bar for each revision, as high as it has words."""
    most = max((moment.words for moment in moments), default=0) or 1
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="28" height="{}"><title>{}: {} words</title></rect>',
        (
            (40 * i, 100 - round(100 * m.words / most), round(100 * m.words / most), f"{m.at:%d %B, %H:%M}", m.words)
            for i, m in enumerate(moments)
        ),
    )
    return format_html(
        '<svg class="growth" viewBox="0 0 {} 104" role="img" aria-label="Words after each of {} revisions">{}</svg>',
        max(40 * len(moments), 40),
        len(moments),
        bars,
    )


@register.filter
def as_json(value: Any) -> str:
    """Show a value as JSON, indented."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


@register.filter
def words(text: str) -> list[str]:
    """Split a text at white space, to loop over names written in a template."""
    return text.split()


@register.filter
def opening(revision: Revision) -> str:
    """Return what a list shows below a title: the subtitle, else the first words of the prose."""
    return opening_of(revision)
