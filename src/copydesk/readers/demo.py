"""What the demo's people did as readers: topics followed, stories read, a Show less, a Boost; twice is once."""

from django.core.exceptions import ObjectDoesNotExist

from copydesk.newsroom.distribution import eligible
from copydesk.newsroom.following import follow
from copydesk.newsroom.models import Account, Story, Suspicion, SuspicionState, Tag, Tier
from copydesk.readers import boosting, doing
from copydesk.readers.describing import describe_story
from copydesk.readers.models import Boost, ReaderEvent

__all__ = ["load"]

READS = 6


def load() -> None:
    """Let ``reader`` follow two topics, read some stories and show less of one; let two curators boost another."""
    for story in Story.objects.filter(live__isnull=False, description__isnull=True):
        describe_story(story)
    try:
        reader = Account.objects.get(email="reader@demo.example")
        curators = [Account.objects.get(email=f"{name}@demo.example") for name in ("curator", "curator2")]
    except ObjectDoesNotExist:
        return
    if not ReaderEvent.objects.filter(reader=reader).exists():
        _read(reader)
    if not Boost.objects.exists():
        _boost(*curators)


def _read(reader: Account) -> None:
    """Follow the two largest topics, read from them, and show less of the newest AI-labelled story."""
    for tag in Tag.objects.order_by("pk")[:2]:
        follow(reader, tag)
    stories = eligible(Tier.GENERAL).exclude(author=reader).order_by("-published")
    for story in stories.filter(labels=[])[4 : 4 + READS]:
        doing.read(reader, story)
    labelled = next((story for story in stories if "ai-generated" in story.labels), None)
    if labelled:
        doing.show_less(reader, labelled)


def _boost(first: Account, second: Account) -> None:
    open_ones = Suspicion.objects.filter(state__in=(SuspicionState.OPEN, SuspicionState.HANDED_OVER))
    free = eligible(Tier.BOOST).exclude(live__in=open_ones.values("revision"))
    stories = list(free.exclude(author__in=(first, second)).order_by("-published")[:2])
    notes = ("Plain, exact, and kind to its reader.", "I have sent it to three people already.")
    for story, note in zip(stories, notes, strict=False):
        boost = boosting.nominate(story, first, note)
        if note == notes[0]:
            boosting.approve(boost, second)
