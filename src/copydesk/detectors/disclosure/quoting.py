"""Takes quoted words out of a sentence: what somebody is quoted to say is not what the author says."""

__all__ = ["QUOTED", "unquoted"]

QUOTED = ' " " '
_PAIRS = {"“": "”", "«": "»", "„": "“”", "「": "」", "『": "』", '"': '"', "»": "«"}
_LONGEST_SCARE_QUOTE = 3


def unquoted(text: str) -> str:
    """Return ``text`` with each quotation of more than three words replaced by a bare pair of marks.

    >>> unquoted('add a line like "This post was written by AI" on top')
    'add a line like  " "  on top'
    """
    if _PAIRS.keys().isdisjoint(text):
        return text
    out: list[str] = []
    at = 0
    while at < len(text):
        closing = _PAIRS.get(text[at])
        end = _find_any(text, closing, at + 1) if closing else -1
        if end < 0:
            out.append(text[at])
            at += 1
            continue
        inner = text[at + 1 : end]
        out.append(f" {inner} " if _is_scare_quote(inner) else QUOTED)
        at = end + 1
    return "".join(out)


def _is_scare_quote(inner: str) -> bool:
    """Tell whether the marks only set a word or two apart: "written by “AI”", but not "“AI wrote this”"."""
    few = len(inner.split()) <= _LONGEST_SCARE_QUOTE and len(inner) < 40  # noqa: PLR2004 - and no long word of CJK
    return few and "this" not in inner.lower().split()


def _find_any(text: str, closing: str, start: int) -> int:
    places = [place for mark in closing if (place := text.find(mark, start)) >= 0]
    return min(places, default=-1)
