"""Texts that the tests of derivation compare; sources and their paraphrases come from the labelled topics."""

from importlib.resources import as_file, files

from copydesk.detectors.derivation import Known, MemoryIndex
from copydesk.detectors.derivation.evaluate import Topic, read_topics
from copydesk.story import Story
from copydesk.story.readers import read

with as_file(files("copydesk.detectors.derivation").joinpath("corpus/topics.txt")) as path:
    TOPICS: dict[str, Topic] = {topic.name: topic for topic in read_topics(path)}

BEES, WOLVES, CHESS = (TOPICS[name] for name in ("bees", "wolves", "chess"))


def index(*topics: Topic, owner: str = "") -> MemoryIndex:
    return MemoryIndex(Known(topic.name, topic.source, owner) for topic in topics or TOPICS.values())


def story(text: str, format: str = "markdown") -> Story:  # noqa: A002  # the reader's name for it
    return read(text.encode(), format=format)
