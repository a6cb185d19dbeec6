"""Reads a caption: does it say that AI made its picture, and which generator does it name."""

import re
from collections.abc import Callable
from functools import cache

from copydesk.detectors.disclosure import encoder
from copydesk.detectors.disclosure.cues import hints_at_ai, names_ai
from copydesk.detectors.disclosure.lexicon import Lexicon, Tag, load
from copydesk.detectors.disclosure.text import Token, sentences, tokens
from copydesk.detectors.disclosure.tongue import is_latin
from copydesk.evidence import CaptionReading

__all__ = ["GENERATORS_VERSION", "read_caption"]

GENERATORS_VERSION: str = "2026-11"
_LONGEST_CAPTION = 4000
_VERSION_NUMBER = re.compile(r"[ -]?[vV]?\d{1,2}(?:\.\d{1,2})?(?!\w)")
_HANDIWORK = ("design", "illustrat", "craft", "compos", "draw", "drew", "disen", "gezeichnet")
_COMPANIES = frozenset({"openai", "open"})
_SOURCES = frozenset({"source", "sources", "fuente", "fonte", "quelle"})
_ENDS = frozenset({"", ")", ",", "/", "|", ";", "–", "(", ":", "&", "+", '"', "and", "und", "et", "y", "e"})
_THANKS = frozenset({"thanks", "thank", "danke", "merci", "gracias", "obrigado", "obrigada", "谢谢"})
_FIGURES = frozenset({"a robot", "a bot"})
_NOBODYS = frozenset({"grok", "stable", "flux", "ideogram", "recraft", "chatgpt", "gpt", "copilot", "bing", "dreamina"})
_REACH = 6
_NAMES = frozenset({"GENERATOR", "NAME", "WEAK"})
_TELLING = _NAMES | {"AI", "LABEL", "PROMPT"}
_AGREED, _ALONE, _SURE = 0.35, 0.8, 0.9
_OF = frozenset({"of", "de", "der", "du", "d'", "的"})
_OUTPUT = frozenset(
    {
        "still",
        "render",
        "output",
        "art",
        "image",
        "video",
        "generated",
        "rendering",
        "v5",
        "v6",
        "v7",
        "creation",
        "drawing",
        "idea",
        "version",
        "take",
        "interpretation",
        "impression",
        "vision",
        "rendition",
        "attempt",
        "生成",
    }
)


class _Caption:
    """The tagged words of one sentence of a caption."""

    def __init__(self, text: str, words: list[Token], tags: list[Tag]) -> None:
        self.text = text
        self.words = words
        self.tags = tags

    def label(self, at: int) -> str:
        return self.tags[at].label if 0 <= at < len(self.tags) else ""

    def form(self, at: int) -> str:
        return self.tags[at].form if 0 <= at < len(self.tags) else ""

    def has(self, *labels: str) -> bool:
        return any(tag.label in labels for tag in self.tags)

    def words_of(self, at: int) -> str:
        """Return the words of the tag at ``at`` as they are spelled, with a version number behind them."""
        first, last = self.words[self.tags[at].first], self.words[self.tags[at].last - 1]
        version = _VERSION_NUMBER.match(self.text, last.end)
        return self.text[first.start : version.end() if version else last.end]

    def capital_follows(self, at: int) -> bool:
        """Tell whether a capitalised word that is no known one follows, as in a person's name."""
        nxt = at + 1
        return nxt < len(self.tags) and not self.tags[nxt].label and self.words[self.tags[nxt].first].capital

    def near(self, at: int, wanted: Callable[[str], bool], reach: int) -> int | None:
        """Return the nearest earlier tag whose label is ``wanted``, no further than ``reach`` tags."""
        for place in range(at - 1, max(-1, at - 1 - reach), -1):
            if wanted(self.label(place)):
                return place
            if self.form(place) == ";":
                return None
        return None


def read_caption(text: str) -> CaptionReading:
    """Read a caption by POLICY.md, "What is a caption that identifies".

    The encoder tells whether it says so, and the lexicon which generator it names; in other scripts than
    Latin rules do both.

    Args:
        text: the visible caption, in any language.

    Returns:
        The reading; ``quote`` is the sentence that says so, ``generator`` the name as the caption spells it.

    Raises:
        DamagedModelError: the encoder is missing, damaged or of another version.

    >>> read_caption("Image by author using Midjourney").generator
    'Midjourney'
    >>> read_caption("Image by storyset on Freepik").identifies
    False
    """
    text = text[:_LONGEST_CAPTION]
    ruled = _ruled(text)
    if not is_latin(text) or not (ruled.identifies or _names_any(text)):
        return ruled
    likely = float(encoder.captions([text])[0])
    if likely < (_AGREED if ruled.identifies else _ALONE):
        return CaptionReading(identifies=False)
    if ruled.identifies:
        return ruled
    return CaptionReading(True, _first_name(text), text, likely < _SURE)


