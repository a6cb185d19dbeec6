"""The pages as a Django app."""

from django.apps import AppConfig

__all__ = ["WebConfig"]


class WebConfig(AppConfig):
    """Templates, styles and views."""

    name = "copydesk.web"
    label = "web"
