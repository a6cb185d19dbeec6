"""Style as numbers that do not grow with length: rhythm, punctuation, function words, repetition, sloppiness."""

# ruff: noqa: PLR2004  # the numbers are the definitions of the features

import numpy as np
import numpy.typing as npt

from copydesk.detectors.prose import alphabet as ab
from copydesk.detectors.prose import lexicon
from copydesk.detectors.prose.tokens import Bools, Ints, Tokens, hash_word

__all__ = ["NAMES", "features", "quantile"]

Floats = npt.NDArray[np.float32]

_MARKS = {
    "full stops": ab.STOP, "commas": ab.COMMA, "semicolons": ab.SEMICOLON, "colons": ab.COLON,
    "exclamation marks": ab.BANG, "question marks": ab.QUERY, "quotation marks": ab.QUOTE, "brackets": ab.OPEN,
    "hyphens": ab.HYPHEN, "dashes": ab.DASH, "slashes": ab.SLASH, "symbols": ab.SYMBOL, "apostrophes": ab.APOSTROPHE,
}  # fmt: skip
_ENDINGS = {"-ing": "ng", "-ed": "ed", "-ly": "ly", "-on": "on", "-ty": "ty", "-nt": "nt", "-ve": "ve", "-al": "al",
            "-us": "us", "-es": "es", "-er": "er", "-ss": "ss"}  # fmt: skip
_SENTENCES = ("sentence length", "its spread", "its relative spread", "long sentences", "short sentences", "longest",
              "change of length", "commas a sentence", "spread of commas", "starts repeated", "starts with an ending",
              "starts with a mark")  # fmt: skip
_WORDS = ("word length", "its spread", "long words", "very long words", "short words", "numbers", "names",
          "foreign letters", "capitals")  # fmt: skip
_REPEATS = ("repeated within 10", "repeated within 50", "repeated within 200", "long words repeated within 200",
            "pairs repeated within 200")  # fmt: skip
_SHAPES = ("comma and", "comma -ing", "triads", "stop then lower case", "lower-case i", "capital after comma",
           "mark after mark", "common words", "frequency of words", "its spread")  # fmt: skip

NAMES = (*_MARKS, *_ENDINGS, *_SENTENCES, *_WORDS, *_REPEATS, *_SHAPES, *lexicon.NAMES)

FREQUENCY_BITS = 15
_ENDS = np.zeros(256, dtype=np.bool_)
_ENDS[[ab.STOP, ab.BANG, ab.QUERY]] = True


def features(tokens: Tokens, frequency: npt.NDArray[np.float32]) -> Floats:
    """Return one number for each of ``NAMES``; ``frequency`` has the log-frequency of words by bucket."""
    words = np.flatnonzero(tokens.words)
    if words.size < 5:
        return np.zeros(len(NAMES), dtype=np.float32)
    count = words.size
    marks = np.bincount(tokens.heads[~tokens.words], minlength=64)
    parts = [
        np.array([marks[code] for code in _MARKS.values()]) / count,
        _endings(tokens, words),
        _sentences(tokens),
        _words(tokens, words),
        _repeats(tokens, words),
        _shapes(tokens, words, frequency),
        lexicon.lookup(tokens.hashes[words]) / count,
    ]
    return np.nan_to_num(np.concatenate(parts)).astype(np.float32)


def quantile(values: npt.NDArray[np.number], share: float) -> float:
    """Return a quantile by linear interpolation, without the overhead of numpy's for short arrays."""
    ordered = np.sort(values)
    place = share * (ordered.size - 1)
    below = int(place)
    above = min(below + 1, ordered.size - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (place - below))


def _endings(tokens: Tokens, words: Ints) -> npt.NDArray[np.float64]:
    long = words[tokens.lengths[words] > 4]
    pairs = tokens.before[long].astype(np.int64) * 64 + tokens.tails[long]
    wanted = [(ab.A + ord(e[0]) - 97) * 64 + ab.A + ord(e[1]) - 97 for e in _ENDINGS.values()]
    counts = np.bincount(pairs, minlength=4096)[wanted]
    return np.asarray(counts / max(long.size, 1), dtype=np.float64)


