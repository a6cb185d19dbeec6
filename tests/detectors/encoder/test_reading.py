"""What the encoder promises: any text in, one finite number a passage out, and no foreign file read as a model."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.detectors.encoder import DamagedModelError, Encoder, normalise
from copydesk.detectors.prose.deep import MODEL, load, score

FILES = (MODEL.name, MODEL.with_suffix(".json").name)

HUMAN = (
    "I missed the bus again on Tuesday, which is how I ended up in Dave's van with the dog's blanket over my knees. "
    "He'd said he was going past the hospital anyway. He wasn't, it turned out, he was going to Leeds, but he doesn't "
    "like to say no and I don't like to ask twice, so we sat there eating wine gums and not mentioning it until the "
    "ring road."
)
AI = (
    "In today's rapidly evolving landscape, effective communication plays a crucial role in fostering meaningful "
    "connections and driving success. By embracing innovative strategies and cultivating a culture of collaboration, "
    "organizations can unlock their full potential and navigate complex challenges with confidence. Ultimately, it is "
    "essential to recognize that every step of this transformative journey contributes to a brighter future for all."
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(MODEL.with_name(name), tmp_path)
    return tmp_path / MODEL.name


def test_a_plain_human_tale_scores_below_a_model_s_phrases(encoder: Encoder) -> None:
    human, ai = score(encoder, [HUMAN, AI])
    assert human < 0 < ai


def test_a_window_scores_the_same_alone_and_among_others(encoder: Encoder) -> None:
    alone = score(encoder, [HUMAN])[0]
    among = score(encoder, [AI, "Short.", HUMAN, HUMAN + " " + AI])[2]
    assert abs(alone - among) < 0.5


def test_quotes_dashes_marks_case_and_look_alikes_change_nothing(encoder: Encoder) -> None:
    dressed = HUMAN.replace("'", "’").replace("I ", "**I** ").replace("bus", "b\u200bus").replace("dog", "dоg").upper()
    plain, other = score(encoder, [HUMAN, dressed])
    assert plain == other


def test_no_windows_give_no_scores(encoder: Encoder) -> None:
    assert score(encoder, []).shape == (0,)
    assert encoder.logits([]).shape == (0, 3)


@pytest.mark.parametrize(
    "text", ["", " ", "\x00" * 50, "\ud800" * 9, "😀" * 400, "7" * 5000, "x" * 1_000_000, "漢" * 999]
)
def test_any_text_gets_a_finite_score(encoder: Encoder, text: str) -> None:
    assert np.isfinite(score(encoder, [text])).all()


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_scores_are_finite_for_every_string(text: str) -> None:
    assert np.isfinite(score(_shared(), [text])).all()


@given(st.text(max_size=300))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_refused_by_name_of_the_folder(copy: Path, name: str) -> None:
    data = bytearray(copy.with_name(name).read_bytes())
    data[len(data) // 2] ^= 1
    copy.with_name(name).write_bytes(data)
    with pytest.raises(DamagedModelError, match=str(copy)):
        load(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused(copy: Path, name: str) -> None:
    copy.with_name(name).unlink()
    with pytest.raises(DamagedModelError):
        load(copy)


@pytest.mark.parametrize(
    "change",
    [
        {"version": "0"},
        {"sha256": {}},
        {"sha256": None},
        {"sha256": {"../deep.onnx": "0"}},
        {"classes": 4},
        {"classes": "x"},
    ],
    ids=str,
)
def test_a_record_of_another_model_is_refused(copy: Path, change: dict[str, object]) -> None:
    record = json.loads((copy.with_suffix(".json")).read_text())
    (copy.with_suffix(".json")).write_text(json.dumps(record | change))
    with pytest.raises(DamagedModelError):
        load(copy)


def test_importing_the_stage_loads_neither_the_runtime_nor_the_tokenizers() -> None:
    code = (
        "import sys, copydesk.detectors.prose.deep; "
        "sys.exit(bool({'onnxruntime', 'tokenizers', 'torch'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_shipped_files_are_no_bigger_than_promised() -> None:
    assert sum(MODEL.with_name(name).stat().st_size for name in FILES) <= 25_000_000


def _shared() -> Encoder:
    return _ENCODERS.setdefault("shipped", load()) if not _ENCODERS else _ENCODERS["shipped"]


_ENCODERS: dict[str, Encoder] = {}
