"""The stories that one run of ``copydesk check`` has read so far, by author: from one mould only several can be."""

from collections import OrderedDict, deque

from copydesk.story import Story

__all__ = ["Run"]

MOST_AUTHORS, MOST_STORIES = 20, 50


class Run:
    """Holds the last 50 stories of each of the last 20 authors; those that name none are taken for one author's.

    >>> run = Run()
    >>> run.beside(Story(text="one")), [story.text for story in run.beside(Story(text="two"))]
    ((), ['one'])
    """

    def __init__(self) -> None:
        self._read: OrderedDict[str, deque[Story]] = OrderedDict()

    def beside(self, story: Story) -> tuple[Story, ...]:
        """Return what was read of this story's author before, and remember the story."""
        mine = self._read.setdefault(story.author or "", deque(maxlen=MOST_STORIES))
        self._read.move_to_end(story.author or "")
        if len(self._read) > MOST_AUTHORS:
            self._read.popitem(last=False)
        before = tuple(mine)
        mine.append(story)
        return before