def _names_any(text: str) -> bool:
    """Tell whether ``text`` has a word for AI or a name that may be a generator's."""
    return names_ai(text) or hints_at_ai(text) or any(tag.label in _TELLING for tag in _lexicon().tag(tokens(text)))


def _first_name(text: str) -> str | None:
    words = tokens(text)
    caption = _Caption(text, words, _lexicon().tag(words))
    return next((caption.words_of(at) for at, tag in enumerate(caption.tags) if tag.label in _NAMES), None)


def _ruled(text: str) -> CaptionReading:
    """Return the first sentence that says so for sure by the rules, else the first that may."""
    weak: CaptionReading | None = None
    for start, end in sentences(text):
        reading = _read_sentence(text[start:end])
        if reading.identifies and not reading.unsure:
            return reading
        weak = weak or (reading if reading.identifies else None)
    return weak or CaptionReading(identifies=False)


def _read_sentence(text: str) -> CaptionReading:
    words = tokens(text)
    caption = _Caption(text, words, _lexicon().tag(words))
    best: CaptionReading | None = None
    for at, tag in enumerate(caption.tags):
        says = _says(caption, at, tag.label)
        if not says or _denied(caption, at):
            continue
        name = caption.words_of(at) if tag.label in _NAMES else None
        reading = CaptionReading(True, name or (best.generator if best else None), text, tag.label == "WEAK")
        if name and not reading.unsure:
            return reading
        if best is None or best.unsure:
            best = reading
    if best is None and _from_prompt(caption):
        best = CaptionReading(True, None, text)
    return best or CaptionReading(identifies=False)


@cache
def _lexicon() -> Lexicon:
    return Lexicon(load("generators")["classes"])


def _says(caption: _Caption, at: int, label: str) -> bool:
    if label == "GENERATOR":
        return not caption.has("ABOUT") or _made(caption, at) or _credited(caption, at)
    if label == "NAME":
        if caption.form(at + 1) in _OF or caption.capital_follows(at):
            return False
        return _made(caption, at) or _credited(caption, at)
    if label == "WEAK":
        return _made(caption, at) and not _by_somebody(caption, at)
    if label == "AI":
        return _ai_made(caption, at)
    return label == "LABEL" and not caption.has("ABOUT", "CLEANUP")


def _made(caption: _Caption, at: int) -> bool:
    """Tell whether a verb of making is tied to the name at ``at``: "made with X", "X drew this"."""
    if _making_before(caption, at):
        return True
    following = [caption.label(at + step) for step in (1, 2)]
    return (following[0] == "MAKE" or following == ["BY", "MAKE"]) and not caption.has("ABOUT")


def _making_before(caption: _Caption, at: int) -> bool:
    verb = caption.near(at, lambda label: label == "MAKE", _REACH)
    if verb is None:
        return False
    between = [caption.label(place) for place in range(verb + 1, at)]
    placed = verb + 2 == at and caption.form(verb + 1) in {"no", "na"}
    return not between or placed or any(label in ("BY", "AI", *_NAMES) for label in between)


def _credited(caption: _Caption, at: int) -> bool:
    """Tell whether the name stands where a maker is credited: "Image: X", "image via X", "(X)", "… / X"."""
    return not _photo_of_company(caption, at) and (_bracketed(caption, at) or _sourced(caption, at))


def _bracketed(caption: _Caption, at: int) -> bool:
    """Tell whether the name stands alone, signed, behind a stroke or in brackets, or with its prompt."""
    if _after(caption, at) in _OUTPUT or (caption.has("PROMPT") and not caption.has("ABOUT")):
        return True
    if caption.form(at - 1) in {"(", "/", "|", "©", "&", "+"} and _ends(caption, at):
        return True
    return all(tag.form.isdigit() for tag in caption.tags[1:]) or _signed(caption, at)


def _sourced(caption: _Caption, at: int) -> bool:
    """Tell whether a word for a picture or its author stands before the name and leads to it."""
    source = caption.near(at, lambda label: label in ("PICTURE", "AUTHOR"), _REACH)
    if source is None or caption.has("ABOUT"):
        return False
    if caption.form(at) in _COMPANIES and caption.form(source) in _SOURCES:
        return False
    between = [(caption.label(place), caption.form(place)) for place in range(source + 1, at)]
    leads = any(label == "BY" or form in {":", "–", "/", "|"} for label, form in between)
    return (leads and _ends(caption, at)) or caption.form(at - 1) == "and"


