"""Tells: what a chatbot left in a text, and references that cannot exist; quoted or discussed ones do not count."""

# ruff: noqa: E501  # a pattern is one line

import re
from collections.abc import Iterator

from copydesk.detectors.lookalikes import LOOKALIKES
from copydesk.detectors.prose.references import malformed
from copydesk.evidence import Grade, Signal
from copydesk.story import Block, BlockKind, Span, Story

__all__ = ["find"]

NAME, VERSION = "prose.tells", "1"
_READ = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST, BlockKind.CALLOUT, BlockKind.TABLE})
_LIMIT = 2_000_000

_OPENING = re.compile(
    r"\A\W{0,3}(?:(?:certainly|sure(?: thing)?|absolutely|of course)[!,.]\s+(?:here(?:'s| is| are)|i(?:'d| would) be happy to)"
    r"|here(?:'s| is) (?:a|an|the|your) (?:revised|rewritten|polished|improved|updated|draft|possible)\s"
    r"[^.\n]{0,80}(?:version|article|essay|post|story|draft)[^.\n]{0,60}:)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:let me know if you(?:'d| would)? (?:like|need|want) (?:me to|any (?:further|more|other) (?:changes|edits|revisions))"
    r"|would you like me to (?:expand|revise|adjust|add|make|continue|rewrite))[^.\n?]{0,160}[.?!]?"
    r"|i hope this (?:article|essay|draft|version) (?:meets|fits|helps with) your (?:needs|requirements|request)[.!]?)\s*\Z",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"\b(?:as|since i(?:'m| am)|i(?:'m| am)(?: just| only)?) an? (?:ai(?:[- ](?:powered|based))? (?:language )?(?:model|assistant)"
    r"|large language model|ai developed by|artificial intelligence(?: language)? model)\b"
    r"(?=,? (?:i\b|developed by|trained by|and (?:do not|don't|cannot|can't)))",
    re.IGNORECASE,
)
_CUTOFF = re.compile(
    r"\b(?:as of my (?:last|latest|most recent) (?:knowledge |training )?(?:update|cutoff|cut-off|training)"
    r"|my (?:knowledge|training)(?: data)? (?:cutoff|cut-off|only (?:goes|extends) (?:up )?to)"
    r"|up to my (?:last|latest) (?:knowledge )?update)\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"(?::contentReference\[oaicite:\d+\]|\boaicite:\d+|【\d+†[^】\n]{0,80}】|(?:\b|cite)turn\d+(?:search|news|view|fetch|image|file)\d+\b"
    r"|[?&]utm_source=(?:chatgpt\.com|openai|copilot\.com|perplexity)|\bgrok_card\b|\battached_file:\d+\b)"
)
_PLACEHOLDER = re.compile(
    r"\[(?:insert|your|add|enter|company|author|recipient|customer)\b(?:[ '’]?s)? ?"
    r"(?:here|name|company(?: name)?|job title|title|address|email(?: address)?|phone(?: number)?|date|city|location|link(?: here)?"
    r"|website|university|institution|position|product(?: name)?|topic|number|source|specific [a-z ]{3,40}|example[a-z ]{0,40})\]",
    re.IGNORECASE,
)
_PATTERNS = (
    ("chatbot-boilerplate", _OPENING, ("",), "It opens the way a chatbot hands over its answer."),
    (
        "chatbot-boilerplate",
        _CLOSING,
        ("let me know", "would you like", "i hope this"),
        "It ends with an offer that a chatbot makes to the person who asked.",
    ),
    (
        "chatbot-boilerplate",
        _SELF,
        ("an ai", "language model", "artificial intelligence"),
        "The text speaks of itself as an AI model.",
    ),
    (
        "knowledge-cutoff",
        _CUTOFF,
        ("as of my", "my knowledge", "my training", "up to my"),
        "The text speaks of its own training and where that ends.",
    ),
    (
        "chatbot-markup",
        _MACHINE,
        ("oaicite", "†", "utm_source", "grok_card", "attached_file", *(f"turn{n}" for n in range(10))),
        "A marker that a chatbot's interface writes was left in the text.",
    ),
    ("placeholder", _PLACEHOLDER, ("[",), "A place to be filled in was left empty."),
)
_OPENERS, _CLOSERS = '"“‘«`', '"”’»`'
_TALK = re.compile(
    r"\b(?:phrases?|says?|saying|said|wrote|writes?|replied|responds?|response|answers?|answered|output|outputs?|prompts?|prompted|like|such as|"
    r"example|examples|e\.g\.|looks? for|watch for|search(?:ing|ed)? for|template|placeholders?|replace|replacing|fill in|variables?|tells?|told|"
    r"asked|tags?|parameter|links? with|detect\w*|spot\w*|dialogue|robot|android)\b[^.!?\n]{0,80}\Z",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\A[^.!?\n]{0,60}\b(?:is a (?:tell|sign|phrase|giveaway)|parameter|placeholder|gives? (?:it|them) away|refus)",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u200b\u200c\u2060\u2061-\u2064\u180e\U000e0000-\U000e007f]|(?<=[A-Za-z])\ufeff(?=[A-Za-z])")
_HIDDEN = frozenset(map(chr, (0x200B, 0x200C, *range(0x2060, 0x2065), 0x180E, 0xFEFF, *range(0xE0000, 0xE0080))))
_LOOK = "".join(LOOKALIKES)
_CYRILLIC = "".join(letter for letter in LOOKALIKES if "\u0400" <= letter <= "\u052f")
_MIXED = re.compile(rf"[A-Za-z][{_LOOK}]{{1,4}}[A-Za-z]|[A-Za-z][{_CYRILLIC}]|[{_CYRILLIC}][A-Za-z]")
_LEAST_TRICKS = 5


def find(story: Story) -> tuple[Signal, ...]:
    """Return the tells of ``story``, each graded ``TELL`` with its place and a sentence for a person."""
    blocks = story.blocks or (Block(BlockKind.PARAGRAPH, Span(0, len(story.text))),)
    read = [block for block in blocks if block.kind in _READ and block.figure is None and block.span.start < _LIMIT]
    return (*_left_behind(story, read), *_tricks(story), *_references(story))


def _left_behind(story: Story, blocks: list[Block]) -> Iterator[Signal]:
    lower = story.text[:_LIMIT].lower()
    likely = [(kind, pattern, reason) for kind, pattern, keys, reason in _PATTERNS if any(key in lower for key in keys)]
    for number, block in enumerate(blocks):
        text = story.text_of(block)
        for kind, pattern, reason in likely:
            if (pattern is _OPENING and number) or (pattern is _CLOSING and number < len(blocks) - 1):
                continue
            for match in (pattern.match(text),) if pattern is _OPENING else pattern.finditer(text):
                if match and not _discussed(text, match.start(), match.end()):
                    yield _signal(
                        kind, [Span(block.span.start + match.start(), block.span.start + match.end())], reason
                    )


def _discussed(text: str, start: int, end: int) -> bool:
    """Tell whether the words are quoted, or spoken about, and not simply left there."""
    before, after = text[max(0, start - 240) : start], text[end : end + 120]
    sentence = before[max(before.rfind(mark) for mark in ".!?\n") + 1 :]
    if _TALK.search(sentence) or _ABOUT.match(after):
        return True
    paragraph = text[max(0, start - 1200) : start]
    straight = paragraph.count('"') % 2 == 1 or paragraph.count("`") % 2 == 1
    curly = paragraph.count("“") > paragraph.count("”") or paragraph.count("«") > paragraph.count("»")
    return (
        straight or curly or before[-1:] in tuple(_OPENERS) or (before.count("‘") > before.count("’") and "’" in after)
    )


def _tricks(story: Story) -> Iterator[Signal]:
    text = story.text[:_LIMIT]
    if text.isascii():
        return
    letters = set(text)
    hidden = [Span(*match.span()) for match in _INVISIBLE.finditer(text)] if _HIDDEN & letters else []
    if len(hidden) >= _LEAST_TRICKS:
        yield _signal("invisible-characters", hidden[:50], "Characters that nobody can see stand between the letters.")
    mixed = [Span(*match.span()) for match in _MIXED.finditer(text)] if LOOKALIKES.keys() & letters else []
    if len(mixed) >= _LEAST_TRICKS:
        reason = "Letters of another alphabet stand inside words in place of the Latin ones they look like."
        yield _signal("look-alike-letters", mixed[:50], reason)


def _references(story: Story) -> Iterator[Signal]:
    for span, reason in malformed(story.text[:_LIMIT]):
        yield _signal("malformed-reference", [span], reason)


def _signal(kind: str, spans: list[Span], reason: str) -> Signal:
    return Signal(kind, Grade.TELL, NAME, VERSION, value=1.0, spans=tuple(spans), reason=reason)
