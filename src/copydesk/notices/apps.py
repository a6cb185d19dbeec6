"""Notices as a Django app."""

from django.apps import AppConfig

__all__ = ["NoticesConfig"]


class NoticesConfig(AppConfig):
    """What people are told, and the public account of it."""

    name = "copydesk.notices"
    label = "notices"
