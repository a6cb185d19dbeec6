"""What counts as derived and what does not: copies, edits, paraphrases; quotations and one's own earlier words."""

from dataclasses import replace

import pytest

from copydesk.detectors.derivation import MemoryIndex, compare
from copydesk.detectors.derivation.evaluate import FOUND
from copydesk.evidence import Derivation
from copydesk.story import Story
from detectors.derivation.texts import BEES, CHESS, TOPICS, WOLVES, index, story


def sources(derivation: Derivation) -> set[str]:
    return {match.source for match in derivation.matches}


def test_a_copy_is_a_near_copy_and_covers_the_story() -> None:
    found = compare(story(BEES.source), index())
    assert found.share == 1.0
    assert {(match.source, match.kind) for match in found.matches} == {("bees", "near-copy")}


def test_a_match_shows_both_passages() -> None:
    copy = story(f"{WOLVES.other}\n\n{BEES.source}")
    match = compare(copy, index()).matches[0]
    assert match.span.of(copy.text).startswith("In February I press my ear to each hive")
    assert match.source_text.startswith("In February I press my ear to each hive")


def test_a_copied_paragraph_in_a_story_of_ones_own_is_a_passage() -> None:
    paragraph = " ".join(BEES.source.split(". ")[:4])
    found = compare(story(f"{WOLVES.other}\n\n{paragraph}\n\n{CHESS.other}"), index())
    assert {(match.source, match.kind) for match in found.matches} == {("bees", "passage")}
    assert 0.1 < found.share < 0.4


@pytest.mark.parametrize("name", TOPICS)
def test_a_paraphrase_is_found_sentence_by_sentence(name: str) -> None:
    found = compare(story(TOPICS[name].paraphrase), index())
    assert found.share >= FOUND
    assert sources(found) == {name}
    assert any(match.kind == "paraphrase" for match in found.matches)


def test_a_paraphrase_is_set_beside_the_sentence_that_it_follows() -> None:
    told = story(BEES.paraphrase)
    beside = {match.span.of(told.text): match.source_text for match in compare(told, index()).matches}
    fondant = next(source for here, source in beside.items() if here.startswith("Fondant goes in only"))
    assert "I give fondant only if a hive feels light" in fondant


def test_a_paraphrase_within_a_longer_story_is_found() -> None:
    found = compare(story(f"{CHESS.other}\n\n{BEES.paraphrase}\n\n{WOLVES.other}"), index())
    assert sources(found) == {"bees"}
    assert found.share >= FOUND


@pytest.mark.parametrize("name", TOPICS)
def test_another_story_on_the_same_topic_is_not_derived(name: str) -> None:
    assert compare(story(TOPICS[name].other), index()).share < FOUND


def test_the_paraphrase_pass_can_be_left_out() -> None:
    assert not compare(story(BEES.paraphrase), index(), paraphrase=False).matches


def test_a_quote_block_does_not_count() -> None:
    lines = "\n".join(f"> {line}" for line in BEES.source.splitlines())
    assert not compare(story(f"{CHESS.other}\n\n{lines}\n\n{WOLVES.other}"), index()).matches


def test_words_in_quotation_marks_of_a_named_speaker_do_not_count() -> None:
    said = f"Here is what Anna Kowalska wrote last year: “{BEES.source}”"
    assert not compare(story(f"{CHESS.other}\n\n{said}"), index()).matches


def test_quotation_marks_alone_excuse_nothing() -> None:
    assert compare(story(f"{CHESS.other}\n\n“{BEES.source}”"), index()).matches


def test_ones_own_earlier_text_does_not_count() -> None:
    assert not compare(story(BEES.source), index(BEES), own={"bees"}).matches
    assert not compare(story(BEES.source), index(BEES, owner="ada"), own={"ada"}).matches


def test_the_canonical_address_names_ones_own_text() -> None:
    assert not compare(replace(story(BEES.source), canonical="bees"), index(BEES)).matches


def test_disguised_letters_hide_nothing_and_are_told() -> None:
    disguised = BEES.source.replace("e", "\u0435").replace("hive", "hi\u200bve")
    found = compare(story(disguised), index())
    assert found.share == 1.0
    assert {match.kind for match in found.matches} == {"disguised-near-copy"}


def test_a_sentence_that_everybody_writes_is_no_match() -> None:
    assert not compare(story("At the end of the day it is what it is. " * 3), index()).matches


def test_no_story_and_no_sources_give_nothing() -> None:
    assert compare(Story(), index()) == Derivation()
    assert compare(story(BEES.source), MemoryIndex()) == Derivation()
