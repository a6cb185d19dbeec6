"""What a policy tells authors to write is read as what it is: advice that is followed always helps."""

import pytest

from copydesk.detectors.disclosure import find, read_caption
from copydesk.policy import bundled, load
from copydesk.story.readers import read

BODY = "My grandmother kept bees behind a petrol station outside Ghent, and every August she made me hold the smoker."
SENTENCES = sorted(
    {
        (name, language, text)
        for policy in bundled()
        for name, texts in load(policy).sentences.items()
        for language, text in texts.items()
    }
)


@pytest.mark.parametrize(("name", "language", "text"), SENTENCES)
def test_a_ready_sentence_is_read_as_a_disclosure(name: str, language: str, text: str) -> None:
    if name == "caption":
        assert read_caption(text).identifies
        return
    found = find(read(f"{text}\n\n{BODY}\n".encode(), format="markdown"))
    assert found.status == "timely"
    if language == "en":
        assert found.says == ("generated" if name == "generated" else "assisted")
        assert not found.unsure
