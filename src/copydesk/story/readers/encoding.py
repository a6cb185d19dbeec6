"""Bytes to text: finds the encoding, repairs what can be repaired safely, and says what it did."""

import codecs
import re

from copydesk.story.errors import StoryError
from copydesk.story.model import Note

__all__ = ["decode", "scrub"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_HEAD = 2_048
_SINGLE_BYTE = "windows-1252"
_SURROGATES = re.compile("[\ud800-\udfff]")
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii", "cp1252", "windows-1252"})
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})
# What a UTF-8 reader of Latin-1 bytes never meets in prose; a letter between two ASCII letters is safe to guess.
_MOST_STRAY = 0.3
_FEW = 40


def decode(data: bytes, *, name: str = "") -> tuple[str, tuple[Note, ...]]:
    """Return the text of ``data`` with line feeds as line ends, and notes on any repair.

    Raises:
        StoryError: the bytes are no text in any encoding that can be guessed safely; ``where`` is the byte position.
    """
    text, notes = _decoded(data, name)
    clean, more = scrub(text)
    return clean.replace("\r\n", "\n").replace("\r", "\n"), notes + more


def scrub(text: str) -> tuple[str, tuple[Note, ...]]:
    """Replace NULs and lone surrogates, which no reader can see, by U+FFFD and say so."""
    if "\0" not in text and not _SURROGATES.search(text):
        return text, ()
    clean, count = _SURROGATES.subn("\ufffd", text)
    nulls = clean.count("\0")
    message = f"{count + nulls} characters that are no text (NUL or half of a pair) were replaced by U+FFFD."
    return clean.replace("\0", "\ufffd"), (Note("encoding", message),)


def _decoded(data: bytes, name: str) -> tuple[str, tuple[Note, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding, name), ()
    declared = _declared(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _repair(data, declared, error, name)
    if wide := _wide(data):
        return _strict(data, wide, name), (Note("encoding", f"The file is {wide} and does not say so."),)
    _refuse_binary(data, name)
    if declared and declared not in {"utf-8", "utf8"} and not data.isascii() and declared not in _LATIN:
        return text, (Note("encoding", f"The file says it is {declared}; it is UTF-8 and was read as that."),)
    if declared in _LATIN and not data.isascii():
        return text, (Note("encoding", f"The file says it is {declared}; it is UTF-8 and was read as that."),)
    return text, ()


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_HEAD])
    return found[1].decode("ascii").lower() if found else None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark shows as a NUL in every other byte."""
    head = data[: _HEAD * 2]
    if len(head) < 4 or head.count(0) < len(head) // 3:  # noqa: PLR2004  # two code units, a third of NULs
        return None
    odd, even = head[1::2].count(0), head[::2].count(0)
    if min(odd, even) * 20 > max(odd, even):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(error.start, encoding, name) from None


def _repair(data: bytes, declared: str | None, error: UnicodeDecodeError, name: str) -> tuple[str, tuple[Note, ...]]:
    if wide := _wide(data):
        return _strict(data, wide, name), (Note("encoding", f"The file is {wide} and does not say so."),)
    _refuse_binary(data, name)
    if declared and declared not in {"utf-8", "utf8"} and (text := _as_declared(data, declared)) is not None:
        return text, ()
    stray = sum(byte > 127 for byte in data[: _HEAD * 32])  # noqa: PLR2004  # beyond ASCII
    most = _MOST_STRAY if len(data) > _FEW else 2 * _MOST_STRAY
    if stray > most * min(len(data), _HEAD * 32):
        raise _undecodable(error.start, "utf-8", name)
    try:
        text = data.decode(_SINGLE_BYTE)
    except UnicodeDecodeError as worse:
        raise _undecodable(min(error.start, worse.start), "utf-8", name) from None
    message = f"Byte {error.start} is no UTF-8; the file was read as {_SINGLE_BYTE}."
    return text, (Note("encoding", message),)


def _as_declared(data: bytes, declared: str) -> str | None:
    encoding = _SINGLE_BYTE if declared in _LATIN else declared
    try:
        found = codecs.lookup(encoding)
        # Codecs such as "zip" or "rot13" are no text encodings.
        return data.decode(encoding) if found._is_text_encoding else None  # noqa: SLF001  # no public name for it
    except (LookupError, UnicodeError, ValueError):
        return None


def _refuse_binary(data: bytes, name: str) -> None:
    head = data[: _HEAD * 2]
    strange = len(head) - len(head.translate(None, _CONTROL))
    if strange > max(len(head) // 10, 3):
        first = next(index for index, byte in enumerate(head) if byte in _CONTROL)
        raise StoryError(
            "The file is binary, not text.",
            where=f"byte {first}",
            remedy="Send the story as Markdown, HTML or plain text.",
            name=name,
        )


def _undecodable(start: int, encoding: str, name: str) -> StoryError:
    return StoryError(
        f"The bytes are no valid {encoding.removesuffix('-sig').upper()}.",
        where=f"byte {start}",
        remedy="Save the file as UTF-8.",
        name=name,
    )
