"""Running the site: serve, worker, manage, import, ledger."""

import os
import sys

__all__ = ["manage"]


def manage(words: list[str], prog_name: str = "copydesk manage") -> None:
    """Run a management command of the site."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415  # other commands start without Django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copydesk.site.settings")
    execute_from_command_line([prog_name, *words])
    sys.exit(0)
