"""The API as a Django app."""

from django.apps import AppConfig

__all__ = ["ApiConfig"]


class ApiConfig(AppConfig):
    """Keys, idempotent answers, webhooks."""

    name = "copydesk.api"
    label = "api"
