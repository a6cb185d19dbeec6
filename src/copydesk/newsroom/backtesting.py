"""Backtests on the site: a version tried on all stored evidence, that of the site and that loaded from archives."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.crypto import salted_hmac
from django_tasks import task

from copydesk.newsroom import clock, policing
from copydesk.newsroom.hooks import findings_on
from copydesk.newsroom.models import Account, Assessment, KeptEvidence, PolicyEvent, PolicyVersion, StoryState
from copydesk.policy.backtest import Backtest
from copydesk.policy.backtest_report import report, sign, verify
from copydesk.queue.backend import enqueue_once

__all__ = ["is_untouched", "keep", "request", "try_version"]

AT_ONCE = 500


def request(version: PolicyVersion, by: Account, capacity: int | None = None) -> None:
    """Queue a backtest of a version; asking twice is once."""
    with transaction.atomic():
        enqueue_once(try_version, version.pk, capacity, key=f"backtest:{version.pk}")
        PolicyEvent.objects.create(version=version, at=clock.now(), by=by, what="backtest")


@task(priority=-10)
def try_version(version_id: int, capacity: int | None = None) -> None:
    """Rule again on all stored evidence under a version and the one it follows; keep the signed result with it."""
    version = PolicyVersion.objects.get(pk=version_id)
    run = Backtest(policing.predecessor(version), policing.rules(version.text))
    start = time.perf_counter()
    run.feed(json.dumps(record) for record in _records())
    body = sign(report(run, capacity=capacity, seconds=time.perf_counter() - start), _key())
    PolicyVersion.objects.filter(pk=version_id, pin=version.pin).update(
        backtest=body, cases_per_day=body["cases"]["median"]
    )


def is_untouched(version: PolicyVersion) -> bool:
    """Tell whether the stored result is as it was when this site signed it, and of this very text."""
    body = version.backtest
    if not isinstance(body, dict) or not verify(body, _key()):
        return False
    return policing.pin_of(body["new"]["id"], body["new"]["digest"]) == version.pin


def keep(source: str, records: Iterable[Mapping[str, Any]]) -> int:
    """Keep evidence that an archive holds, to be used in backtests; what is kept already stays. Returns how many came.

    Args:
        source: the archive's name.
        records: stored evidence as ``copydesk archive assess`` writes it.
    """
    rows, before = iter(records), KeptEvidence.objects.filter(source=source[:80]).count()
    while piece := list(islice(rows, AT_ONCE)):
        found = [
            KeptEvidence(
                source=source[:80],
                name=str(record.get("id"))[:200],
                published=str(record.get("published") or "")[:10],
                record=dict(record),
            )
            for record in piece
        ]
        KeptEvidence.objects.bulk_create(found, ignore_conflicts=True)
    return KeptEvidence.objects.filter(source=source[:80]).count() - before


def _key() -> bytes:
    return salted_hmac("copydesk.newsroom.backtesting", "key", algorithm="sha256").digest()


def _records() -> Iterator[Mapping[str, Any]]:
    newest = Assessment.objects.filter(revision=OuterRef("revision")).order_by("-created", "-pk").values("pk")[:1]
    live = Assessment.objects.filter(revision__story__live=F("revision"), revision__story__state=StoryState.PUBLISHED)
    together = live.filter(pk=Subquery(newest)).select_related(
        "revision__story__author", "revision__story__publication"
    )
    for kept in together.iterator(AT_ONCE):
        yield _record(kept)
    yield from KeptEvidence.objects.values_list("record", flat=True).iterator(AT_ONCE)


def _record(kept: Assessment) -> dict[str, Any]:
    revision, story = kept.revision, kept.revision.story
    published = story.published or revision.created
    return {
        "id": story.public_id,
        "evidence": kept.evidence,
        "declared": {"writing": revision.declared} if revision.declared else {},
        "findings": dict(findings_on(revision)),
        "paywalled": revision.paywalled,
        "language": story.language or kept.result.get("story", {}).get("language") or "",
        "tenure": (published - story.author.joined).days,
        "publication": story.publication.name if story.publication else "",
        "published": published.date().isoformat(),
    }
