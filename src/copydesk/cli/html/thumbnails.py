"""Small pictures for the page, drawn anew from the files so that nothing of a stranger's bytes goes into it."""

import base64
import io
import warnings

__all__ = ["thumbnail"]

LARGEST_FILE = 20 * 2**20
MOST_PIXELS = 40_000_000
SIDE = 720
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def thumbnail(data: bytes) -> str | None:
    """Return a data: URL of the picture, at most 720 pixels wide or high; None where it cannot be drawn."""
    from PIL import Image  # noqa: PLC0415  # only reports with picture files need it

    if len(data) > LARGEST_FILE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.thumbnail((SIDE, SIDE))
            drawn = io.BytesIO()
            picture.convert("RGB").save(drawn, "JPEG", quality=82)
    except Exception:  # noqa: BLE001  # Pillow raises anything on a broken file; the report goes on without its picture
        return None
    return f"data:image/jpeg;base64,{base64.b64encode(drawn.getvalue()).decode()}"
