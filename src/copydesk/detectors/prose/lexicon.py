"""Word lists behind the style features, one category each, chosen from what the literature on style says."""

# ruff: noqa: SIM905  # lists of words read better as text

from functools import cache

import numpy as np

from copydesk.detectors.prose.tokens import Hashes, Ints, hash_word

__all__ = ["CATEGORIES", "FUNCTION_WORDS", "NAMES", "lookup"]

FUNCTION_WORDS = tuple(
    """the of and to a in that is was it for on with as i you he she they we his her their our my your its be are were
    been have has had do does did not no but or if so because while when where which who what how than then there this
    these those at by from into about over after before between through during under up out off down again just very
    also even only still too more most much many some any all both each other another such same own can could will
    would should may might must shall said get got like really maybe well now here""".split()
)

CATEGORIES: dict[str, tuple[str, ...]] = {
    "first person": tuple("i i'm i've i'd i'll me my mine myself".split()),
    "plural first person": tuple("we we're we've us our ours ourselves".split()),
    "second person": tuple("you you're your yours yourself".split()),
    "third person": tuple("he she him her hers his himself herself".split()),
    "contractions": tuple(
        """don't didn't can't won't isn't wasn't aren't weren't wouldn't couldn't shouldn't doesn't haven't hasn't
        hadn't it's that's there's he's she's they're they've what's let's who's""".split()
    ),
    "connectives of essays": tuple(
        """furthermore moreover additionally consequently therefore thus hence overall ultimately finally firstly
        secondly lastly conclusion conversely similarly nevertheless nonetheless however instead notably""".split()
    ),
    "grand nouns": tuple(
        """tapestry landscape realm testament journey symphony beacon cornerstone facets nuances intricacies interplay
        complexities resilience dedication significance importance impact essence implications insights
        perspectives strategies potential approach sense""".split()
    ),
    "grand verbs": tuple(
        """delve delves delving underscore underscores foster fosters fostering enhance enhancing ensure ensures
        ensuring navigate navigating embrace embracing leverage leveraging harness unlock elevate highlights
        highlighting showcases showcasing empower empowering shaping transform transforming""".split()
    ),
    "grand adjectives": tuple(
        """crucial vital pivotal essential intricate multifaceted nuanced profound vibrant seamless robust
        comprehensive innovative transformative invaluable unwavering meticulous diverse dynamic unique significant
        compelling captivating remarkable""".split()
    ),
    "fiction habits": tuple(
        """whispered murmured gaze eyes breath heart silence shadows flickered glinting echoed lingered trembling
        hummed ancient air voice barely seemed""".split()
    ),
    "hedges": tuple("perhaps probably maybe somewhat apparently seems guess suppose think kinda sorta almost".split()),
    "boosters": tuple("really very totally absolutely actually literally pretty quite definitely obviously".split()),
    "informal": tuple(
        "yeah ok okay hey lol gonna wanna stuff thing things guy guys cool awesome anyway etc ya".split()
    ),
    "modals": tuple("can could may might must should would will".split()),
    "negation": tuple("not no never nothing nobody none neither nor without".split()),
    "time": tuple("today yesterday tomorrow ago last week month year years monday friday recently".split()),
    "and": ("and",),
    "passive and being": tuple("is are was were be been being".split()),
}

NAMES = (*CATEGORIES, *(f"word: {word}" for word in FUNCTION_WORDS))


@cache
def _index() -> tuple[Hashes, Ints]:
    pairs = [(hash_word(word), row) for row, words in enumerate(CATEGORIES.values()) for word in words]
    pairs += [(hash_word(word), len(CATEGORIES) + row) for row, word in enumerate(FUNCTION_WORDS)]
    pairs.sort()
    return np.array([pair[0] for pair in pairs], dtype=np.uint64), np.array([pair[1] for pair in pairs])


def lookup(hashes: Hashes) -> Ints:
    """Count how often each list occurs among the hashes of words."""
    keys, columns = _index()
    ordered = np.sort(hashes)
    left, right = (np.searchsorted(ordered, keys, side=side) for side in ("left", "right"))
    return np.bincount(columns, weights=right - left, minlength=len(NAMES)).astype(np.int64)
