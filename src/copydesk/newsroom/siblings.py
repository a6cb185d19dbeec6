"""An author's other stories, for the question whether several are from one mould; read only where that is asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from copydesk.newsroom.models import Account, Story
from copydesk.newsroom.models.story import StoryState
from copydesk.newsroom.writing import read_words, words_of
from copydesk.story import Story as Document

__all__ = ["Siblings"]

MOST = 30


@dataclass(frozen=True, slots=True)
class Siblings:
    """The newest published stories of ``author``, 30 at most, without ``beside``; each time they are asked for anew."""

    author: Account
    beside: Story | None = None

    def __iter__(self) -> Iterator[Document]:
        stories = Story.objects.filter(author_id=self.author.pk, state=StoryState.PUBLISHED, live__isnull=False)
        if self.beside is not None and self.beside.pk is not None:
            stories = stories.exclude(pk=self.beside.pk)
        for story in stories.select_related("live").order_by("-published", "-pk")[:MOST]:
            if story.live is not None:
                yield read_words(words_of(story.live))
