"""Reads the stories that the command line names and assesses each; what goes wrong with one is told."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from copydesk.answering import fault
from copydesk.assess import Assessment, Author, Detectors, assess
from copydesk.cli.outcome import Outcome
from copydesk.cli.run import Run
from copydesk.evidence import Derivation
from copydesk.mend import with_patches
from copydesk.policy import Policy, load
from copydesk.story import Story
from copydesk.story.errors import StoryError
from copydesk.story.readers import Entry, read, read_path
from copydesk.story.readers.limits import MAX_DOCUMENT
from copydesk.wire import Submission

if TYPE_CHECKING:
    from copydesk.detectors.pictures import Examiner, PictureSignal

__all__ = ["Checker", "named"]

STANDARD_INPUT = "standard input"
LARGEST_INPUT = MAX_DOCUMENT
NAME_ONE = "Name Markdown, HTML or text files, or an export."


class Checker:
    """Assesses stories under one policy; closes the picture worker at the end.

    Args:
        policy: a bundled policy's name or a file.
        paywalled: rule as if each story stood behind the paywall.
        declare: what the author declares of the writing, or None.
        deep: ask the deep stage always, never, or (None) where the fast one is unsure.
        derivation: compares the story of a name with known texts, or None.
    """

    def __init__(
        self,
        policy: str | Policy,
        *,
        paywalled: bool = False,
        declare: str | None = None,
        deep: bool | None = None,
        derivation: Callable[[str, Story], Derivation] | None = None,
    ) -> None:
        self.policy = policy if isinstance(policy, Policy) else load(policy).on(datetime.now(UTC).date())
        self.paywalled = paywalled
        self.declared = {"writing": declare} if declare else {}
        self.detectors = Detectors(deep=deep, pictures=self._examine)
        self._derivation = derivation
        self._run = Run()
        self._stack = ExitStack()
        self._examiner: Examiner | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def outcomes(self, paths: tuple[Path, ...]) -> Iterator[Outcome]:
        """Yield one outcome a story, in the order of ``paths``."""
        for path in paths:
            yield from self._standard_input() if str(path) == "-" else self._path(path)

    def _standard_input(self) -> Iterator[Outcome]:
        data = sys.stdin.buffer.read(LARGEST_INPUT + 1)
        try:
            story = read(data, name=STANDARD_INPUT)
        except StoryError as error:
            yield Outcome(STANDARD_INPUT, error=str(error))
            return
        yield self.outcome(Entry(STANDARD_INPUT, story))

    def _path(self, path: Path) -> Iterator[Outcome]:
        seen = False
        try:
            for entry in read_path(path):
                seen = True
                yield self.outcome(entry)
        except StoryError as error:
            yield Outcome(str(path), error=str(error))
        except OSError as error:
            yield Outcome(str(path), error=f"{path}: {error.strerror or error}.")
        else:
            if not seen:
                yield Outcome(str(path), error=f"{path}: there is no story in it. {NAME_ONE}")

    def outcome(self, entry: Entry) -> Outcome:
        """Assess one story that was read."""
        name = named(entry)
        about = Outcome(name, source=entry.source, path=entry.path, assets=entry.assets, total=entry.total)
        if entry.story is None:
            return replace(about, error=_why(entry, name))
        self._warm_up(entry.story)
        try:
            author = Author(stories=self._run.beside(entry.story))
            sent = Submission(entry.story, source=entry.source or "", assets=entry.assets, author=author)
            assessment = self.assess_submission(sent, name=name)
        except Exception as error:  # noqa: BLE001  # one story's fault must not keep the others from being checked
            return replace(about, error=f"{name}: {fault(error)}")
        return replace(about, assessment=assessment)

    def assess_submission(self, sent: Submission, *, name: str = "") -> Assessment:
        """Assess one story under the options of the command line; patches are made where its source is known."""
        assessment = assess(
            replace(sent.story, paywalled=True) if self.paywalled else sent.story,
            assets=sent.assets,
            declared={**sent.declared, **self.declared},
            findings=sent.findings,
            author=sent.author,
            policy=self.policy,
            detectors=self._asked(name),
        )
        return with_patches(assessment, sent.source) if sent.source else assessment

    def _asked(self, name: str) -> Detectors:
        compare = self._derivation
        return self.detectors if compare is None else replace(self.detectors, derivation=partial(compare, name))

    def _warm_up(self, story: Story) -> None:
        """Start the picture worker before the prose is read, so that both load at the same time."""
        sources = (picture.src for _, figure in story.figures() for picture in figure.pictures)
        if any("://" not in src for src in sources):
            self._worker().start()

    def _worker(self) -> "Examiner":
        if self._examiner is None:
            from copydesk.detectors.pictures import Examiner  # noqa: PLC0415  # only stories with pictures need it
            from copydesk.detectors.pictures.kept import Kept  # noqa: PLC0415  # the same

            kept = Kept()
            self._examiner = self._stack.enter_context(Examiner(known=kept.known(), anchors=kept.anchors()))
        return self._examiner

    def _examine(self, data: bytes) -> "PictureSignal":
        return self._worker().examine(data)


def named(entry: Entry) -> str:
    """Name a story so that a person finds it: its file, or the archive and the entry in it."""
    if entry.path is None or str(entry.path) == entry.name:
        return entry.name
    if entry.path.is_dir():
        return str(entry.path / entry.name)
    inner = str(entry.path).endswith(entry.name)
    return str(entry.path) if inner else f"{entry.path}: {entry.name}"


def _why(entry: Entry, name: str) -> str:
    error = entry.error or StoryError("It could not be read.")
    return str(StoryError(error.what, where=error.where, remedy=error.remedy, name=name))
