"""Prepares Markdown for the parser line by line, and remembers which line each one came from."""

import re

from copydesk.story.errors import StoryError
from copydesk.story.readers.limits import MAX_LINES, MAX_MARKS
from copydesk.story.readers.shortcodes import expand_line

__all__ = ["BRACKET", "SHELF", "prepare"]

SHELF = "data:image/png;copydesk,"
"""What stands for a picture's data while the text is parsed; of a kind of address that CommonMark's parser takes."""

BRACKET = "\ufdd0"
"""What stands in for a bracket that opens no link: a code point that no text may hold."""

_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})")
_LIQUID_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_HUGO_COMMENT = re.compile(r"\{\{[<%]?\s*/\*.*?\*/\s*[>%]?\}\}", re.DOTALL)
_MDX = re.compile(r"^(?:import\s.+\sfrom\s+['\"].+['\"];?|export\s+(?:const|default|let|function)\s.*)$")
_KRAMDOWN_LINE = re.compile(r"^[ \t>]*\{:[^}]{0,300}\}[ \t]*$")
_KRAMDOWN = re.compile(
    r"(?<=[)\]*_`])\{:[^}]{0,300}\}|(?<=\))\{[.#][^}]{0,300}\}|(?<=\))\{(?:width|height|align|style)=[^}]{0,300}\}"
)
_HEADING_ID = re.compile(r"^(#{1,6}\s.*?)[ \t]*\{#[\w-]+[^}]{0,300}\}[ \t]*$")
_ATTRIBUTED = re.compile(
    r"(\]\(\s*<?[^\s()<>]+>?)((?:\s+(?:align|width|height|style|class)=(?:\"[^\"]*\"|'[^']*'|\S+?))+)\s*\)"
)
_SIZED = re.compile(r"(\]\([^\s()]+)\s+=\d*x?\d*(?:%)?\)")
_WIKI_PICTURE = re.compile(r"!\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{0,300}))?\]\]")
_WIKI_LINK = re.compile(r"(?<!!)\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")
_ADMONITION = re.compile(r"^:{3,}[ \t]*\{?\.?([\w-]*)\}?[ \t]*(?:\[(.*?)\]|(.*?))[ \t]*$")
_PREFIX = re.compile(r"(?:[ ]{0,3}>[ ]?|[ ]{0,3}[-*+][ ]+|[ ]{0,3}\d{1,9}[.)][ ]+)")
_LINK = re.compile(r"!?\[[^\[\]\n]{0,300}\]\([^()\s]{0,1000}\)")
_DEEP = 40
_WIDE = 200
_BRACKETS = 600
_MARKS = "*_~`"
_SIGNS = "!$%&+-:<=>@[]\\^{}"
_SIGNS_A_MARK = 10
_DATA = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=]{256,}")


def prepare(lines: list[str], name: str = "") -> tuple[list[str], list[int], list[str]]:
    """Return the lines to parse, for each the number of the line it came from, and the data: addresses taken out.

    Raises:
        StoryError: more lines, or more marks of emphasis, than any story has.
    """
    if len(lines) > MAX_LINES:
        raise StoryError(
            f"The document has {len(lines):,} lines; a story may have {MAX_LINES:,}.",
            remedy="Send the stories one by one.",
            name=name,
        )
    lines = _without_comments(lines)
    ready: list[str] = []
    origins: list[int] = []
    data: list[str] = []
    fence, weight = "", 0
    for number, line in enumerate(lines):
        weight += 0 if fence else _weight(line)
        if weight > MAX_MARKS * _SIGNS_A_MARK:
            raise _too_many_marks(number, name)
        fence_here = _FENCE.match(line)
        if fence_here and (not fence or (fence_here[1][0] == fence[0] and len(fence_here[1]) >= len(fence))):
            fence = "" if fence else fence_here[1]
            out = [line]
        else:
            out = [line] if fence else _prepared(line, data)
        for one in out:
            if one.startswith("```") and not fence_here:
                fence = "" if fence else "```"
        ready += out
        origins += [number] * len(out)
    return _tame(ready), origins, data


