"""Stored pictures, served from a path of their own with safe types."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.models import PictureFile

__all__ = ["picture"]

A_YEAR = 31_536_000


@allow(Who.ANYONE)
def picture(_request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Show the re-encoded version of a picture; the original never leaves by this door."""
    kept = get_object_or_404(PictureFile, public_id=public_id)
    try:
        answer = FileResponse(kept.shown.open("rb"), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
    answer["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Content-Disposition"] = "inline"
    return answer


picture.methods = ("GET",)  # type: ignore[attr-defined]
