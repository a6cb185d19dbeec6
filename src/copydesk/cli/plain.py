"""Makes a text of strangers safe for a terminal: nothing in it may move the cursor, colour, or hide."""

__all__ = ["plain"]


def plain(text: str) -> str:
    r"""Replace what is not printable, but for line ends and tabs.

    >>> plain("red\x1b[31m")
    'red�[31m'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
