"""The shipped arrays are what their manifest says, or are refused."""

import json
import shutil
from pathlib import Path

import pytest

from copydesk.detectors.prose import model
from copydesk.detectors.prose.model import FORMAT, ModelError, load


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("fast.npz", "manifest.json"):
        shutil.copy(model.HERE / name, tmp_path / name)
    return tmp_path


def test_the_shipped_model_loads(copy: Path) -> None:
    assert load(copy).facts["format"] == FORMAT


def test_a_damaged_file_is_refused(copy: Path) -> None:
    data = bytearray((copy / "fast.npz").read_bytes())
    data[len(data) // 2] ^= 1
    (copy / "fast.npz").write_bytes(data)
    with pytest.raises(ModelError, match="damaged"):
        load(copy)


def test_a_file_of_another_version_is_refused(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps({**manifest, "format": FORMAT + 1}))
    with pytest.raises(ModelError, match=f"format {FORMAT + 1}"):
        load(copy)


@pytest.mark.parametrize("name", ["fast.npz", "manifest.json"])
def test_a_missing_file_is_refused(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match="Install Copydesk again"):
        load(copy)


def test_a_manifest_that_is_no_json_is_refused(copy: Path) -> None:
    (copy / "manifest.json").write_text("{")
    with pytest.raises(ModelError, match="no readable manifest"):
        load(copy)


def test_the_shipped_model_is_small() -> None:
    assert (model.HERE / "fast.npz").stat().st_size < 6_000_000
