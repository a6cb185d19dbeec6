"""Writes sentences from the templates of ``corpus/``: the material that the model is trained on."""

import random
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

__all__ = ["examples", "templates"]

_INNERMOST = re.compile(r"\(([^()\[\]]*\|[^()\[\]]*)\)|\[([^()\[\]]*)\]")
_LITERAL = re.compile(r"\(([^()|]*)\)")
_BRACKETS = str.maketrans({"\x01": "(", "\x02": ")", "[": None, "]": None})
_SLOT = re.compile(r"<([A-Z_]+)>")
_MOST_ROUNDS = 40
_DRESSED = 0.2
_SHORT = 40


def templates(name: str) -> list[tuple[str, str]]:
    """Return the (label, template) pairs of one file of ``corpus/``."""
    text = files("copydesk.detectors.disclosure").joinpath(f"corpus/{name}.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(label, template) for label, _, template in (line.partition("\t") for line in lines)]


@cache
def _slots() -> dict[str, list[str]]:
    return {name: words.split("|") for name, words in templates("slots")}


def examples(name: str, most: int, seed: int = 1) -> Iterator[tuple[str, str, int]]:
    """Yield (label, sentence, template number) from one file, at most ``most`` sentences a template.

    The same ``seed`` gives the same sentences. A template with few variants gives few.
    """
    rng = random.Random(seed)  # noqa: S311 - a reproducible choice of words, no secret
    for number, (label, template) in enumerate(templates(name)):
        variants = {_dress(_expand(template, rng), rng) for _ in range(_tries(template, most))}
        for sentence in sorted(variants):
            yield label, sentence, number


def _tries(template: str, most: int) -> int:
    choices = template.count("|") + 2 * template.count("[") + 4 * template.count("<")
    return max(1, min(most, 2 * choices))


def _expand(template: str, rng: random.Random) -> str:
    text = template
    for _ in range(_MOST_ROUNDS):
        text = _LITERAL.sub("\x01\\1\x02", text)
        filled = _SLOT.sub(lambda match: rng.choice(_slots()[match.group(1)]), text)
        filled = _INNERMOST.sub(lambda match: _choose(match, rng), filled)
        if filled == text:
            break
        text = filled
    text = text.translate(_BRACKETS)
    text = re.sub(r" +(?=[ .,;:!?)])", "", text).strip()
    return text[:1].upper() + text[1:]


def _dress(sentence: str, rng: random.Random) -> str:
    """Put a lead before or a tail behind some sentences of every label, so that neither decides anything."""
    if not sentence.isascii() or len(sentence) < _SHORT:
        return sentence
    if rng.random() < _DRESSED:
        lead = rng.choice(_slots()["LEAD"])
        sentence = lead + (sentence if lead.rstrip().endswith((".", ":")) else sentence[:1].lower() + sentence[1:])
    if rng.random() < _DRESSED and sentence.endswith("."):
        sentence = sentence[:-1] + rng.choice(_slots()["TAIL"]) + "."
    return sentence


def _choose(match: re.Match[str], rng: random.Random) -> str:
    alternatives, optional = match.group(1), match.group(2)
    if alternatives is not None:
        return rng.choice(str(alternatives).split("|"))
    return rng.choice(str(optional).split("|")) if rng.random() < 0.5 else ""  # noqa: PLR2004 - an even chance
