"""Pictures: recall by signal, false positives, time a picture, and what 10,000 mutations do to the worker."""

import os
import random
import time
from pathlib import Path

from copydesk.detectors.pictures import Examiner
from copydesk.detectors.pictures.evaluate import evaluate

SHARED = Path(os.environ.get("COPYDESK_SHARED", Path(__file__).parents[2] / "shared"))
MUTATIONS = int(os.environ.get("MUTATIONS", "10000"))


def measure() -> str:
    """Return the section on pictures as Markdown."""
    report = evaluate(SHARED / "pictures/labels.tsv")
    negatives = sum(e.label == "not_ai" for e in report.examples)
    median, p95 = report.milliseconds()
    figures = (
        f"Not-AI files called declared or indicated: {len(report.false_positives())} of {negatives}. "
        f"Time a picture, process started: median {median:.2f} ms, p95 {p95:.1f} ms."
    )
    lines = [
        "## Pictures",
        "",
        f"`python -m bench.pictures`, 2 cores, n = {len(report.examples)} files of the shared set.",
        "",
        figures,
        "",
        "| signal in the file | found | of |",
        "|---|---|---|",
        *(f"| {value} | {found} | {count} |" for value, found, count in report.by("signal")),
        "",
        mutations(),
    ]
    return "\n".join(lines) + "\n"


def mutations() -> str:
    """Damage the shared pictures at random and say how the worker fared."""
    chance = random.Random(7)
    originals = [p.read_bytes() for p in sorted((SHARED / "pictures").rglob("*.*")) if p.suffix not in (".tsv", ".md")]
    originals = [data for data in originals if len(data) < 400_000]
    slowest, largest, restarts, process = 0.0, 0, 0, None
    with Examiner() as examiner:
        for _ in range(MUTATIONS):
            data = bytearray(chance.choice(originals))
            for _ in range(chance.choice((1, 4, 32))):
                data[chance.randrange(min(len(data), chance.choice((64, 2048, len(data)))))] = chance.randrange(256)
            if chance.random() < 0.2:
                del data[chance.randrange(len(data)) :]
            start = time.perf_counter()
            examiner.examine(bytes(data))
            slowest = max(slowest, time.perf_counter() - start)
            restarts += process is not None and examiner.pid != process
            process = examiner.pid
            largest = max(largest, resident(process) if process else 0)
    return (
        f"{MUTATIONS:,} mutations: no exception, worker started anew {restarts} times, "
        f"slowest {slowest * 1000:.0f} ms, worker at most {largest / 1e6:.0f} MB."
    )


def resident(pid: int) -> int:
    """Return the resident memory of a process in bytes."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


if __name__ == "__main__":
    print(measure())
