"""Pictures are examined in a process of their own, one for each process of the site, started when first needed."""

import atexit
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copydesk.detectors.pictures import Examiner, PictureSignal

__all__ = ["examine", "renew"]


@cache
def _examiner() -> "Examiner":
    from copydesk.detectors.pictures import Examiner  # noqa: PLC0415  # pages that show no picture never need it
    from copydesk.detectors.pictures.kept import Kept  # noqa: PLC0415  # the same

    kept = Kept()
    examiner = Examiner(known=kept.known(), anchors=kept.anchors())
    atexit.register(examiner.close)
    return examiner


def examine(data: bytes) -> "PictureSignal":
    """Say what an uploaded picture's file tells, with the operator's trust list and known pictures."""
    return _examiner().examine(data)


def renew() -> None:
    """Start anew with the trust list and the known pictures as they are kept now."""
    _examiner().close()
    _examiner.cache_clear()
