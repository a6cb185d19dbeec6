"""What the readers' app does again and again: digests, lessons every quarter hour, factors nightly."""

from datetime import timedelta

from django.db import transaction
from django_tasks import task

from copydesk.newsroom import clock
from copydesk.readers import boosting, describing, digest, levers, refitting
from copydesk.readers.learning import Lesson
from copydesk.readers.learning import learn as learned
from copydesk.readers.models import Impression

__all__ = ["DIGEST_EVERY", "LEARN_EVERY", "REFIT_EVERY", "learn", "refit", "send_digests"]

DIGEST_EVERY = 300
LEARN_EVERY = 900
REFIT_EVERY = 24 * 3600
OVER_AFTER = timedelta(minutes=30)
A_LESSON = 5000


@task
def send_digests() -> None:
    """Make the digests that are due; each is made once, whoever is killed."""
    for reader in digest.due(clock.now()):
        digest.make(reader)


@task
def learn() -> None:
    """Count the impressions that are over, and let the shared weights learn from them; each counts once."""
    boosting.end_over()
    while _a_lesson():
        pass


def _a_lesson() -> bool:
    """Take one batch of impressions; tells whether there were any."""
    with transaction.atomic():
        over = Impression.objects.filter(learned=False, at__lt=clock.now() - OVER_AFTER).order_by("pk")
        rows = list(over.select_for_update()[:A_LESSON])
        lessons = [Lesson(tuple(row.features), row.propensity, row.read) for row in rows if row.features]
        if lessons:
            levers.keep(learned(levers.current(), lessons))
        describing.count(rows)
        Impression.objects.filter(pk__in=[row.pk for row in rows]).update(learned=True)
    return bool(rows)


@task
def refit() -> None:
    """Fit the collaborative factors anew."""
    refitting.refit()
