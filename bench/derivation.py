"""Derivation: what is found and what is found wrongly, how long an index of many stories takes, and a query in it."""

import os
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from bench.derivation_pairs import SHARED, Counted, labelled, shared_pairs
from copydesk.detectors.derivation import Index, Known, SqliteIndex, compare
from copydesk.detectors.derivation.evaluate import edited
from copydesk.story import Story

STORIES = int(os.environ.get("STORIES", "200000"))
QUERIES = 200
SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi zo ka le mi no pu ra".split()  # noqa: SIM905  # read as words
TOPICS, TOPICAL = 500, 400


class Stories:
    """Stories without sense from a fixed seed: words as frequent as in English, and 400 rare words to each topic.

    A fiftieth are light edits of an earlier story.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        spoken = (Path(__file__).parents[1] / "src/copydesk/detectors/derivation/corpus/topics.txt").read_text()
        common = [w for w, _ in sorted(tally(spoken.split()).items(), key=lambda pair: -pair[1])]
        chance = random.Random(1)
        rare = ["".join(chance.choices(SYLLABLES, k=chance.choice((3, 4, 5)))) for _ in range(60_000)]
        self.words = np.array(common + rare)
        weights = 1 / (np.arange(len(self.words)) + 3)
        self.odds = np.cumsum(weights / weights.sum())
        self.common = len(common)

    def text(self, number: int) -> str:
        if number % 50 == 49:
            return edited(self.text(number - 1), 0.1, self.words[:1000].tolist(), random.Random(number))
        chance = np.random.default_rng(number)
        size = int(np.clip(chance.lognormal(6.45, 0.5), 120, 4000))
        places = np.searchsorted(self.odds, chance.random(size))
        topic = self.common + (number % TOPICS) * 100 + chance.integers(0, TOPICAL, size)
        places = np.where(chance.random(size) < 0.12, topic, np.minimum(places, len(self.words) - 1))
        sentences = np.split(self.words[places], np.arange(17, size, 17))
        return "\n\n".join(
            ". ".join(" ".join(s) for s in sentences[i : i + 5]) + "." for i in range(0, len(sentences), 5)
        )

    def known(self) -> Iterator[Known]:
        return (Known(f"story-{number}", self.text(number)) for number in range(self.count))


def tally(words: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word.lower()] = counts.get(word.lower(), 0) + 1
    return counts


def build(folder: Path, stories: Stories) -> list[tuple[str, str]]:
    """Build in a process that is killed half-way, and again in one that goes on; watch the memory of both."""
    start = time.perf_counter()
    first = run(folder, stop_at=stories.count // 2)
    held = known(folder)
    again, used = time.perf_counter(), processor()
    second = run(folder)
    done, used = time.perf_counter(), processor() - used
    size = (folder / "known.index").stat().st_size / 2**20
    return [
        (
            f"build of {stories.count:,} stories, 2 processes, their making and a kill half-way included",
            minutes(done - start),
        ),
        ("of that after the kill", f"{minutes(done - again)}, {held:,} stories were there already"),
        ("stories in the index at the end", f"{known(folder):,}"),
        ("processor time after the kill", f"{minutes(used)} ({used / (stories.count - held) * 1000:.2f} ms a story)"),
        ("largest memory of all its processes together (proportional set size)", f"{max(first, second):,.0f} MB"),
        ("size of the file, texts included", f"{size:,.0f} MB"),
    ]


def processor() -> float:
    """Return the processor time, in seconds, of the processes that were waited for."""
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
    return theirs.ru_utime + theirs.ru_stime


def minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f} min"


def known(folder: Path) -> int:
    with SqliteIndex(folder / "known.index") as index:
        return len(index)


def run(folder: Path, stop_at: int | None = None) -> float:
    """Build in a group of processes, killed once ``stop_at`` stories are kept; return its largest memory in MB."""
    command = [sys.executable, "-m", "bench.derivation", "--build", str(folder)]
    building = subprocess.Popen(command, start_new_session=True)
    peak = 0.0
    while building.poll() is None:
        time.sleep(1)
        peak = max(peak, memory(building.pid))
        if stop_at and (folder / "read").is_file() and int((folder / "read").read_text() or 0) >= stop_at:
            os.killpg(building.pid, signal.SIGKILL)
            building.wait()
    return peak


def memory(group: int) -> float:
    """Return the memory of a process group in MB; what its processes share counts once."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(process.name)) == group:
                total += int((process / "smaps_rollup").read_text().split("\nPss:")[1].split()[0])
    return total / 1024


