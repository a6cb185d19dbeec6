"""Where the shared data lies: beside the project, or where ``$COPYDESK_SHARED`` says; not on every machine."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("COPYDESK_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def skip_module_without_shared() -> None:
    """Skip the module that calls this, at its import, where the shared data is not."""
    if not SHARED.is_dir():
        pytest.skip(f"the shared data is not here: {SHARED.name}/", allow_module_level=True)
