"""Pictures: the original is kept and examined, a safe re-encoded version is shown."""

import hashlib
import io
import re
import warnings
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.examining import examine
from copydesk.newsroom.limits import Limit, spend
from copydesk.newsroom.models import Account, PictureFile

__all__ = ["Originals", "address_of", "find", "store", "upload"]

ADDRESS = re.compile(r"^/pictures/([A-Za-z0-9_-]{16})$")
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif", "AVIF": "image/avif"}
LARGEST_FILE = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000
UPLOADS = Limit(burst=60, a_minute=10)
LONGEST_EDGE = 2000
UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


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
    kind, size, shown, ending = _render(data)
    picture = PictureFile(
        owner=owner, sha256=digest, media_type=TYPES[kind], size=len(data), width=size[0], height=size[1]
    )
    picture.signal = _examine(data)
    picture.original.save(f"{picture.public_id}.{kind.lower()}", ContentFile(data), save=False)
    picture.shown.save(f"{picture.public_id}.{ending}", ContentFile(shown), save=False)
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


def _render(data: bytes) -> tuple[str, tuple[int, int], bytes, str]:
    """Return the file's format, its size, and a clean copy with its ending: upright, small enough, no metadata."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=list(TYPES))
            if image.width * image.height > MOST_PIXELS:
                raise RefusedError(
                    "too-big", f"A picture has at most {MOST_PIXELS // 1_000_000} megapixels.", field="picture"
                )
            kind, size = str(image.format), image.size
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
            shown, ending = _encode(upright)
    except UNREADABLE:
        raise RefusedError("no-picture", "This is no JPEG, PNG, WebP, GIF or AVIF picture.", field="picture") from None
    return kind, size, shown, ending


def _encode(image: Image.Image) -> tuple[bytes, str]:
    clear = "A" in image.getbands() or "transparency" in image.info
    out = io.BytesIO()
    clean = image.convert("RGBA" if clear else "RGB")
    clean.info = {}
    clean.save(out, "WEBP", quality=85, method=4)
    return out.getvalue(), "webp"
