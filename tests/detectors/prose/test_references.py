"""Identifiers that cannot exist."""

from hypothesis import given
from hypothesis import strategies as st

from copydesk.detectors.prose.references import isbn_holds, malformed


@given(st.lists(st.integers(0, 9), min_size=12, max_size=12))
def test_exactly_one_last_digit_makes_an_isbn_of_thirteen(digits: list[int]) -> None:
    stem = "".join(map(str, digits))
    assert sum(isbn_holds(stem + str(last)) for last in range(10)) == 1


@given(st.lists(st.integers(0, 9), min_size=9, max_size=9))
def test_exactly_one_last_sign_makes_an_isbn_of_ten(digits: list[int]) -> None:
    stem = "".join(map(str, digits))
    assert sum(isbn_holds(stem + last) for last in "0123456789X") == 1


def test_a_wrong_isbn_and_a_made_up_doi_are_found_with_their_place() -> None:
    text = "ISBN 978-0-306-40615-5 and doi:10.1234/example and https://doi.org/10.1000/182."
    assert [span.of(text) for span, _ in malformed(text)] == ["978-0-306-40615-5", "10.1234/example"]
