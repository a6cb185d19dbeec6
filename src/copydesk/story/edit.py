"""Puts one sentence into a story's source, as a paragraph or as a caption; nothing else in it changes."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator
from html import escape
from itertools import islice

from copydesk.story.errors import StoryError
from copydesk.story.model import Block, Span, Story
from copydesk.story.readers.front_matter import split_front_matter

__all__ = ["insert_caption", "insert_paragraph", "set_caption", "unified"]

_MARKDOWN = frozenset({"markdown"})
_HTML = frozenset({"html", "medium", "substack"})
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|{}$&]|(?<=^)(?:[#+-]|\d+(?=[.)]\s))|!(?=\[))")
_CAPTION_GIVEN = re.compile(r"""caption\s*=\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_FIGCAPTION = re.compile(r"<figcaption\b[^>]*>.*?</figcaption\s*>", re.IGNORECASE | re.DOTALL)
_PART_END = re.compile(r"$|</\w+\s*>", re.MULTILINE)
_MOST_PARTS = 24
_FEWEST_PARTS = 4
_MOST_READ = 1_500_000
"""Characters that may be read again in search of a caption's beginning: a long story is searched for fewer."""
_SHORTCODE_ENDS = (">}}", "%}}", "%}")


def insert_paragraph(source: str, format: str, story: Story, at_block: int, sentence: str) -> str:  # noqa: A002  # contract
    """Return ``source`` with ``sentence`` as a paragraph of its own before block ``at_block`` (or at the end).

    Inside a list, a quote or a table the paragraph is put before the whole of it.

    >>> from copydesk.story.readers import read
    >>> text = "I keep bees."
    >>> story = read(text.encode(), format="markdown")
    >>> print(insert_paragraph(text, "markdown", story, 0, "Claude helped me write this."))
    Claude helped me write this.
    <BLANKLINE>
    I keep bees.

    Raises:
        StoryError: the format cannot be edited.
    """
    _refuse(format)
    at = _start_of(source, story, at_block)
    line = " ".join(sentence.split())
    if format in _HTML:
        return _spliced(source, at, f"<p>{escape(line, quote=False)}</p>\n")
    words = _escaped(line) if format in _MARKDOWN else line
    if at >= len(source.rstrip()):
        body = source.rstrip()
        return f"{body}\n\n{words}\n" if body else f"{words}\n"
    return _spliced(source, at, f"{words}\n\n")


def insert_caption(source: str, format: str, story: Story, block: int, sentence: str) -> str:  # noqa: A002  # contract
    """Return ``source`` with ``sentence`` as the visible caption of the figure at ``block``.

    Where the figure has a caption already, the sentence follows it.

    Raises:
        StoryError: the block is no figure, has no place in the source, or the format cannot be edited.
    """
    _refuse(format)
    figure = story.blocks[block]
    place = _place_of(figure)
    line = " ".join(sentence.split())
    held = place.of(source)
    if format in _HTML or held.lstrip().startswith("<"):
        return _html_caption(source, figure, place, line)
    if (at := _shortcode_end(held)) is not None:
        text = line.replace("\\", "\\\\").replace('"', '\\"')
        given = _CAPTION_GIVEN.search(held)
        words, at = (f" {text}", given.end() - 1) if given else (f'caption="{text}" ', at)
        return _spliced(source, place.start + at, words)
    return _markdown_caption(source, figure, place, line)


def set_caption(
    source: str,
    format: str,  # noqa: A002  # contract
    story: Story,
    block: int,
    caption: str,
    *,
    again: Callable[[str], Story],
) -> str:
    """Return ``source`` with ``caption`` as the whole visible caption of the figure at ``block``; "" takes it out.

    Args:
        source: what ``story`` was read from.
        format: its format.
        story: the story as it was read.
        block: the index of a figure.
        caption: the new words; white space is folded.
        again: reads a changed source as ``story`` was read, to make sure that this caption alone has changed.

    Raises:
        StoryError: as ``insert_caption``, or under this picture the words would not read as its caption.
    """
    _refuse(format)
    _place_of(story.blocks[block])
    line = unicodedata.normalize("NFC", " ".join(caption.split()))
    if _captioned(story, story, block) == line:
        return source
    for bare in _uncaptioned(source, story, block):
        plain = again(bare)
        if _captioned(story, plain, block) != "":
            continue
        changed = insert_caption(bare, format, plain, block, line) if line else bare
        if _captioned(story, again(changed), block) == line:
            return changed
    raise StoryError(
        "These words would not read as the caption of this picture.",
        remedy="Begin them with “Photo:” or “Image:”, and use at most 40 words.",
    )


