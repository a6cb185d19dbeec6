"""How the shipped model is made."""

from pathlib import Path

import numpy as np

from copydesk.detectors.disclosure.grammar import examples
from copydesk.detectors.disclosure.model import CLASSES, bundled
from copydesk.detectors.disclosure.train import CORPORA, train


def test_the_same_corpus_gives_the_same_arrays(tmp_path: Path) -> None:
    first, second = (
        np.load(train(tmp_path / name, most=1, corpora=("others",)), allow_pickle=False) for name in ("a.npz", "b.npz")
    )
    assert all(np.array_equal(first[key], second[key]) for key in ("weights", "scale", "bias"))


def test_the_grammar_writes_the_same_sentences_for_the_same_seed() -> None:
    assert list(examples("others", 3)) == list(examples("others", 3))


def test_every_template_has_a_known_label_and_leaves_no_notation_behind() -> None:
    for corpus in CORPORA:
        for label, sentence, _ in examples(corpus, 2):
            assert label in CLASSES
            assert not {"<", "[", "]", "|"} & set(sentence), sentence


def test_probabilities_add_up_to_one() -> None:
    assert abs(sum(bundled().probabilities({"u:AI", "u:SELF"}).values()) - 1) < 1e-6
