"""The platform's archive as known texts: kept with each assessment, and what new stories are compared with."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from django.db.models import Max
from django_tasks import task

from copydesk.assess import Detectors
from copydesk.detectors.derivation import Known, compare
from copydesk.detectors.derivation.index import keys_of
from copydesk.detectors.derivation.keys import keys
from copydesk.detectors.derivation.reading import read_story
from copydesk.evidence import Derivation
from copydesk.newsroom.addresses import of_story
from copydesk.newsroom.detecting import versions
from copydesk.newsroom.hooks import RevisionAssessed, StoryUnpublished
from copydesk.newsroom.models import KnownKey, KnownText, Revision, Story
from copydesk.newsroom.writing import read_words, words_of
from copydesk.queue.backend import enqueue_once
from copydesk.queue.lease import finishing
from copydesk.story import Story as Document

__all__ = ["Archive", "comparing", "forget", "have_merged", "keep", "merge", "on_assessed", "on_unpublished"]

_RECENT = 32
_PACKED = np.dtype("<i8")
_A_BATCH, _A_MERGE = 16, 64
URGENT, IDLE = 20, -10
_EACH_KEY_SQLITE = (
    "SELECT value, (SELECT group_concat(text_id) FROM (SELECT text_id FROM newsroom_knownkey WHERE key = value "
    "ORDER BY text_id LIMIT %s)) FROM json_each(%s)"
)
_EACH_KEY = (
    "SELECT wanted.key, held.text_id FROM unnest(%s::bigint[]) AS wanted (key) CROSS JOIN LATERAL "
    "(SELECT text_id FROM newsroom_knownkey WHERE key = wanted.key ORDER BY text_id LIMIT %s) AS held"
)
_INSERT = (
    "INSERT INTO newsroom_knownkey (key, text_id) SELECT unnest(%s::bigint[]), unnest(%s::bigint[]) "
    "ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The words of a text and its keys, packed."""

    text: str
    keys: bytes


_recent: OrderedDict[str, _Kept] = OrderedDict()


class Archive:
    """What was published on this platform before a moment, as an index of known texts.

    Args:
        before: leave out what was first published then or later; None leaves nothing out.

    Attributes:
        asked: the keys that were last looked for, None before that.
    """

    def __init__(self, before: datetime | None = None) -> None:
        self._before = before
        self.asked: Sequence[int] | None = None

    def __len__(self) -> int:
        """Return about how many texts are known: their highest number, for counting all takes long."""
        return self._highest

    @cached_property
    def _highest(self) -> int:
        return KnownText.objects.aggregate(highest=Max("pk"))["highest"] or 0

    def postings(self, wanted: Sequence[int], most: int) -> Mapping[int, Sequence[int]]:
        """Return the numbers of the texts that have a key, by key, those known longest first."""
        self.asked = wanted
        found = _indexed(wanted, most)
        for number, shared in _unmerged(wanted):
            for key in shared:
                numbers = found.setdefault(key, [])
                if len(numbers) < most:
                    numbers.append(number)
        return found

    def texts(self, numbers: Iterable[int]) -> Mapping[int, Known]:
        """Return texts by number: named by the story's address, owned by its author."""
        held = KnownText.objects.filter(pk__in=list(numbers)).select_related("story").defer("keys")
        held = held.filter(story__published__lt=self._before) if self._before else held
        return {one.pk: Known(of_story(one.story), one.text, str(one.story.author_id)) for one in held}


def _indexed(wanted: Sequence[int], most: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_EACH_KEY, (list(wanted), most))
            for key, number in cursor.fetchall():
                found.setdefault(key, []).append(number)
            return found
        cursor.execute(_EACH_KEY_SQLITE, (most, json.dumps(list(wanted))))
        return {key: list(map(int, numbers.split(","))) for key, numbers in cursor.fetchall() if numbers}


