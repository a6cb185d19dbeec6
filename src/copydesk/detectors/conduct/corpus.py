"""Labelled stories composed from hand-written templates; the same template gives the same stories everywhere."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from copydesk.story import Story
from copydesk.story.readers import read

__all__ = ["HELD", "PARTS", "Example", "compose", "examples"]

PARTS = ("train", "dev", "seen", "second", "third", "fourth", "held", "far", "fresh", "last", "stranger")
"""Parts of a corpus: "seen" was held until it was looked at; "held" and "far" are never trained on.

"far" has harmful ends that no list names, "fresh" and "last" were written when "held" had been looked at, "fourth" and
"stranger" by people who knew nothing of the project. A detector may lack some.
"""
HELD = ("held", "far", "fresh", "last", "stranger")
_EACH = 4
_TRIES = 3
_CHOICE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"\$(\w+)")
_HEAD = re.compile(r"^== (?P<id>\S+) (?P<label>yes|no)$", re.MULTILINE)
_SLOT = re.compile(r"^\$(\w+) = (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled story: ``positive`` is what a reviewer should see; ``template`` is where it came from."""

    story: Story
    positive: bool
    template: str
    ordinary: bool = False


def examples(package: str, part: str) -> list[Example]:
    """Return the stories of one of the ``PARTS`` of a detector's corpus; none where it lacks that part."""
    source = files(package).joinpath(f"corpus/{part}.txt")
    return list(compose(source.read_text(encoding="utf-8"))) if source.is_file() else []


def compose(source: str, each: int = _EACH) -> Iterator[Example]:
    """Yield up to ``each`` different stories a template, in the order of the file.

    A file starts with slots (``$city = Leeds | Porto``; one value holds for a whole story), then has templates: a line
    ``== id yes`` or ``== id no``, then Markdown in which ``{one|other}`` is a choice; the first line is the title.
    """
    heads = list(_HEAD.finditer(source))
    slots = {name: values.split(" | ") for name, values in _SLOT.findall(source[: heads[0].start()])}
    ends = [head.start() for head in heads[1:]] + [len(source)]
    for head, end in zip(heads, ends, strict=True):
        texts: dict[str, None] = {}
        for number in range(_TRIES * each):
            chance = random.Random(f"{head['id']}/{number}")  # noqa: S311  # no secret
            texts.setdefault(_filled(source[head.end() : end].strip(), slots, chance))
        for number, text in enumerate(list(texts)[:each]):
            yield Example(_story(text, f"{head['id']}/{number}"), head["label"] == "yes", head["id"])


def _filled(template: str, slots: dict[str, list[str]], chance: random.Random) -> str:
    values = {name: chance.choice(options) for name, options in slots.items()}
    while _CHOICE.search(template):
        template = _CHOICE.sub(lambda match: chance.choice(match[1].split("|")), template)
    return _NAME.sub(lambda match: values.get(match[1], match[0]), template)


def _story(text: str, name: str) -> Story:
    title, _, body = text.removeprefix("# ").partition("\n")
    story = read(body.strip().encode(), name=f"{name}.md", format="markdown")
    return Story(title=title, text=story.text, blocks=story.blocks, format="markdown", name=name)
