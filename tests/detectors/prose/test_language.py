"""English or not."""

from copydesk.detectors.prose.language import detect, is_english


def test_plain_english_is_english() -> None:
    assert is_english("We went down to the river and it was cold, so nobody wanted to swim but him.")


def test_german_is_not_english() -> None:
    assert detect("Wir gingen zum Fluss hinunter, und es war kalt, also wollte niemand außer ihm schwimmen.") == "de"


def test_chinese_is_not_english() -> None:
    assert detect("我们走到河边,天气很冷,除了他没有人想游泳。" * 5) == "zh"


def test_a_text_without_letters_has_no_language() -> None:
    assert detect("1234 !!! ☂☂☂") is None


def test_lone_surrogates_and_nuls_do_not_break_it() -> None:
    assert detect("\ud800\x00 abc def" * 20) is not None
