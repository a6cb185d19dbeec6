"""What the desk does by itself again and again: priorities, golden cases that were let go, the circuit breaker."""

from django_tasks import task

from copydesk.desk import breaker, claims, golden
from copydesk.newsroom import clock

__all__ = ["EVERY_MINUTE", "keep_up"]

EVERY_MINUTE = 60


@task
def keep_up() -> None:
    """Bring priorities up to date, close golden cases that nobody holds, look at the detectors' shares."""
    now = clock.now()
    claims.update_priorities(now)
    golden.sweep(now)
    breaker.watch(now)
