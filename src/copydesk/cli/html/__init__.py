"""The report as one self-contained page: no script, nothing from elsewhere, every word of a story escaped."""

from copydesk.cli.html.page import HtmlReport

__all__ = ["HtmlReport"]
