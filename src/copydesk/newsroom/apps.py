"""The newsroom as a Django app."""

from django.apps import AppConfig

__all__ = ["NewsroomConfig"]


class NewsroomConfig(AppConfig):
    """People and what they publish."""

    name = "copydesk.newsroom"
    label = "newsroom"
