"""Setting Django up for commands that work on the site's database."""

import os

__all__ = ["site"]


def site() -> None:
    """Load the site's settings and apps; a second time nothing happens."""
    import django  # noqa: PLC0415  # other commands start without it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copydesk.site.settings")
    django.setup()