def build_here(folder: Path) -> None:
    """Build, telling a file how many stories have been read."""
    with SqliteIndex(folder / "known.index") as index:
        read = folder / "read"
        index.build(Stories(STORIES).known(), processes=2, progress=lambda count: void(read.write_text(str(count))))


def void(_: object) -> None:
    """Drop a value."""


def queries(folder: Path, stories: Stories) -> list[tuple[str, str]]:
    chance = random.Random(3)
    rows = []
    with SqliteIndex(folder / "known.index") as index:
        numbers = [chance.randrange(stories.count) // 50 * 50 for _ in range(QUERIES)]
        copies = [Story(text=edited(stories.text(n), 0.15, stories.words[:1000].tolist(), chance)) for n in numbers]
        fresh = [Story(text=stories.text(10_000_000 + 50 * i)) for i in range(QUERIES)]
        for name, asked, paraphrase in (
            ("near copies, of stories with 15 % of words edited", copies, False),
            ("near copies, of stories that follow nothing", fresh, False),
            ("with the paraphrase pass, of edited stories", copies, True),
            ("with the paraphrase pass, of stories that follow nothing", fresh, True),
        ):
            rows.append((name, timed(index, asked, paraphrase)))
        found = [compare(story, index, paraphrase=False) for story in copies]
        hits = sum(any(m.source == f"story-{n}" for m in one.matches) for n, one in zip(numbers, found, strict=True))
        rows.append(("edited stories whose source is named", f"{hits} of {QUERIES}"))
        start = time.perf_counter()
        for number in range(20):
            index.add(Known(f"new-{number}", stories.text(20_000_000 + number)))
            index.remove(f"new-{number}")
        rows.append(("adding and removing one story", f"{(time.perf_counter() - start) / 20 * 1000:.1f} ms"))
    return rows


def timed(index: Index, asked: list[Story], paraphrase: bool) -> str:
    walls, used = [], []
    for story in asked:
        start, here = time.perf_counter(), time.process_time()
        compare(story, index, paraphrase=paraphrase)
        walls.append((time.perf_counter() - start) * 1000)
        used.append((time.process_time() - here) * 1000)
    p95 = sorted(walls)[int(0.95 * len(walls))]
    busy = statistics.median(used)
    return f"median {statistics.median(walls):.1f} ms, p95 {p95:.1f} ms; processor, median {busy:.1f} ms"


def measure() -> list[tuple[str, str]]:
    """Build the index in a temporary folder and ask it."""
    stories = Stories(STORIES)
    if kept := os.environ.get("KEEP"):
        return [*build(Path(kept), stories), *queries(Path(kept), stories)]
    with tempfile.TemporaryDirectory() as folder:
        return [*build(Path(folder), stories), *queries(Path(folder), stories)]


def table(rows: list[Counted]) -> str:
    lines = [f"| {row.what} | {row.found} | {row.total} | {row.share:.1%} |" for row in rows]
    return "\n".join(["| what | found | of | share |", "|---|---|---|---|", *lines])


def main() -> None:
    if sys.argv[1:2] == ["--build"]:
        build_here(Path(sys.argv[2]))
        return
    if sys.argv[1:2] == ["--postgres"]:
        from bench.known_postgres import main as in_postgres  # noqa: PLC0415  # it needs Django and a database

        in_postgres(Path(sys.argv[2]), STORIES)
        return
    print("## Derivation\n\n`python -m bench.derivation`, 2 cores shared with other work.")
    print("Found: 30 % of the story or more, with the right source named.\n")
    speed = measure()
    print("The project's own labelled pairs (`copydesk evaluate derivation`), *kept aside* as marked:\n")
    print(table(list(labelled())) + "\n")
    if SHARED.is_dir():
        print("Texts of the shared corpus against an index of all its human originals of the same kinds:\n")
        print(table(list(shared_pairs())) + "\n")
    print("Speed, on stories made at random from a fixed seed (median 630 words):\n\n| what | figure |\n|---|---|")
    for what, figure in speed:
        print(f"| {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
