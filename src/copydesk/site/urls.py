"""Where each part of the site hangs; every part brings its own list of routes."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("copydesk.newsroom.urls")),
    path("api/v1/", include("copydesk.api.urls")),
    path("", include("copydesk.web.urls")),
]