def _after(caption: _Caption, at: int) -> str:
    """Return the form behind the name and its version number."""
    return caption.form(at + 1 + caption.form(at + 1).isdigit())


def _ends(caption: _Caption, at: int) -> bool:
    after = _after(caption, at)
    return after in _ENDS or after in _OUTPUT


def _signed(caption: _Caption, at: int) -> bool:
    """Tell whether a name that no person bears stands as the maker at the end: "A cat in a suit, by Grok"."""
    last = all(tag.form.isdigit() for tag in caption.tags[at + 1 :])
    signs = caption.form(at - 1) in {"by", ","} or caption.form(0) in _THANKS
    return last and signs and caption.form(at) in _NOBODYS and not caption.has("ABOUT")


def _photo_of_company(caption: _Caption, at: int) -> bool:
    """Tell whether a company only handed out a photograph: "Foto: Divulgação/OpenAI"."""
    source = caption.near(at, lambda label: label == "PICTURE", _REACH)
    return caption.form(at) in _COMPANIES and source is not None and caption.form(source).startswith(("foto", "photo"))


def _ai_made(caption: _Caption, at: int) -> bool:
    """Tell whether the word for AI at ``at`` is said to have made a picture."""
    if _about(caption) or (caption.has("CLEANUP") and not caption.has("MAKE")):
        return False
    if at and caption.has("ABOUT") and not (_making_before(caption, at) or _only_ai(caption, at)):
        return False
    following = [caption.label(at + step) for step in (1, 2, 3)]
    if caption.words[caption.tags[at].last - 1].form == "ai's" and not caption.has("ABOUT"):
        return True
    if following[0] in ("MAKE", "PICTURE", "LABEL") or (following[0] == "" and "MAKE" in following[1:2]):
        return True
    if _made(caption, at) or caption.label(at - 1) == "MAKE":
        return True
    return _only_ai(caption, at) or _credits_ai(caption, at)


def _credits_ai(caption: _Caption, at: int) -> bool:
    source = caption.near(at, lambda label: label in ("PICTURE", "AUTHOR"), 4)
    if source is None or caption.has("ABOUT") or caption.capital_follows(at):
        return False
    if caption.words_of(at).lower() in _FIGURES and caption.label(source) == "AUTHOR":
        return False
    between = [(caption.label(place), caption.form(place)) for place in range(source + 1, at)]
    return not between or any(label == "BY" or form in {":", "–", "/", "|"} for label, form in between)


def _only_ai(caption: _Caption, at: int) -> bool:
    if len(caption.tags) == 1:
        return True
    return caption.form(at - 1) in {"(", "/", "|"} and caption.form(at + 1) in {")", "", "|"}


def _about(caption: _Caption) -> bool:
    forms = {tag.form for tag in caption.tags[:3]}
    return "how" in forms or caption.form(len(caption.tags) - 1) == "?"


def _by_somebody(caption: _Caption, at: int) -> bool:
    """Tell whether a design tool or library only served a person: "designed in X", "created by Ann on X"."""
    verb = caption.near(at, lambda label: label == "MAKE", _REACH)
    if verb is None:
        return True
    if caption.label(at + 1) == "BY" and caption.capital_follows(at + 1):
        return True
    between = [caption.label(place) for place in range(verb + 1, at)]
    return "" in between or caption.form(verb).startswith(_HANDIWORK)


def _denied(caption: _Caption, at: int) -> bool:
    """Tell whether a negation governs what is said at ``at``; "not a photo" denies no AI."""
    denial = caption.near(at, lambda label: label == "NOT", _REACH)
    if denial is not None and any(caption.form(place) in {",", "("} for place in range(denial, at)):
        denial = None
    if denial is not None and caption.form(denial) in {"no", "na"} and caption.label(denial - 1) == "MAKE":
        return False
    if denial is None:
        return caption.form(at + 1) in {"free", "frei"}
    return caption.label(denial + 1) != "REAL" and caption.form(denial + 1) not in {"a", "my"}


def _from_prompt(caption: _Caption) -> bool:
    """Tell whether the picture is said to come from a prompt, which only a generator takes."""
    for at, tag in enumerate(caption.tags):
        if tag.label == "PROMPT" and caption.near(at, lambda label: label == "MAKE", 4) is not None:
            return True
    return False
