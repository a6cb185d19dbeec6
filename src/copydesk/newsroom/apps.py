"""The newsroom as a Django app."""

from django.apps import AppConfig

__all__ = ["NewsroomConfig"]


class NewsroomConfig(AppConfig):
    """People and what they publish."""

    name = "copydesk.newsroom"
    label = "newsroom"

    def ready(self) -> None:
        """Register the check that every route states whom it admits."""
        from copydesk.newsroom import routes  # noqa: F401, PLC0415  # models are there only now
