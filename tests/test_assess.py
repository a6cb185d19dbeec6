"""The pipeline: who is asked, who is not, and what the answer rests on."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.assess import Author, Detectors, assess
from copydesk.detectors.pictures import PictureSignal
from copydesk.evidence import Derivation, Harm, Match, PictureAI, Promotion, Writing
from copydesk.policy import load
from copydesk.story import Span, Story
from copydesk.story.assets import StoredAssets
from copydesk.story.readers import read

WORDS = "I keep bees behind the house, four hives of them, and write down what each one weighs every Sunday.\n\n" * 3
PICTURE = read(f"{WORDS}![](a.png)\n\n![](b.png)\n".encode(), format="markdown")


class Asked(list[str]):
    """Detectors that write down that they were asked."""

    def detectors(self, **changed: Any) -> Detectors:
        return Detectors(
            **{
                "prose": self._say("prose", Writing()),
                "promotion": self._say("promotion", Promotion()),
                "harm": self._say("harm", Harm()),
                "derivation": self._say("derivation", Derivation()),
                "pictures": self._say("pictures", PictureSignal(PictureAI.DECLARED, "c2pa", "Firefly")),
                **changed,
            }
        )

    def _say(self, name: str, answer: Any) -> Any:
        def ask(*_: Any, **__: Any) -> Any:
            self.append(name)
            return answer

        return ask


def test_every_detector_is_asked_where_nothing_is_known() -> None:
    asked = Asked()
    assess(PICTURE, assets=StoredAssets({"a.png": b"x"}), detectors=asked.detectors())
    assert sorted(asked) == ["derivation", "harm", "pictures", "promotion", "prose"]


@pytest.mark.parametrize(
    ("findings", "spared"),
    [
        ({"writing": "human"}, "prose"),
        ({"search_spam": False}, "promotion"),
        ({"harmful_ai": True}, "harm"),
        ({"derivative": False}, "derivation"),
        ({"pictures": {"a.png": "not-ai"}}, "pictures"),
    ],
)
def test_where_a_finding_speaks_no_detector_is_asked(findings: dict[str, Any], spared: str) -> None:
    asked = Asked()
    assess(PICTURE, assets=StoredAssets({"a.png": b"x"}), findings=findings, detectors=asked.detectors())
    assert spared not in asked
    assert len(asked) == 4


def test_a_detector_may_be_left_out() -> None:
    asked = Asked()
    left = dict.fromkeys(("prose", "promotion", "harm", "derivation", "pictures"))
    made = assess(PICTURE, detectors=asked.detectors(**left))
    assert asked == []
    assert made.ruling.now.distribution.word == "boost"


def test_what_a_picture_file_tells_is_an_established_fact() -> None:
    made = assess(PICTURE, assets=StoredAssets({"a.png": b"x"}), detectors=Asked().detectors())
    assert [p.ai for p in made.evidence.pictures] == [PictureAI.DECLARED, PictureAI.UNKNOWN]
    assert [c.id for c in made.ruling.clauses] == ["pictures.uncaptioned"]


def test_the_deep_stage_is_asked_for_as_the_caller_wants() -> None:
    seen = []

    def estimate(story: Story, *, deep: bool | None = None) -> Writing:
        seen.append(deep)
        return Writing()

    for deep in (True, False, None):
        assess(PICTURE, detectors=Asked().detectors(prose=estimate, deep=deep))
    assert seen == [True, False, None]


def test_the_window_is_the_policys() -> None:
    text = f"{WORDS}I drafted this post with Claude and edited it myself.\n"
    story = read(text.encode(), format="markdown")
    assert assess(story, detectors=Asked().detectors()).facts.disclosure == "late"
    assert "dev" not in load("medium-2024-05").id


def test_the_language_is_read_from_the_text_where_nobody_gave_it() -> None:
    assert assess(PICTURE, detectors=Asked().detectors()).story.language == "en"
    given_one = Story(text=PICTURE.text, blocks=PICTURE.blocks, language="nl")
    assert assess(given_one, detectors=Asked().detectors()).story.language == "nl"


def test_a_strike_says_where_it_would_lead() -> None:
    paywalled = Story(text=PICTURE.text, blocks=PICTURE.blocks, paywalled=True)
    found = {"writing": "generated"}
    first = assess(paywalled, findings=found, detectors=Asked().detectors())
    second = assess(paywalled, findings=found, author=Author(True, ("2026-01-01",)), detectors=Asked().detectors())
    assert (first.step, second.step) == ("strike", "review-enrolment")
    assert assess(PICTURE, detectors=Asked().detectors()).step is None


def test_other_stories_of_the_author_are_shown_to_the_promotion_detector() -> None:
    shown: list[Story] = []

    def weigh(_: Story, siblings: Iterable[Story] = ()) -> Promotion:
        shown.extend(siblings)
        return Promotion()

    assess(PICTURE, author=Author(stories=(Story(text="Other"),)), detectors=Asked().detectors(promotion=weigh))
    assert [story.text for story in shown] == ["Other"]


def test_a_match_with_a_source_is_evidence_and_only_a_suspicion() -> None:
    match = Match("https://example.org/bees", Span(0, 40), "I keep bees", 0.9, "copied")
    made = assess(PICTURE, detectors=Asked().detectors(derivation=lambda _: Derivation((match,), 0.9)))
    assert made.ruling.review
    assert made.ruling.now.distribution.word == "general"
    assert not made.ruling.now.strike


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_assessed_and_the_same_text_the_same_way(text: str) -> None:
    one, two = (assess(Story(text=text), detectors=Asked().detectors()) for _ in range(2))
    assert one == two


def test_a_storys_tags_are_kept_as_evidence_whatever_the_policy() -> None:
    source = b"---\ntags: [WebDev, '#ABotWroteThis']\n---\nI built a server and wrote down what broke."
    told = assess(read(source, format="markdown"), declared={"writing": "assisted"}, policy=load("dev"))
    assert told.evidence.disclosure.tags == ("webdev", "abotwrotethis")
    assert told.facts.disclosure == "timely"
    assert told.ruling.if_confirmed.distribution.word == "boost"
