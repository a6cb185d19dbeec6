"""Report story: a case at the desk for a paywalled story, an explanation of Show less for a free one."""

from dataclasses import dataclass

from django.conf import settings

from copydesk.desk import intake
from copydesk.desk.errors import Refused
from copydesk.desk.linking import network_of
from copydesk.newsroom import clock
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.limits import Limit, spend
from copydesk.newsroom.models import Account, Story

__all__ = ["Answer", "report"]

A_READER = Limit(burst=10, a_minute=0.05)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader is told: ``case`` tells whether a reviewer will look."""

    case: bool
    text: str


def report(story: Story, reader: Account, *, clause: str, words: str, passages: str = "", address: str = "") -> Answer:
    """Take a reader's report on a story's live revision.

    Args:
        story: what is reported.
        reader: who reports; limited to ten at once, then three an hour.
        clause: the clause they think is broken, or "".
        words: why; hostile input, kept as plain text.
        passages: the words of the story they chose, as plain text.
        address: whence the request came; only a keyed hash of its network is kept.

    Raises:
        RefusedError: too many reports, their own story, reported already, or nothing is published.
    """
    spend(f"report:{reader.pk}", A_READER, "You reported many stories in a short time")
    if story.live is None:
        raise RefusedError("gone", "This story is off its page.")
    text = f"{words.strip()}\n\nThey point at: {passages.strip()}" if passages.strip() else words.strip()
    network = network_of(address, settings.SECRET_KEY)
    try:
        reported = intake.report(story.live, reader, clause, text, clock.now(), network=network)
    except Refused as refusal:
        raise RefusedError("report", str(refusal)) from None
    if reported.case is not None:
        return Answer(True, "Thank you. A reviewer reads the story; you will get a letter with what came of it.")
    free = (
        "This story is free to read, so it earns nothing. Use Show less, and it and its like are gone from your pages."
    )
    return Answer(False, free)
