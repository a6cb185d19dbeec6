"""What was published: a frozen document model, and a reader for each format."""

from copydesk.story.model import (
    Block,
    BlockKind,
    Figure,
    Link,
    Note,
    Picture,
    Span,
    Story,
)

__all__ = ["Block", "BlockKind", "Figure", "Link", "Note", "Picture", "Span", "Story"]
