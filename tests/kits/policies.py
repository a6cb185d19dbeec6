"""Versions of the platform's policy for tests: a stricter one in a few lines, and the way into force."""

from datetime import datetime

from copydesk.newsroom import clock, policing
from copydesk.newsroom.models import Account, PolicyVersion

STRICTER = """\
[policy]
id = "{id}"
extends = "medium-2024-05"
title = "A stricter version"
source = "A test"
effective = 2026-01-01
summary.en = "As before, but undisclosed help by AI is recommended to nobody."

[[clause]]
id = "writing.undisclosed-assisted"
then = {{ distribution = "none" }}
"""


def text(name: str = "medium-2026-03") -> str:
    """Return a version under which undisclosed assistance is recommended to nobody."""
    return STRICTER.format(id=name)


def in_force(
    author: Account,
    approver: Account,
    *,
    share: float = 1.0,
    starts: datetime | None = None,
    name: str = "medium-2026-03",
) -> PolicyVersion:
    """Bring a version into force."""
    version = policing.draft(text(name), author)
    policing.approve(version, approver, starts or clock.now(), share)
    return version
