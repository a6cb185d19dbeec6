"""What is thrown away daily: old kept answers, old deliveries, finished jobs, full buckets, unconfirmed sign-ups."""

from datetime import timedelta

from django_tasks import task

from copydesk.api import idempotency
from copydesk.api.models import Delivery
from copydesk.newsroom import clock
from copydesk.newsroom.joining import forget_sign_ups
from copydesk.newsroom.limits import forget_full
from copydesk.queue.dead import forget_done

__all__ = ["sweep"]

DELIVERIES_KEPT = timedelta(days=30)


@task
def sweep() -> None:
    """Throw away what is past its time."""
    idempotency.forget_old()
    Delivery.objects.filter(created__lt=clock.now() - DELIVERIES_KEPT).delete()
    forget_done()
    forget_full()
    forget_sign_ups()
