"""Sanctions: one module for each thing they change, each with its exact inverse; only ``deciding`` may use this."""

from copydesk.desk.sanctions.applying import apply, plan, reinstate, undo
from copydesk.desk.sanctions.order import Order

__all__ = ["Order", "apply", "plan", "reinstate", "undo"]
