"""Days, ladders and names of a policy."""

from datetime import date
from pathlib import Path

import pytest

from copydesk.policy import PolicyError, load, loads, rule
from copydesk.policy.checking import check_text
from copydesk.policy.combining import facts_of
from copydesk.policy.model import Ladder, Rung


def test_a_clause_with_a_day_of_its_own_applies_from_that_day() -> None:
    policy = load("youtube")
    facts = facts_of(policy, {"synthetic": "meaningful", "realistic": "yes"})
    before, after = policy.on(date(2024, 9, 30)), policy.on(date(2024, 10, 1))
    assert [c.id for c in rule(facts, before).clauses] == ["yt.label"]
    assert [c.id for c in rule(facts, after).clauses] == ["yt.label", "yt.undisclosed"]
    assert after is policy


def test_a_policy_is_in_force_from_its_first_day_to_the_one_before_its_last(tmp_path: Path) -> None:
    small = (Path(__file__).parent / "small.toml").read_text()
    path = tmp_path / "p.toml"
    path.write_text(small.replace("effective = 2026-01-01", "effective = 2026-01-01\nuntil = 2026-07-01"))
    policy = load(path)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [policy.in_force(day) for day in days] == [False, True, True, False]
    assert load("medium-2024-05").in_force(date(2030, 1, 1))


def test_a_ladder_gives_the_highest_rung_that_is_reached() -> None:
    ladder = Ladder("conduct", (Rung(1, "strike"), Rung(3, "suspend")))
    assert [rung.step if (rung := ladder.rung(n)) else None for n in range(5)] == [
        None, "strike", "strike", "suspend", "suspend",
    ]  # fmt: skip


def test_strikes_climb_the_ladders_that_the_policy_page_names() -> None:
    policy = load("medium-2024-05")
    assert {c.id: c.ladder for c in policy.clauses if c.then.strike} == {
        "writing.paywalled-generated": "partner",
        "pictures.violation": "conduct",
        "conduct.search-spam": "conduct",
        "conduct.harmful-ai": "conduct",
        "conduct.derivative": "conduct",
    }
    second = policy.ladders["partner"].rung(2)
    assert second is not None
    assert second.step == "review-enrolment"
    notice = policy.clause("pictures.uncaptioned").notice
    assert notice is not None
    assert (notice.remind_after_days, notice.then) == (7, "editor")


def test_a_clause_or_fact_that_is_not_there_is_a_key_error() -> None:
    policy = load("medium-2024-05")
    with pytest.raises(KeyError):
        policy.clause("writing.none")
    assert not policy.reads("mood")


def test_a_policy_that_a_site_keeps_is_read_from_its_text() -> None:
    text = (Path(__file__).parent / "no-boost-for-assistance.toml").read_text()
    assert loads(text).extends == "medium-2024-05"
    assert check_text(text) == ()
    with pytest.raises(PolicyError, match=r"draft:\d+:\d+: error: unknown fact"):
        loads(text.replace("{ writing", "{ writting"), "draft")
    assert check_text(text.replace("medium-2024-05", "../elsewhere.toml"))[0].code == "no-such-policy"
    assert check_text("= 3")[0].code == "toml"


def test_ready_sentences_come_in_the_language_of_the_story() -> None:
    policy = load("medium-2024-05")
    facts = facts_of(policy, {"writing": "assisted"})
    german = rule(facts, policy, language="de").advice[0].sentence
    assert german == policy.sentences["assisted"]["de"]
    assert rule(facts, policy, language="sw").advice[0].sentence == policy.sentences["assisted"]["en"]