def _unmerged(wanted: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield the texts that do not stand in the index yet, each with the keys that it shares with ``wanted``."""
    sought = np.array(wanted, dtype=_PACKED)
    for number, packed in KnownText.objects.filter(merged=False).order_by("pk").values_list("pk", "keys"):
        keys = _unpacked(packed)
        if shared := keys[np.isin(keys, sought)].tolist():
            yield number, shared


def _packed(keys: Iterable[int]) -> bytes:
    return np.array(sorted(keys), dtype=_PACKED).tobytes()


def _unpacked(packed: bytes | memoryview) -> npt.NDArray[np.int64]:
    return np.frombuffer(bytes(packed), dtype=_PACKED)


def comparing(detectors: Detectors, story: Story) -> Detectors:
    """Have the words of ``story`` compared with what others published before it."""
    return replace(detectors, derivation=partial(_compare, story))


def _compare(story: Story, document: Document) -> Derivation:
    archive = Archive(story.published)
    found = compare(document, archive, own={str(story.author_id)})
    _remember(document.revision, _Kept(document.text, _packed(archive.asked or _keys(document))))
    return found


def _keys(document: Document) -> tuple[int, ...]:
    return keys(read_story(document)).all()


def _remember(revision: str, kept: _Kept) -> None:
    """Hold what is kept when the assessment is stored, so that nothing is parsed or computed again."""
    _recent[revision] = kept
    if len(_recent) > _RECENT:
        _recent.popitem(last=False)


def _read(revision: Revision) -> _Kept:
    document = read_words(words_of(revision))
    return _Kept(document.text, _packed(_keys(document)))


def keep(story: Story, revision: Revision) -> None:
    """Keep the words of a story's live revision, in place of those of an earlier one, and the keys to find them by.

    They are found from the moment that this is committed; ``merge`` brings their keys into the index later.
    """
    kept = _recent.pop(revision.content_hash, None) or _read(revision)
    with transaction.atomic(savepoint=False):
        held = KnownText.objects.select_for_update().filter(story=story).first()
        if held is not None and held.text == kept.text:
            return
        if held is not None:
            _drop(held)
        else:
            held = KnownText(story=story)
        held.text, held.keys, held.merged = kept.text, kept.keys, False
        held.save()
    have_merged(held.pk)


def have_merged(number: int) -> None:
    """Have texts merged when no assessment is due; where that never comes, before so many wait that they slow it."""
    if number % _A_MERGE == 0:
        enqueue_once(merge.using(priority=URGENT), key="known-text-now")
    elif number % _A_BATCH == 0:
        enqueue_once(merge, key="known-text")


def forget(story: Story) -> None:
    """Compare nothing with a story any longer."""
    with transaction.atomic():
        held = KnownText.objects.select_for_update().filter(story=story).first()
        if held is not None:
            _drop(held)
            held.delete()


def _drop(held: KnownText) -> None:
    """Take a text out of the index; before ``keys`` were kept, an index held those of the whole text."""
    if held.merged:
        written = _unpacked(held.keys).tolist() or keys_of(Known("", held.text))
        KnownKey.objects.filter(key__in=written, text=held).delete()


@task(priority=IDLE)
def merge() -> None:
    """Bring the keys of some texts into the index.

    Nothing is missed meanwhile: a comparison looks through the texts that wait for this, one after the other.
    """
    with finishing():
        waiting = KnownText.objects.select_for_update(skip_locked=True).filter(merged=False)
        some = list(waiting.defer("text").order_by("pk")[:_A_MERGE])
        _insert([(key, held.pk) for held in some for key in _unpacked(held.keys).tolist()])
        KnownText.objects.filter(pk__in=[held.pk for held in some]).update(merged=True)
        if len(some) == _A_MERGE:
            enqueue_once(merge, key="known-text")


def _insert(pairs: list[tuple[int, int]]) -> None:
    pairs.sort()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, ([key for key, _ in pairs], [number for _, number in pairs]))
        return
    KnownKey.objects.bulk_create([KnownKey(key=key, text_id=number) for key, number in pairs], ignore_conflicts=True)


def on_assessed(event: RevisionAssessed) -> None:
    """Keep what went live."""
    if event.live and "derivation" in versions():
        keep(event.story, event.revision)


def on_unpublished(event: StoryUnpublished) -> None:
    """Forget what was taken off its page."""
    forget(event.story)
