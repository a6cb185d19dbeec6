"""Where each part of the site hangs; every part brings its own list of routes."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
