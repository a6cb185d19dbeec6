"""The newsroom as a Django app."""

from django.apps import AppConfig

__all__ = ["NewsroomConfig"]


class NewsroomConfig(AppConfig):
    """People and what they publish."""

    name = "copydesk.newsroom"
    label = "newsroom"

    def ready(self) -> None:
        """Register the checks; let policies in the shadow watch, and keep the words of what was assessed."""
        from copydesk.newsroom import (  # noqa: PLC0415  # models are there only now
            hooks,
            known_text,
            machines,  # noqa: F401
            routes,  # noqa: F401
            shadowing,
        )
        from copydesk.queue import schedule  # noqa: PLC0415

        hooks.on_assessed.register(shadowing.on_assessed)
        hooks.on_assessed.register(known_text.on_assessed)
        hooks.on_unpublished.register(known_text.on_unpublished)
        schedule.every(60, known_text.merge)