def _sentences(tokens: Tokens) -> npt.NDArray[np.float64]:
    ends = _ENDS[tokens.heads] & ~tokens.words
    number = np.concatenate([[0], np.cumsum(ends)[:-1]])
    lengths = np.bincount(number, weights=tokens.words)
    kept = lengths > 0
    commas = np.bincount(number, weights=tokens.heads == ab.COMMA)[kept]
    firsts = np.unique(number, return_index=True)[1]
    lengths, heads = lengths[kept], tokens.hashes[firsts]
    mean, spread = lengths.mean(), lengths.std()
    ing = (tokens.tails[firsts] == ab.A + 6) & (tokens.before[firsts] == ab.A + 13)
    steps = np.abs(np.diff(lengths)).mean() if lengths.size > 1 else mean
    repeated = 1 - np.unique(heads[:20]).size / max(heads[:20].size, 1)
    return np.array([
        mean, spread, spread / mean, (lengths > 30).mean(), (lengths < 7).mean(), np.log1p(quantile(lengths, 0.9)),
        steps / mean, commas.mean(), commas.std(), repeated, ing.mean(), (~tokens.words[firsts]).mean(),
    ])  # fmt: skip


def _words(tokens: Tokens, words: Ints) -> npt.NDArray[np.float64]:
    lengths = tokens.lengths[words]
    heads = tokens.heads[words]
    inside = tokens.capital[words] & ~tokens.fresh[words]
    return np.array([
        np.minimum(lengths, 20).mean(), np.minimum(lengths, 20).std(), (lengths > 6).mean(), (lengths > 9).mean(),
        (lengths < 4).mean(), (heads == ab.DIGIT).mean(), inside.mean(), (heads == ab.FOREIGN).mean(),
        tokens.capital[words].mean(),
    ])  # fmt: skip


def _distance(hashes: npt.NDArray[np.uint64]) -> Ints:
    """Return how far back each item last occurred (a large number where it is new)."""
    order = np.argsort(hashes, kind="stable")
    same = hashes[order[1:]] == hashes[order[:-1]]
    back = np.full(hashes.size, 1 << 30, dtype=np.int64)
    back[order[1:][same]] = (order[1:] - order[:-1])[same]
    return back


def _repeats(tokens: Tokens, words: Ints) -> npt.NDArray[np.float64]:
    hashes = tokens.hashes[words]
    back = _distance(hashes)
    pairs = _distance(hashes[:-1] * np.uint64(31) + hashes[1:])
    long = tokens.lengths[words] > 5
    return np.array([
        (back <= 10).mean(), (back <= 50).mean(), _settled(back, 200), _settled(back, 200, long), _settled(pairs, 200),
    ])  # fmt: skip


def _settled(back: Ints, reach: int, mask: Bools | None = None) -> float:
    """Return the share repeated within ``reach``, corrected for the start of a text, where nothing can repeat."""
    seen = np.arange(back.size)
    hits = back <= reach
    if mask is not None:
        hits, seen = hits[mask], seen[mask]
    expected = np.minimum(seen, reach).mean() / reach if seen.size else 1.0
    return float(hits.mean() / max(np.sqrt(expected), 0.1)) if hits.size else 0.0


_AND, _I = hash_word("and"), hash_word("i")


def _shapes(tokens: Tokens, words: Ints, frequency: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    heads, count = tokens.heads, words.size
    comma = (heads[:-1] == ab.COMMA) & ~tokens.words[:-1]
    conjunction = tokens.hashes[1:] == np.uint64(_AND)
    ing = (tokens.tails[1:] == ab.A + 6) & (tokens.before[1:] == ab.A + 13)
    joined = np.flatnonzero(comma & conjunction)
    stops = np.flatnonzero(_ENDS[heads[:-1]] & ~tokens.words[:-1])
    lower = tokens.words[stops + 1] & ~tokens.capital[stops + 1]
    single = tokens.hashes == np.uint64(_I)
    known = frequency[tokens.hashes[words] >> np.uint64(64 - FREQUENCY_BITS)]
    return np.array([
        joined.size / count, (comma & ing).sum() / count, _triads(comma, joined) / count,
        lower.mean() if stops.size else 0.0, (single & ~tokens.capital).sum() / count,
        (comma & tokens.capital[1:]).sum() / count, (~tokens.words[1:] & ~tokens.words[:-1]).sum() / count,
        (known > -6).mean(), known.mean(), known.std(),
    ])  # fmt: skip


def _triads(comma: Bools, joined: Ints) -> int:
    """Count "a, b, and c": a comma two to five tokens before a comma with "and"."""
    near = np.zeros(joined.size, dtype=np.bool_)
    for gap in range(2, 6):
        near |= comma[np.maximum(joined - gap, 0)]
    return int(near.sum())