def _weight(line: str) -> int:
    """Return what the parser has to do for a line: it stops at each sign, and keeps three objects for each mark."""
    return _SIGNS_A_MARK * sum(map(line.count, _MARKS)) + sum(map(line.count, _SIGNS))


def _too_many_marks(number: int, name: str) -> StoryError:
    return StoryError(
        f"The document has more than {MAX_MARKS:,} marks of emphasis and code; a story may have no more.",
        where=f"line {number + 1}",
        remedy="Put code and data into a fenced block, or send the stories one by one.",
        name=name,
    )


def _without_comments(lines: list[str]) -> list[str]:
    """Liquid and Hugo comments are not shown; their line ends stay so that lines keep their numbers."""
    text = "\n".join(lines)
    for comment in (_LIQUID_COMMENT, _HUGO_COMMENT):
        if ("comment" in text and "{%" in text) or "/*" in text:
            text = comment.sub(lambda found: "\n" * found[0].count("\n"), text)
    return text.split("\n")


def _prepared(line: str, data: list[str]) -> list[str]:
    if not line:
        return [line]
    line = _flattened(line)
    if len(line) > 256 and "data:image/" in line:  # noqa: PLR2004  # an address worth taking out
        line = _DATA.sub(lambda found: _shelve(found[0], data), line)
    if line.startswith(":::") and (admonition := _ADMONITION.match(line)):
        return _admonition(admonition)
    if line.startswith(("import ", "export ")) and _MDX.match(line):
        return [""]
    if "{:" in line or "){" in line:
        if _KRAMDOWN_LINE.match(line):
            return [""] if line.startswith("{:toc") else []
        line = _KRAMDOWN.sub("", line)
    if line.startswith("#") and "{#" in line:
        line = _HEADING_ID.sub(r"\1", line)
    if "](" in line:
        line = _SIZED.sub(r"\1)", _ATTRIBUTED.sub(r"\1)", line))
    if "[[" in line:
        line = _wiki(line)
    return expand_line(line) if "{" in line or line.lstrip().startswith("%[") else [line]


def _shelve(address: str, data: list[str]) -> str:
    data.append(address)
    return f"{SHELF}{len(data) - 1}"


def _admonition(found: re.Match[str]) -> list[str]:
    if not found[1]:
        return ["", "</div>", ""]
    title = found[2] or found[3] or ""
    return ["", '<div class="callout">', "", *([title, ""] if title else [])]


def _wiki(line: str) -> str:
    line = _WIKI_PICTURE.sub(lambda found: f"![{found[2] or ''}](<{found[1].strip()}>)", line)
    return _WIKI_LINK.sub(lambda found: (found[2] or found[1]).strip(), line)


def _flattened(line: str) -> str:
    """Nest no deeper than a page can show: the words stay, what would only indent them further goes."""
    if line[:1] not in " >-*+0123456789":
        return line
    at = count = 0
    while count <= _DEEP and (found := _PREFIX.match(line, at)):
        at, count = found.end(), count + 1
    if count > _DEEP:
        cut = at
        while (found := _PREFIX.match(line, cut)) and found.end() > cut:
            cut = found.end()
        line = line[:at] + line[cut:].lstrip(" >")
    indent = len(line) - len(line.lstrip(" "))
    return line[indent - _WIDE :] if indent > _WIDE else line


def _tame(lines: list[str]) -> list[str]:
    """Stand a mark in for brackets that open no link where a paragraph has very many.

    The parser looks for the end of each one, which takes hours for a paragraph of a million.
    """
    start = brackets = 0
    for index, line in enumerate([*lines, ""]):
        if line.strip(" \t>"):
            brackets += line.count("[")
            continue
        if brackets > _BRACKETS:
            for inner in range(start, index):
                lines[inner] = _escaped(lines[inner])
        start, brackets = index + 1, 0
    return lines


def _escaped(line: str) -> str:
    parts: list[str] = []
    at = 0
    for found in _LINK.finditer(line):
        parts += (line[at : found.start()].replace("[", BRACKET), found[0])
        at = found.end()
    return "".join([*parts, line[at:].replace("[", BRACKET)])
