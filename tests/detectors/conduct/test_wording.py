"""Wording: known terms weigh, unknown ones stay near what is usual, the most telling places are named."""

from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.detectors.conduct.wording import CHUNK, Wording, chunks, load, terms

TELLING = "nobody will notice and the clone calls her tonight".split()  # noqa: SIM905  # read as words
PACKAGES = ("copydesk.detectors.harm", "copydesk.detectors.promotion")


def wording(told: list[str], weight: float = 1.0) -> Wording:
    keys = np.array(sorted({term.key for term in terms(told)}), dtype=np.uint32)
    ones = np.ones(len(keys), dtype=np.float32)
    return Wording(keys, ones, ones * weight, 0.0, -2.0)


def test_known_wording_scores_by_its_weights() -> None:
    told = [f"word{number}" for number in range(30)]
    assert wording(told).score(told) == pytest.approx(sqrt(len({t.key for t in terms(told)})), rel=0.01)


def test_an_unknown_language_scores_as_usual() -> None:
    assert wording(TELLING).score([f"wort{number}" for number in range(200)]) == -2.0


def test_a_few_words_stay_near_what_is_usual() -> None:
    told = [f"word{number}" for number in range(60)]
    assert wording(told).score(told[:4]) < wording(told).score(told[:40])


def test_no_words_score_as_usual() -> None:
    assert wording(TELLING).score([]) == -2.0


def test_the_most_telling_places_are_named_in_order_and_apart() -> None:
    places = wording(TELLING).telling(["hello", "there", *TELLING], 3)
    assert len(places) == 3
    assert all(first >= 2 for first, _ in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


@given(st.lists(st.text(alphabet="abc .", min_size=1, max_size=3), max_size=600))
def test_chunks_keep_every_token_in_order(tokens: list[str]) -> None:
    parts = chunks([tokens])
    assert [token for part in parts for token in part] == tokens
    assert all(len(part) <= 2 * CHUNK for part in parts)


@given(st.lists(st.text(min_size=1, max_size=6), max_size=40))
def test_any_tokens_get_a_number(tokens: list[str]) -> None:
    for package in PACKAGES:
        assert np.isfinite(load(package).score(tokens))


def test_what_was_saved_scores_the_same(tmp_path: Path) -> None:
    shipped = load(PACKAGES[0])
    shipped.save(str(tmp_path / "wording.npz"))
    with np.load(tmp_path / "wording.npz") as held:
        assert np.array_equal(held["keys"], shipped.keys)
        assert np.allclose(held["weights"] / 100.0, shipped.weights, atol=1e-4)
