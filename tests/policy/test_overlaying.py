"""An overlay can only take away."""

from pathlib import Path

import pytest

from copydesk.policy import Distribution, PolicyError, bundled, load
from copydesk.policy.checking import check

HEAD = """
[policy]
id = "ours"
extends = "medium-2024-05"
title = "Ours"
effective = 2026-01-01
"""
SOFT = '[ladders.soft]\nrungs = [{ strikes = 9, step = "strike" }]'
SMALL_PRESS = """
[facts.small_press]
values = ["no", "yes"]
established_by = ["declaration"]
ask.en = "?"
words.no.en = "n"
words.yes.en = "y"

"""
CLAIMED = '[[clause.exempt]]\nwhen = { small_press = "yes" }\nby = ["declaration"]\nproof.en = "Say so."'
LOOSER = [
    ("[reading]\nparagraphs = 3", "paragraphs"),
    ('[reading]\nplace = ["opening", "form"]', "place"),
    ('[reading]\nplace = ["anywhere"]', "place"),
    ("[reading]\nshort_line = 20", "short_line"),
    ('[reading]\ntags = ["aiwrote"]', "tags"),
    ("[reading.thresholds]\nharmful_ai = 0.95", "harmful_ai"),
    ("[reading.prose]\np_human = 0.01", "p_human"),
    ('[[clause]]\nid = "pictures.uncaptioned"\nwhen = { pictures = "captioned" }', "distribution"),
    ('[[clause]]\nid = "conduct.search-spam"\nwhen = { search_spam = "yes", writing = "generated" }', "strike"),
    ('[[clause]]\nid = "writing.paywalled-generated"\nneeds = { strike = ["finding"] }', "strike"),
    ('[ladders.partner]\nrungs = [{ strikes = 2, step = "strike" }, { strikes = 3, step = "b" }]', "gentler"),
    ('[ladders.partner]\nrungs = [{ strikes = 1, step = "strike" }, { strikes = 2, step = "wave" }]', "gentler"),
    ('[[clause]]\nid = "conduct.search-spam"\napplies_from = 2040-01-01', "later"),
    ('[[clause]]\nid = "pictures.uncaptioned"\nnotice = { remind_after_days = 8 }', "notice"),
    ('[[clause]]\nid = "pictures.uncaptioned"\nnotice = {}', "notice"),
    ('[[clause]]\nid = "conduct.search-spam"\nladder = "soft"\n' + SOFT, "gentler"),
    (SMALL_PRESS + '[[clause]]\nid = "conduct.search-spam"\n' + CLAIMED, "no longer hold"),
    ("[ladders.partner]\nexpires_days = 30\nrungs = [{ strikes = 1, step = 'a' }]", "gentler"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "word"), LOOSER)
def test_an_overlay_that_loosens_is_pointed_at(tmp_path: Path, change: str, word: str) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(f"{HEAD}\n{change}\n")
    found = [p for p in check(path) if p.code == "overlay-loosens"]
    assert found, check(path)
    assert word in found[0].message
    assert found[0].line > len(HEAD.splitlines())


def test_an_exemption_from_the_platforms_clause_is_found_to_loosen(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    exempt = '[[clause.exempt]]\nwhen = { paywalled = "yes" }\nby = ["finding"]\nproof.en = "None."'
    path.write_text(f'{HEAD}\n[[clause]]\nid = "writing.undisclosed-generated"\n{exempt}\n')
    assert "overlay-loosens" in {p.code for p in check(path)}


def test_an_overlay_speaks_no_language_that_its_base_lacks(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(
        HEAD.replace("effective", 'languages = ["en", "de"]\nsummary.en = "S"\nsummary.de = "S"\neffective')
    )
    (found,) = check(path)
    assert (found.code, found.hint) == ("missing-message", "it speaks en")


def test_effects_of_an_overlay_meet_those_of_its_base(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(f'{HEAD}\n[[clause]]\nid = "pictures.violation"\nthen = {{ paywall = "removed" }}\n')
    then = load(path).clause("pictures.violation").then
    assert (then.distribution, then.strike, then.paywall) == (Distribution.NONE, True, "removed")
    assert check(path) == ()


def test_an_overlay_may_lie_on_an_overlay_and_pins_its_base(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(HEAD)
    (tmp_path / "desk.toml").write_text(HEAD.replace("medium-2024-05", "ours.toml").replace('"ours"', '"desk"'))
    desk = load(tmp_path / "desk.toml")
    assert desk.extends == "ours"
    before = desk.digest
    (tmp_path / "ours.toml").write_text(HEAD + "\n# changed\n")
    assert load(tmp_path / "desk.toml").digest != before


def test_overlays_in_a_circle_and_on_nothing_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(HEAD.replace("medium-2024-05", "ours.toml"))
    with pytest.raises(PolicyError, match="without end"):
        load(path)
    path.write_text(HEAD.replace("medium-2024-05", "medium-2024-06"))
    with pytest.raises(PolicyError, match="did you mean"):
        load(path)


def test_facts_of_the_base_cannot_be_redefined(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(f'{HEAD}\n[facts.paywalled]\nvalues = ["no", "yes"]\nobserved = true\n')
    assert "fact-redefined" in {p.code for p in check(path)}
    assert "medium-2024-05" in bundled()
