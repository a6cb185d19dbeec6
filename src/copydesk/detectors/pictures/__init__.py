"""Which pictures were made by AI, as their own files tell; "no signal" is unknown, never "not AI"."""

from copydesk.detectors.pictures.examine import VERSION, examine
from copydesk.detectors.pictures.examiner import Examiner
from copydesk.detectors.pictures.known import KnownPictures
from copydesk.detectors.pictures.model import PictureSignal

__all__ = ["VERSION", "Examiner", "KnownPictures", "PictureSignal", "examine"]
