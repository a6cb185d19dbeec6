"""A document of another system written down as plain HTML: what its reader saw, without the wrapping of its export."""

from collections.abc import Mapping
from html import escape

from copydesk.story import Block, BlockKind, Story

__all__ = ["as_html"]


def as_html(document: Story, addresses: Mapping[str, str]) -> str:
    """Write a document as HTML.

    Args:
        document: what a reader of ``story.readers`` read.
        addresses: for the ``src`` of a picture, where it stands now; one that is missing keeps its own.
    """
    return "\n".join(part for block in document.blocks if (part := _block(document, block, addresses)))


def _block(document: Story, block: Block, addresses: Mapping[str, str]) -> str:
    if block.figure is not None:
        return _figure(block, addresses)
    if block.kind is BlockKind.RULE:
        return "<hr>"
    words = _linked(document, block)
    return _wrapped(block, words) if words.strip() else ""


def _wrapped(block: Block, words: str) -> str:
    match block.kind:
        case BlockKind.HEADING:
            level = min(max(block.level, 2), 6)
            whole = f"<h{level}>{words}</h{level}>"
        case BlockKind.CODE:
            whole = f"<pre><code>{words}</code></pre>"
        case BlockKind.LIST:
            whole = f"<ul>{''.join(f'<li>{line}</li>' for line in words.splitlines() if line.strip())}</ul>"
        case BlockKind.TABLE | BlockKind.VERSE:
            whole = f"<p>{'<br>'.join(words.splitlines())}</p>"
        case BlockKind.QUOTE:
            whole = f"<blockquote>{words}</blockquote>"
        case BlockKind.CALLOUT:
            whole = f"<aside>{words}</aside>"
        case _:
            whole = f"<p>{words}</p>"
    return whole


def _figure(block: Block, addresses: Mapping[str, str]) -> str:
    assert block.figure is not None
    shown = "".join(
        f'<img src="{escape(addresses.get(picture.src, picture.src))}" alt="{escape(picture.alt)}">'
        for picture in block.figure.pictures
    )
    caption = f"<figcaption>{escape(block.figure.caption)}</figcaption>" if block.figure.caption else ""
    return f"<figure>{shown}{caption}</figure>"


def _linked(document: Story, block: Block) -> str:
    """Return a block's words, escaped, with its links in their places."""
    parts, at = [], block.span.start
    for link in sorted(block.links, key=lambda link: link.span.start):
        if link.span.start < at or link.span.end > block.span.end:
            continue
        parts.append(escape(document.text[at : link.span.start]))
        parts.append(f'<a href="{escape(link.href)}">{escape(link.span.of(document.text))}</a>')
        at = link.span.end
    parts.append(escape(document.text[at : block.span.end]))
    return "".join(parts)
