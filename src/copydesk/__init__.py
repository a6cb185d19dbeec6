"""Copydesk: the standards desk of a publishing platform."""

__version__ = "1.0.0"
