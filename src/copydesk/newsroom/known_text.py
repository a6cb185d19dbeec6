"""The platform's archive as known texts: kept with each assessment, and what new stories are compared with."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import Max

from copydesk.assess import Detectors
from copydesk.detectors.derivation import Known, compare
from copydesk.detectors.derivation.index import keys_of
from copydesk.evidence import Derivation
from copydesk.newsroom.addresses import of_story
from copydesk.newsroom.detecting import versions
from copydesk.newsroom.hooks import RevisionAssessed, StoryUnpublished
from copydesk.newsroom.models import KnownKey, KnownText, Revision, Story
from copydesk.newsroom.writing import read_words, words_of
from copydesk.story import Story as Document

__all__ = ["Archive", "comparing", "forget", "keep", "on_assessed", "on_unpublished"]

_RECENT = 32
_EACH_KEY_SQLITE = (
    "SELECT value, (SELECT group_concat(text_id) FROM (SELECT text_id FROM newsroom_knownkey WHERE key = value "
    "ORDER BY text_id LIMIT %s)) FROM json_each(%s)"
)
_EACH_KEY = (
    "SELECT wanted.key, held.text_id FROM unnest(%s::bigint[]) AS wanted (key) CROSS JOIN LATERAL "
    "(SELECT text_id FROM newsroom_knownkey WHERE key = wanted.key ORDER BY text_id LIMIT %s) AS held"
)
_INSERT = "INSERT INTO newsroom_knownkey (key, text_id) SELECT unnest(%s::bigint[]), %s ON CONFLICT DO NOTHING"
_recent: OrderedDict[str, str] = OrderedDict()


class Archive:
    """What was published on this platform before a moment, as an index of known texts.

    Args:
        before: leave out what was first published then or later; None leaves nothing out.
    """

    def __init__(self, before: datetime | None = None) -> None:
        self._before = before

    def __len__(self) -> int:
        """Return about how many texts are known: their highest number, for counting all takes long."""
        return KnownText.objects.aggregate(highest=Max("pk"))["highest"] or 0

    def postings(self, wanted: Sequence[int], most: int) -> Mapping[int, Sequence[int]]:
        """Return the numbers of the texts that have a key, by key, those known longest first."""
        found: dict[int, list[int]] = {}
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(_EACH_KEY, (list(wanted), most))
                for key, number in cursor.fetchall():
                    found.setdefault(key, []).append(number)
                return found
            cursor.execute(_EACH_KEY_SQLITE, (most, json.dumps(list(wanted))))
            return {key: list(map(int, numbers.split(","))) for key, numbers in cursor.fetchall() if numbers}

    def texts(self, numbers: Iterable[int]) -> Mapping[int, Known]:
        """Return texts by number: named by the story's address, owned by its author."""
        held = KnownText.objects.filter(pk__in=list(numbers)).select_related("story")
        held = held.filter(story__published__lt=self._before) if self._before else held
        return {one.pk: Known(of_story(one.story), one.text, str(one.story.author_id)) for one in held}


def comparing(detectors: Detectors, story: Story) -> Detectors:
    """Have the words of ``story`` compared with what others published before it."""
    return replace(detectors, derivation=partial(_compare, story))


def _compare(story: Story, document: Document) -> Derivation:
    _remember(document)
    return compare(document, Archive(story.published), own={str(story.author_id)})


def _remember(document: Document) -> None:
    """Hold the words for a moment: they are kept when the assessment is stored, and need not be parsed again."""
    _recent[document.revision] = document.text
    if len(_recent) > _RECENT:
        _recent.popitem(last=False)


def keep(story: Story, revision: Revision) -> None:
    """Keep the words of a story's live revision, in place of those of an earlier one."""
    text = _recent.pop(revision.content_hash, None)
    text = read_words(words_of(revision)).text if text is None else text
    held = KnownText.objects.filter(story=story).first()
    if held is not None and held.text == text:
        return
    keys = keys_of(Known("", text))
    with transaction.atomic():
        if held is not None:
            _drop(held)
            held.text = text
            held.save(update_fields=["text"])
        else:
            held = KnownText.objects.create(story=story, text=text)
        _insert(held, keys)


def _insert(held: KnownText, keys: Iterable[int]) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, (list(keys), held.pk))
        return
    KnownKey.objects.bulk_create([KnownKey(key=key, text=held) for key in keys], ignore_conflicts=True)


def forget(story: Story) -> None:
    """Compare nothing with a story any longer."""
    held = KnownText.objects.filter(story=story).first()
    if held is not None:
        with transaction.atomic():
            _drop(held)
            held.delete()


def _drop(held: KnownText) -> None:
    KnownKey.objects.filter(key__in=keys_of(Known("", held.text)), text=held).delete()


def on_assessed(event: RevisionAssessed) -> None:
    """Keep what went live."""
    if event.live and "derivation" in versions():
        keep(event.story, event.revision)


def on_unpublished(event: StoryUnpublished) -> None:
    """Forget what was taken off its page."""
    forget(event.story)
