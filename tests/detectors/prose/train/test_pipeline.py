"""Training rebuilds the same model, bit by bit, and goes on where it was stopped."""

import gzip
import json
from pathlib import Path
from random import Random

import pytest

from copydesk.detectors.prose.model import load
from copydesk.detectors.prose.train import main
from copydesk.detectors.prose.train.linear import Schedule
from copydesk.detectors.prose.train.pipeline import Settings

# ruff: noqa: SIM905  # lists of words read better as text

SMALL = Settings(schedule=Schedule(passes=1), rounds=2, jobs=1, least=2, spread=2, mixtures=2, deep=False)
WORDS = tuple("the a of and in bees hive honey we saw old rain came home late they wings clover with for was".split())
STOCK = tuple("moreover crucial tapestry landscape vibrant journey the a of and in for with significance".split())


def story(random: Random, words: tuple[str, ...]) -> str:
    lines = (" ".join(random.choice(words) for _ in range(random.randint(5, 16))) for _ in range(16))
    return " ".join(f"{line.capitalize()}." for line in lines)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    random, rows = Random(1), []
    for number in range(120):
        label = ("human", "ai", "assisted")[number % 3]
        words = {"human": WORDS, "ai": STOCK, "assisted": WORDS + STOCK}[label]
        rows.append({
            "id": f"t{number}", "text": story(random, words), "label": label, "source": f"s{number % 12}",
            "domain": ("blog", "fiction")[number % 2], "generator": None if label == "human" else f"g{number % 9}",
            "attack": "polished" if label == "assisted" else "none",
        })  # fmt: skip
    folder = tmp_path_factory.mktemp("data")
    with gzip.open(folder / "train.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder


@pytest.fixture(scope="module")
def first(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("first")
    return out, main(data, out, settings=SMALL)


def test_a_second_run_gives_the_same_bits(data: Path, first: tuple[Path, str], tmp_path: Path) -> None:
    assert main(data, tmp_path, settings=SMALL) == first[1]


def test_a_stopped_run_goes_on_from_its_checkpoints(data: Path, first: tuple[Path, str]) -> None:
    out, checksum = first
    kept = out / "checkpoints" / "model-0.npz"
    (out / "checkpoints" / "model-all.npz").unlink()
    made = kept.stat().st_mtime_ns
    assert main(data, out, settings=SMALL) == checksum
    assert kept.stat().st_mtime_ns == made


def test_what_was_trained_can_be_loaded_and_tells_how_it_was_made(first: tuple[Path, str]) -> None:
    facts = load(first[0]).facts
    assert facts["sha256"] == first[1]
    assert facts["settings"]["schedule"]["passes"] == 1
    assert set(facts["versions"]) == {"lightgbm", "numpy", "scipy"}
