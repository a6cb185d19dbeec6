"""No writer or generator stands on both sides of a split."""

import json
from pathlib import Path
from random import Random

from copydesk.detectors.prose.train.augment import ATTACKS, attack
from copydesk.detectors.prose.train.corpus import FOLDS, Document, family, fold_of, read
from copydesk.detectors.prose.train.held import truth_of
from copydesk.detectors.prose.train.mixtures import mixtures
from copydesk.detectors.prose.train.samples import rows, weights
from copydesk.detectors.prose.units import cut

TEXT = "The bees came back to the old hive before the rain began. " * 40


def document(number: int, label: str, group: str, text: str = TEXT) -> Document:
    return Document(f"d{number}", text, label, "source", "blog", "none", "gpt-4" if label == "ai" else "", group)


def test_a_group_is_dealt_to_one_fold() -> None:
    documents = [document(n, ("human", "ai")[n % 2], f"g{n % 14}") for n in range(200)]
    folds = fold_of(documents)
    assert set(folds.values()) == set(range(FOLDS))
    assert len(folds) == 14


def test_versions_of_a_generator_are_of_one_family() -> None:
    assert family("gpt-4o-2024-08-06") == family("gpt4_1106_preview") != family("claude-3-opus")


def test_a_line_becomes_a_document_with_its_segments(tmp_path: Path) -> None:
    row = {"id": "a", "text": "One. Two.", "label": "mixed", "segments": [[0, 4, "human"], [5, 9, "ai"]]}
    (tmp_path / "x.jsonl").write_text(json.dumps(row) + "\n")
    (found,) = read(tmp_path / "x.jsonl")
    assert found.segments == ((0, 4, False), (5, 9, True))
    assert found.share == 0.5


def test_rows_of_one_class_weigh_its_share_together() -> None:
    documents = [document(n, ("human", "ai")[n % 4 == 0], f"g{n % 5}") for n in range(40)]
    taken = list(rows(documents))
    found = weights(documents, taken)
    by_class = {t: sum(w for w, row in zip(found, taken, strict=True) if row.target == t) / len(taken) for t in (0, 2)}
    assert abs(by_class[0] - 0.42) < 1e-9
    assert abs(by_class[2] - 0.42) < 1e-9


def test_attacks_are_repeatable_and_leave_words() -> None:
    for change in ATTACKS:
        assert change(TEXT, Random(3)) == change(TEXT, Random(3))
        assert len(change(TEXT, Random(3)).split()) > 300
    assert attack(TEXT, Random(1)) == attack(TEXT, Random(1))


def test_mixtures_know_who_wrote_each_character() -> None:
    human, ai = document(1, "human", "h", "bee " * 200 + "."), document(2, "ai", "a", "wasp " * 200 + ".")
    for mixture in mixtures([human, ai], 12, seed=1):
        for start, end, is_ai in mixture.segments:
            assert ("wasp" in mixture.text[start:end]) == is_ai
        truth = truth_of(mixture, units := cut(mixture.text))
        assert 0 < truth @ units.words / units.words.sum() < 1
