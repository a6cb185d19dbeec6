"""Addresses that are no pages: stored pictures, and what machines ask."""

from django.urls import URLPattern, URLResolver, path

from copydesk.newsroom import health
from copydesk.newsroom.serving import picture

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("pictures/<str:public_id>", picture, name="picture"),
]