def _captioned(before: Story, after: Story, block: int) -> str | None:
    """Return the caption at ``block`` of ``after``; None where anything but this caption differs from ``before``."""
    if len(before.blocks) != len(after.blocks):
        return None
    for index, (old, new) in enumerate(zip(before.blocks, after.blocks, strict=True)):
        pictures = (old.figure and old.figure.pictures) == (new.figure and new.figure.pictures)
        same = index == block or before.text_of(old) == after.text_of(new)
        if old.kind is not new.kind or not pictures or not same:
            return None
    figure = after.blocks[block].figure
    return figure.caption if figure else None


def _uncaptioned(source: str, story: Story, block: int) -> Iterator[str]:
    """Give the source without what may be the figure's caption, the likeliest reading first."""
    figure = story.blocks[block]
    if figure.figure is not None and not figure.figure.caption:
        yield source
        return
    place = _place_of(figure)
    before, held, after = source[: place.start], place.of(source), source[place.end :]
    for pattern in (_FIGCAPTION, _CAPTION_GIVEN):
        if pattern.search(held):
            yield before + pattern.sub("", held) + after
    parts = max(_FEWEST_PARTS, min(_MOST_PARTS, _MOST_READ // len(source)))
    for end in islice(_PART_END.finditer(held), parts):
        yield before + held[: end.end()] + after


def unified(source: str, new: str, name: str) -> str:
    """Return the change from ``source`` to ``new`` as a unified patch that ``patch -p1`` and ``git apply`` take."""
    label = name.lstrip("/") or "story"
    old_lines, new_lines = source.splitlines(keepends=True), new.splitlines(keepends=True)
    lines = difflib.unified_diff(old_lines, new_lines, f"a/{label}", f"b/{label}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _refuse(format_: str) -> None:
    if format_ not in {*_MARKDOWN, *_HTML, "text"}:
        raise StoryError(
            f"A story in the format {format_} cannot be edited here.", remedy="Edit it where it was written."
        )


def _place_of(block: Block) -> Span:
    if block.figure is None or block.source is None or not block.figure.pictures:
        raise StoryError("The picture does not stand in the source itself.", remedy="Add the caption where it is set.")
    return block.source


def _spliced(source: str, at: int, words: str) -> str:
    return source[:at] + words + source[at:]


def _start_of(source: str, story: Story, at_block: int) -> int:
    """Return where the first block from ``at_block`` on begins that has a place; the end where none has."""
    for block in story.blocks[max(at_block, 0) :]:
        if block.source is not None:
            return _line_start(source, block.source.start) if story.format in _MARKDOWN else block.source.start
    placed = [block.source.end for block in story.blocks if block.source is not None]
    if placed and story.format not in _MARKDOWN:
        return max(placed)
    if not placed and at_block <= 0 and story.format in {*_MARKDOWN, *_HTML}:
        return split_front_matter(source)[1]
    return len(source)


def _line_start(source: str, at: int) -> int:
    return source.rfind("\n", 0, at) + 1


def _escaped(line: str) -> str:
    """Write a sentence so that Markdown shows it as it is."""
    return _SPECIAL.sub(r"\\\1", line)


def _html_caption(source: str, block: Block, place: Span, line: str) -> str:
    held = place.of(source)
    shown = escape(line, quote=False)
    low = held.lower()
    end = low.rfind("</figcaption>")
    if end >= 0:
        return _spliced(source, place.start + end, f" {shown}")
    end = low.rfind("</figure>")
    if low.lstrip().startswith("<figure") and end >= 0:
        return _spliced(source, place.start + end, f"<figcaption>{shown}</figcaption>")
    if block.figure is not None and block.figure.caption:
        end = low.rfind("</")
        return _spliced(source, place.start + end, f" {shown}")
    return _spliced(source, place.end, f"<p><em>{shown}</em></p>")


def _shortcode_end(held: str) -> int | None:
    if not held.lstrip().startswith(("{{<", "{{%", "{%")):
        return None
    found = [held.find(end) for end in _SHORTCODE_ENDS if held.find(end) >= 0]
    return min(found) if found else None


def _markdown_caption(source: str, block: Block, place: Span, line: str) -> str:
    if block.figure is not None and block.figure.caption:
        held = place.of(source).rstrip()
        closes = held[-1:] in "*_" and held[-2:-1] not in "*_\\"
        at = place.start + len(held) - closes
        return _spliced(source, at, f" {_escaped(line)}")
    prefix = _container(source, place.start)
    return _spliced(source, place.end, f"\n{prefix}\n{prefix}*{_escaped(line)}*")


def _container(source: str, at: int) -> str:
    """Return what the line must begin with to stay in the picture's quote or list item."""
    start = _line_start(source, at)
    line = source[start : source.find("\n", start) if "\n" in source[start:] else len(source)]
    marks = re.match(r"(?:[ ]{0,3}>[ ]?)*(?:[ ]*(?:[-*+]|\d{1,9}[.)])[ ]+)?[ ]*", line)
    head = marks[0] if marks else ""
    return "".join(ch if ch == ">" else " " for ch in head)
