"""The desk as a Django app."""

from django.apps import AppConfig

__all__ = ["DeskConfig"]


class DeskConfig(AppConfig):
    """Cases and what becomes of them."""

    name = "copydesk.desk"
    label = "desk"
