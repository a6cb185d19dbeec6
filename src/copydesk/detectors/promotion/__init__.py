"""How far a story looks made to rank in search and push links; for a reviewer, never against an author."""

from copydesk.detectors.promotion.weigh import VERSION, weigh

__all__ = ["VERSION", "weigh"]
