"""How far a story seems to promote or teach AI for harm; for a reviewer, never against an author."""

from copydesk.detectors.harm.weigh import VERSION, weigh

__all__ = ["VERSION", "weigh"]
