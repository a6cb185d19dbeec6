"""The trust list says whose it is, of which day, and when it is stale."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from copydesk.detectors.pictures import trusting


def test_the_bundled_list_is_dated_and_full() -> None:
    bundled = trusting.bundled()
    assert len(bundled.certificates) == 30
    assert bundled.published == date(2026, 9, 24)


def test_a_list_goes_stale() -> None:
    bundled = trusting.bundled()
    assert not bundled.stale(bundled.published + timedelta(days=180))
    assert bundled.stale(bundled.published + timedelta(days=181))


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.pem").write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="holds no certificate"):
        trusting.from_files(tmp_path / "list.pem", date(2026, 11, 1))
