"""Which words of a block are quotations marked as such: they are somebody else's by the author's own account."""

import re
from collections.abc import Iterator

__all__ = ["quoted"]

_QUOTED = re.compile(r"“([^“”\n]{20,1500})”|\"([^\"\n]{20,1500})\"|«([^«»\n]{20,1500})»|„([^„“”\n]{20,1500})[“”]")
_SAID = re.compile(
    r"\b(?:said|says|saying|wrote|writes|written|told|tells|asked|asks|added|adds|explained|explains|argued|argues|"
    r"noted|notes|quoted?|quotes|quoting|quotation|according to|put it|puts it|in (?:his|her|their|its) words|reads|"
    r"recalled|recalls|replied|claimed|claims|stated|states|announced|concludes?|observed|remarked|declared|"
    r"sagte?|schrieb|schreibt|laut|selon|dit|écrit|dijo|escribió|según)\b"
)
_NEAR = 160


def quoted(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of ``text`` (one block) that stand in quotation marks with a word of saying near by."""
    for match in _QUOTED.finditer(text):
        around = text[max(0, match.start() - _NEAR) : match.start()] + " … " + text[match.end() : match.end() + _NEAR]
        if _SAID.search(around):
            yield match.span()
