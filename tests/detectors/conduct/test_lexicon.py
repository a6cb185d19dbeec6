"""The lexicon: whole words are found wherever they stand, and nothing else is."""

from copydesk.detectors.conduct.lexicon import Lexicon


def found(phrase: str, text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[hit.first : hit.last]) for hit in Lexicon({"x": [phrase]}).hits(words)]


def test_a_star_stands_for_any_ending() -> None:
    assert found("clon*", "a clone and cloning") == ["clone", "cloning"]


def test_a_gap_is_at_most_three_words() -> None:
    assert found("copy ~ voice", "copy the very old voice") == ["copy the very old voice"]
    assert found("copy ~ voice", "copy a b c d voice") == []


def test_a_gap_does_not_cross_the_end_of_a_sentence() -> None:
    assert found("copy ~ voice", "copy it . voice") == []


def test_a_phrase_is_not_found_in_part() -> None:
    assert found("buy now", "buy later") == []
