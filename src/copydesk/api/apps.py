"""The API as a Django app."""

from django.apps import AppConfig

__all__ = ["ApiConfig"]


class ApiConfig(AppConfig):
    """Keys, idempotent answers, webhooks."""

    name = "copydesk.api"
    label = "api"

    def ready(self) -> None:
        """Have events of the newsroom sent to webhooks, and the API's leftovers swept daily."""
        from copydesk.api import outgoing, sweeping  # noqa: PLC0415  # models are there only now
        from copydesk.newsroom import hooks  # noqa: PLC0415
        from copydesk.queue import schedule  # noqa: PLC0415

        hooks.on_published.register(outgoing.published)
        hooks.on_unpublished.register(outgoing.unpublished)
        hooks.on_assessed.register(outgoing.assessed)
        hooks.on_ruling_changed.register(outgoing.ruling_changed)
        schedule.every(24 * 3600, sweeping.sweep)
