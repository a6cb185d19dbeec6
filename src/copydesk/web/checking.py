"""The pre-publish check: the ruling as it stands, the counted window, and what one click can put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from copydesk.assess import Assessment
from copydesk.detectors.disclosure.window import counts
from copydesk.mend import mend, mends, with_patches
from copydesk.newsroom import assessing
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Story
from copydesk.newsroom.publications import policy_for
from copydesk.newsroom.writing import Words
from copydesk.web.captioning import Captioned, pictures_of
from copydesk.web.telling import RulingTold, told
from copydesk.wire import assessment_to_json

__all__ = ["Checked", "inserted", "looked_over"]


@dataclass(frozen=True)
class Checked:
    """What the check shows.

    ``opening`` are the blocks before the end of the second counted paragraph, as (text, counted); ``disclosure`` the
    author's statement as it was read; ``pictures`` the story's figures, with what their files and captions tell.
    """

    assessment: Assessment
    ruling: RulingTold
    opening: tuple[tuple[str, bool], ...]
    disclosure: Mapping[str, Any]
    pictures: tuple[Captioned, ...]
    words: int

    @property
    def clickable(self) -> set[str]:
        """The advice that one click follows."""
        return {a.do for a in self.assessment.ruling.advice if list(mends(self.assessment, a))}


def looked_over(story: Story, words: Words) -> Checked:
    """Check words that are not published yet; nothing is stored.

    Raises:
        StoryError, RefusedError: the words can't be read.
    """
    verdict = with_patches(assessing.check_draft(story.author, words, story=story), words.content)
    result = assessment_to_json(verdict, id=story.public_id)
    return Checked(
        verdict,
        told(result, policy_for(story)),
        _opening(verdict),
        result["evidence"]["disclosure"],
        pictures_of(verdict),
        verdict.story.words,
    )


def _opening(verdict: Assessment) -> tuple[tuple[str, bool], ...]:
    """Return the blocks of the window, and which of them use up a place."""
    window = verdict.evidence.disclosure.window
    if window is None:
        return ()
    reading = verdict.policy.reading
    story = verdict.story
    inside = [b for b in story.blocks if b.span.start < window.end and len(b.span)]
    return tuple((story.text_of(block), counts(story, block, reading.short_line)) for block in inside)


def inserted(checked: Checked, words: Words, do: str) -> str:
    """Return the words' content with what the advice ``do`` asks for in its place.

    Raises:
        RefusedError: no edit of the text follows that advice.
    """
    advice = [a for a in checked.assessment.ruling.advice if a.do == do]
    changes = [change for a in advice[:1] for change in mends(checked.assessment, a)]
    if not changes:
        raise RefusedError("no-edit", "Nothing needs to be put in any more.")
    return mend(words.content, changes)
