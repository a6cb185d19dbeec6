"""Pictures: the original is kept and examined, a safe re-encoded version is shown."""

import hashlib
import re
from typing import Any

from django.core.files.base import ContentFile

from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.examining import examine
from copydesk.newsroom.limits import Limit, spend
from copydesk.newsroom.models import Account, PictureFile
from copydesk.newsroom.redrawing import MOST_PIXELS, TYPES, Drawing, UndrawableError, redraw

__all__ = ["Originals", "address_of", "find", "store", "upload"]

ADDRESS = re.compile(r"^/pictures/([A-Za-z0-9_-]{16})$")
LARGEST_FILE = 15 * 1024 * 1024
UPLOADS = Limit(burst=60, a_minute=10)
MOST = {kind: most // 1_000_000 for kind, most in MOST_PIXELS.items()}
REFUSALS = {
    "no-picture": "This is no JPEG, PNG, WebP, GIF or AVIF picture.",
    "too-big": f"A picture has at most {MOST['JPEG']} megapixels, as WebP {MOST['WEBP']}, as AVIF {MOST['AVIF']}.",
    "too-heavy": "Reading this picture takes too much memory or time. Make it smaller, or send it as JPEG.",
}


def address_of(picture: PictureFile) -> str:
    """Return where the shown version of a picture stands."""
    return f"/pictures/{picture.public_id}"


def find(src: str) -> PictureFile | None:
    """Return the stored picture that a story names by its address here, or None."""
    match = ADDRESS.match(src)
    return PictureFile.objects.filter(public_id=match[1]).first() if match else None


class Originals:
    """The uploaded bytes of stored pictures, as the pipeline's ``Assets``."""

    def get(self, src: str) -> bytes | None:
        """Return the original file of the picture at ``src``, or None."""
        picture = find(src)
        if picture is None:
            return None
        with picture.original.open("rb") as file:
            return bytes(file.read())


def store(owner: Account, data: bytes) -> PictureFile:
    """Keep an uploaded picture: the original as it came, what its file tells, and a version to show.

    Raises:
        RefusedError: it is too big, or no picture of a kind that is shown here.
    """
    if len(data) > LARGEST_FILE:
        raise RefusedError("too-big", f"A picture has at most {LARGEST_FILE // 1024 // 1024} MB.", field="picture")
    digest = hashlib.sha256(data).hexdigest()
    if known := PictureFile.objects.filter(owner=owner, sha256=digest).first():
        return known
    drawn = _drawn(data)
    width, height = drawn.size
    picture = PictureFile(
        owner=owner, sha256=digest, media_type=TYPES[drawn.kind], size=len(data), width=width, height=height
    )
    picture.signal = _examine(data)
    picture.original.save(f"{picture.public_id}.{drawn.kind.lower()}", ContentFile(data), save=False)
    picture.shown.save(f"{picture.public_id}.webp", ContentFile(drawn.webp), save=False)
    picture.save()
    return picture


def upload(owner: Account, data: bytes) -> PictureFile:
    """Keep a picture that a person sends: as ``store``, but only so many in a time.

    Raises:
        RefusedError: as ``store``, or there were too many.
    """
    spend(f"picture:{owner.pk}", UPLOADS, "Too many pictures at once")
    return store(owner, data)


def _examine(data: bytes) -> dict[str, Any]:
    return examine(data).to_json()


def _drawn(data: bytes) -> Drawing:
    try:
        return redraw(data)
    except UndrawableError as error:
        raise RefusedError(error.code, REFUSALS[error.code], field="picture") from None
