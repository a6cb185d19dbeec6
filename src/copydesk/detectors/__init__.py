"""Story to signals: one package a question, and none knows another."""

__all__ = ["InstallationError"]


class InstallationError(RuntimeError):
    """A file that comes with Copydesk is missing, damaged or of another version: no story can be assessed."""
