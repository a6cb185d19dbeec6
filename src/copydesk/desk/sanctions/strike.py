"""A strike: it is the sanction's own row, and counts towards standing until it expires or is taken back."""

from copydesk.desk.models import Sanction

__all__ = ["apply", "undo"]


def apply(sanction: Sanction) -> None:
    """Have it count; nothing else changes."""
    sanction.base = None


def undo(sanction: Sanction) -> None:
    """Have it count no longer; the row says by itself that it was undone."""
