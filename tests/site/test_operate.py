"""Every setting is documented, and every documented one exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTING = re.compile(r"COPYDESK_[A-Z_]+")


def test_settings_and_their_documentation_agree() -> None:
    page = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
    source = (ROOT / "src/copydesk/site/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"(?:environ\.get|_flag|_words)\(\"(COPYDESK_[A-Z_]+)\"", source))
    table = "\n".join(line for line in page.splitlines() if line.startswith("| `"))
    assert read == set(SETTING.findall(table))
