"""What runs again and again: a task and its period, queued once a period however many workers there are."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django_tasks.base import Task

from copydesk.queue.models import Tick

__all__ = ["every", "forget", "queue_due"]


@dataclass(frozen=True, slots=True)
class Recurring:
    """A task without arguments, and its period in seconds."""

    task: Task[[], Any]
    seconds: int


_recurring: dict[str, Recurring] = {}


def every(seconds: int, task: Task[[], Any]) -> None:
    """Have ``task`` queued every ``seconds``; called in an AppConfig's ``ready``."""
    _recurring[task.module_path] = Recurring(task, seconds)


def forget(task: Task[[], Any]) -> None:
    """Undo ``every``."""
    _recurring.pop(task.module_path, None)


def queue_due(now: float) -> int:
    """Queue each recurring task whose period has turned; ``now`` in seconds since the epoch; returns how many."""
    return sum(_queue(name, recurring, int(now // recurring.seconds)) for name, recurring in _recurring.items())


def _queue(name: str, recurring: Recurring, slot: int) -> bool:
    if Tick.objects.filter(name=name, slot__gte=slot).exists():
        return False
    with transaction.atomic():
        Tick.objects.bulk_create([Tick(name=name)], ignore_conflicts=True)
        if not Tick.objects.filter(name=name, slot__lt=slot).update(slot=slot):
            return False
        recurring.task.enqueue()
    return True
