"""The queue as a Django app."""

from django.apps import AppConfig

__all__ = ["QueueConfig"]


class QueueConfig(AppConfig):
    """Jobs with leases."""

    name = "copydesk.queue"
    label = "queue"
