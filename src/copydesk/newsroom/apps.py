"""The newsroom as a Django app."""

from django.apps import AppConfig

__all__ = ["NewsroomConfig"]


class NewsroomConfig(AppConfig):
    """People and what they publish."""

    name = "copydesk.newsroom"
    label = "newsroom"

    def ready(self) -> None:
        """Register the check that every route states whom it admits, and let policies in the shadow watch."""
        from copydesk.newsroom import (  # noqa: PLC0415  # models are there only now
            hooks,
            routes,  # noqa: F401
            shadowing,
        )

        hooks.on_assessed.register(shadowing.on_assessed)
