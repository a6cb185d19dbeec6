"""Folding text into symbols and tokens."""

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.detectors.prose import alphabet
from copydesk.detectors.prose.grams import BUCKETS, bag, grams
from copydesk.detectors.prose.tokens import Tokens, hash_word, tokenise


def read(text: str) -> Tokens:
    return tokenise(text, alphabet.table())


def same(one: str, other: str) -> bool:
    return read(one).hashes.tolist() == read(other).hashes.tolist()


def test_curly_quotes_and_straight_ones_read_alike() -> None:
    assert same("“Don’t,” she said.", '"Don\'t," she said.')


def test_dashes_of_every_make_read_alike() -> None:
    assert same("bees — and wasps", "bees - and wasps")
    assert same("bees — and wasps", "bees -- and wasps")


def test_look_alike_letters_read_as_the_letters_they_imitate() -> None:
    assert same("Тhе bееs аrе hеrе", "the bees are here")


def test_invisible_characters_are_not_read() -> None:
    assert same("the\u200b be\u200ces are\u00ad here", "the bees are here")


def test_mathematical_letters_read_as_plain_ones() -> None:
    assert same("𝐭𝐡𝐞 𝐛𝐞𝐞𝐬", "the bees")


def test_white_space_of_every_kind_is_one_space() -> None:
    assert same("the\u00a0bees\n\nare  \t here", "the bees are here")


def test_all_names_inside_a_sentence_are_one_token() -> None:
    assert same("we saw Paris.", "we saw Springfield.")


def test_all_numbers_are_one_token() -> None:
    assert same("it cost 12,000 then", "it cost 7,310 then")


def test_the_word_i_is_no_name() -> None:
    assert not same("then I went", "then Bob went")


def test_a_word_hashes_alike_alone_and_in_text() -> None:
    assert int(read("so we don't know").hashes[2]) == hash_word("don't")


def test_places_point_at_the_first_letter_of_each_token() -> None:
    text = "A  bee\u200b, “two” bees."
    assert [text[place] for place in read(text).places] == ["A", "b", ",", "“", "t", "”", "b", "."]


@given(st.text(max_size=300))
@settings(max_examples=80, deadline=None)
def test_any_text_can_be_read_and_its_places_lie_inside_it(text: str) -> None:
    tokens = read(text)
    assert all(0 <= place < len(text) for place in tokens.places)
    assert (grams(tokens).buckets < BUCKETS).all()


@given(st.text(alphabet="abc de.,\n", max_size=200))
@settings(max_examples=50, deadline=None)
def test_a_bag_keeps_the_number_of_grams(text: str) -> None:
    found = grams(read(text))
    assert bag(found).counts.sum() == found.buckets.size
