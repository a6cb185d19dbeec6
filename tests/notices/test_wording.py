"""No placeholder ever reaches a reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.notices.wording import UnfilledError, every_message, fill, placeholders, say
from copydesk.standing import SanctionKind

MESSAGES = dict(every_message())


@pytest.mark.parametrize("key", MESSAGES)
def test_a_filled_message_has_no_placeholder_left(key: str) -> None:
    filled = say(key, **dict.fromkeys(placeholders(MESSAGES[key]), "words"))
    assert "{" not in filled
    assert "}" not in filled
    assert filled.strip() == filled


@pytest.mark.parametrize("key", [key for key, text in MESSAGES.items() if placeholders(text)])
def test_a_message_is_never_sent_with_a_gap(key: str) -> None:
    with pytest.raises(UnfilledError):
        say(key)


def test_a_value_without_a_place_is_refused() -> None:
    with pytest.raises(UnfilledError):
        say("decision.passages", name="Ada")


@given(st.text())
def test_what_people_write_is_never_read_as_a_template(words: str) -> None:
    assert fill("Dear {name},", name=words) == f"Dear {words},"


def test_every_sanction_has_its_words() -> None:
    tiers = ("none", "network", "general")
    kinds = {kind.value for kind in SanctionKind if kind is not SanctionKind.CEILING}
    expected = kinds | {f"{SanctionKind.CEILING.value}-{tier}" for tier in tiers}
    assert {key.rpartition(".")[2] for key in MESSAGES if key.startswith("decision.effects.")} == expected
