"""What the drawing of batches promises: repeatable, known labels, captions marked, and nothing that is held out."""

from pathlib import Path

import numpy as np
import pytest

from copydesk.detectors.disclosure.encoder import ALL, CAPTION
from copydesk.detectors.disclosure.evaluate import read_examples
from copydesk.detectors.disclosure.material import Material, shipped
from copydesk.detectors.encoder import tokenizer


@pytest.fixture(scope="module")
def material() -> Material:
    return Material(shipped(), tokenizer())


def test_a_step_gets_the_same_batch_each_time_and_another_step_another(material: Material) -> None:
    first, again, other = material.batch(5), material.batch(5), material.batch(6)
    assert np.array_equal(first.ids, again.ids)
    assert np.array_equal(first.targets, again.targets)
    assert not np.array_equal(first.ids[:, :8], other.ids[:, :8])


def test_targets_are_shares_that_favour_the_label(material: Material) -> None:
    batch = material.batch(0)
    assert np.allclose(batch.targets.sum(axis=1), 1)
    assert [ALL[at] for at in batch.targets.argmax(axis=1)] == list(batch.strata)


def test_captions_are_told_from_sentences_by_their_mark(material: Material) -> None:
    mark = tokenizer().encode(CAPTION).ids[1:-1]
    for step in range(4):
        batch = material.batch(step)
        starts = [row[1:4] == mark or 103 in row[1:4] for row in batch.ids.tolist()]
        assert all(start for start, label in zip(starts, batch.strata, strict=True) if label in ALL[-2:])


def test_every_label_is_known_and_each_is_there() -> None:
    assert {label for group in shipped() for label, _ in group} == set(ALL)


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "held_out").glob("*.tsv")), ids=lambda path: path.stem)
def test_nothing_that_is_held_out_is_learned_from(path: Path) -> None:
    learned = {text for group in shipped() for _, text in group}
    assert not learned & {example.text for example in read_examples(path) if len(example.text) > 48}
