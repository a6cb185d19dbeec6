"""Words and sentences with their places, in any of the scripts that stories come in."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Token", "count_words", "fold", "sentences", "tokens"]

_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u3005\u3007"
_MARKS = "\u0300-\u036f\u0900-\u0963\u0970-\u097f\u064b-\u0652\u0670\u0640\u200b-\u200d\u00ad\u2060\ufeff"
_LETTER = rf"(?:(?![{_CJK}])[^\W_]|[{_MARKS}])"
_TOKEN = re.compile(
    rf"[{_CJK}]"
    rf"|(?:[ldcjnmst]|qu)['’](?=[^\W\d_])"
    rf"|{_LETTER}+(?:['’]{_LETTER}+)*"
    r"|[?？؟!！:：()（）%％\"“”„«»「」『』–—;；,，、/|+&=]",
    re.IGNORECASE,
)
_INVISIBLE = dict.fromkeys(
    [*range(0x300, 0x370), *range(0x64B, 0x653), 0x670, 0x640, 0x93C, *range(0x200B, 0x200E), 0xAD, 0x2060, 0xFEFF]
)
_ALIKE = str.maketrans(
    "’أإآٱةى？؟！：（）％“”„«»「」『』—；，、",
    "'اااا" + "هي" + "??!:()%" + '"' * 9 + "–;,,",
)
_END = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s|$)|[。！？؟।]+[」』”’)）]*|\n+")
_ABBREVIATIONS = frozenset(
    {"e.g", "i.e", "vs", "mr", "mrs", "ms", "dr", "st", "no", "vol", "fig", "etc", "approx", "z.b", "ca"}
)
_LAST_WORD = re.compile(r"[^\s(\[\"“]{1,12}$")
_LONGEST_SENTENCE = 1200
_SHORTEST_OWNER = 4


class Token(NamedTuple):
    """A word, a CJK character or a telling punctuation mark, in its folded form and with its place.

    ``owner`` tells that the word stood in the genitive ("ChatGPT's"), which ``form`` leaves out.
    """

    form: str
    start: int
    end: int
    capital: bool = False
    owner: bool = False


def fold(word: str) -> str:
    """Return ``word`` without case, accents, invisible marks and variants of the same letter."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return unicodedata.normalize("NFC", decomposed.translate(_INVISIBLE)).translate(_ALIKE)


def tokens(text: str, offset: int = 0) -> list[Token]:
    """Return the tokens of ``text``; their places count from ``offset``."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        form = fold(word)
        owner = form.endswith("'s") and len(form) > _SHORTEST_OWNER
        if owner:
            form = form[:-2]
        if form:
            found.append(Token(form, offset + match.start(), offset + match.end(), word[0].isupper(), owner))
    return found


def count_words(text: str) -> int:
    """Count words as a reader would: white space parts them, and two CJK characters make one.

    >>> count_words("Part 2 of my series"), count_words("本文由人工智能生成")
    (5, 5)
    """
    ideographs = sum(1 for char in text if "\u3040" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff")
    if not ideographs:
        return len(text.split())
    rest = re.sub(rf"[{_CJK}]", " ", text)
    return len([part for part in rest.split() if any(map(str.isalnum, part))]) + (ideographs + 1) // 2


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of ``text`` in order; a sentence of endless length is cut."""
    start = 0
    for match in _END.finditer(text):
        if not _ends_here(text, start, match):
            continue
        yield from _cut(text, start, match.end())
        start = match.end()
    yield from _cut(text, start, len(text))


def _ends_here(text: str, start: int, match: re.Match[str]) -> bool:
    if not match.group().startswith("."):
        return True
    following = text[match.end() : match.end() + 3].lstrip()
    if following[:1].islower():
        return False
    before = _LAST_WORD.search(text[max(start, match.start() - 12) : match.start()])
    word = before.group().lower() if before else ""
    return word not in _ABBREVIATIONS and not (len(word) == 1 and word.isalpha() and word != "i")


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    for at in range(start, end, _LONGEST_SENTENCE):
        yield at, min(end, at + _LONGEST_SENTENCE)
