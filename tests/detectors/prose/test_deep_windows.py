"""What the drawing of training windows promises: repeatable, fair to both classes, blind to what is held out."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.detectors.encoder import tokenizer
from copydesk.detectors.prose.train.deep_noise import MASK, Noise
from copydesk.detectors.prose.train.deep_windows import HELD_SOURCES, LATE, Document, Pool, role

NEAR = {"old": ("ancient", "aged"), "house": ("home",)}


def document(label: str, source: str, number: int, *segments: tuple[int, int, str]) -> Document:
    text = " ".join(
        f"The old house number {n} stood by the road, and nobody had painted it." for n in range(number, 60)
    )
    return Document(f"{source}{number}", text, label, source, f"{source} {label}", "none", segments)


def pool() -> Pool:
    documents = [
        *(document("human", "letters", number) for number in range(5)),
        *(document("human", "diaries", number) for number in range(5)),
        *(document("ai", "gpt", number) for number in range(5)),
        document("assisted", "polish", 1),
        document("mixed", "both", 1, (0, 2000, "human"), (2000, 9000, "ai")),
    ]
    return Pool(documents, tokenizer(), Noise(NEAR))


def test_a_step_draws_the_same_batch_whenever_it_is_taken() -> None:
    early, late = pool(), pool()
    late.batch(1)
    first, second = early.batch(9), late.batch(9)
    assert np.array_equal(first.ids, second.ids)
    assert np.array_equal(first.targets, second.targets)


def test_targets_are_shares_that_sum_to_one() -> None:
    assert np.allclose(pool().batch(3).targets.sum(axis=1), 1, atol=1e-5)


def test_about_as_many_human_windows_are_drawn_as_ai_ones() -> None:
    drawn = pool()
    strata = [stratum.split()[0] for step in range(20) for stratum in drawn.batch(step).strata]
    assert strata.count("human") / strata.count("ai") == pytest.approx(47 / 43, rel=0.25)


def test_a_kind_of_people_that_is_misread_is_drawn_more_often() -> None:
    drawn = pool()
    drawn.reweigh({"human letters": 3.0, "human diaries": 0.3})
    strata = [stratum for step in range(10) for stratum in drawn.batch(step).strata]
    assert strata.count("human letters") > 2 * strata.count("human diaries")


def test_windows_keep_within_the_room_and_between_their_two_marks() -> None:
    drawn = pool()
    for step in range(10):
        rows = drawn.batch(step).ids
        assert rows.shape[1] in {64, 96, 128}
        assert (rows[:, 0] == 101).all()
        assert all(row[row > 0][-1] == 102 for row in rows)


@given(st.text(min_size=1))
def test_a_held_out_source_is_never_trained_on(name: str) -> None:
    assert all(role({"id": name, "source": source}) == "unseen" for source in HELD_SOURCES)


@given(st.text(min_size=1))
def test_every_second_essay_of_the_hardest_people_is_learnt_late_and_no_other_held_out_text(name: str) -> None:
    even = zlib.crc32(name.encode()) % 2 == 0
    for source in HELD_SOURCES:
        late = "human" in LATE.get(source, ())
        assert role({"id": name, "source": source, "label": "human"}) == ("late" if late and even else "unseen")


@given(st.text(min_size=1))
def test_one_document_in_ten_is_kept_for_the_stack_by_its_id_alone(name: str) -> None:
    kept = zlib.crc32(name.encode()) % 10 == 0
    assert role({"id": name, "source": "elsewhere"}) == ("stack" if kept else "train")


@given(st.text("abc old house.,' ", max_size=200), st.integers(0, 2**32))
def test_a_disturbed_text_is_made_of_the_same_letters_or_near_words(text: str, seed: int) -> None:
    found = Noise({}).disturb(text, np.random.default_rng(seed))
    assert set(found) <= set(text) | set("etaoinsrhl ")


def test_near_words_take_the_place_of_words() -> None:
    found = {Noise(NEAR).other_words("old house", np.random.default_rng(seed)) for seed in range(99)}
    assert "ancient house" in found
    assert found <= {f"{a} {b}" for a in ("old", *NEAR["old"]) for b in ("house", "home")}


def test_masking_hides_words_and_never_marks() -> None:
    pieces = [101, *range(1000, 3000), 102]
    found = Noise({}).mask(pieces, np.random.default_rng(4))
    assert found[0] == 101
    assert found[-1] == 102
    assert 0 < found.count(MASK) < 300
