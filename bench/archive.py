"""Archive: rate against plain multiprocessing, on Ray, memory, growth, and what ten kills leave behind.

python -m bench.archive [--stories 4000] [--turns 2] [--grow 1000,10000] [--kills 10]
python -m bench.archive one native|processes|ray IN OUT      what the parent runs and watches
"""
# ruff: noqa: PLC0415  # what a way of running needs is imported where it is run

import argparse
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from bench.synthetic import write

WORKERS = 2
LOADING = 3.0
SHARD = 512 * 1024
PICTURE = Path(__file__).parents[1] / "docs/pictures/archive-growth.svg"


@dataclass(frozen=True)
class Run:
    """One run: how, of how many stories, seconds in all, processor seconds and most memory of all its processes."""

    way: str
    stories: int
    seconds: float
    processor: float
    memory: int
    bytes_in: int
    bytes_out: int

    @property
    def rate(self) -> float:
        """Stories a second, start of processes and loading of models included."""
        return self.stories / self.seconds

    @property
    def per_core(self) -> float:
        """Stories a second of processor time: what a core would do that had nothing else to do."""
        return self.stories / self.processor


def one(way: str, source: str, out: str) -> None:
    """Run one way; called in a process of its own."""
    {"native": _native, "processes": _processes, "ray": _ray}[way](source, out)


def _native(source: str, out: str) -> None:
    from copydesk.archive import run

    run(source, out, workers=WORKERS, shard_bytes=SHARD)


def _processes(source: str, out: str) -> None:
    from copydesk.archive import Options, plan

    work = [(out, Options().to_json(), shard) for shard in plan(source, shard_bytes=SHARD)]
    with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:
        for _ in pool.imap_unordered(_work, work):
            pass


_KEPT: dict[str, Any] = {}


def _work(job: tuple[str, dict[str, Any], Any]) -> None:
    from copydesk.archive.assessing import Worker

    out, options, shard = job
    if "worker" not in _KEPT:
        _KEPT["worker"] = Worker(out, options)
    _KEPT["worker"].work(shard)


def _ray(source: str, out: str) -> None:
    import ray
    from ray.cluster_utils import Cluster

    from copydesk.archive import run

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    for _ in range(WORKERS):
        cluster.add_node(num_cpus=1)
    start = time.perf_counter()
    run(source, out, ray=cluster.address, workers=WORKERS, shard_bytes=SHARD)
    Path(out, "seconds").write_text(str(time.perf_counter() - start), encoding="utf-8")
    ray.shutdown()
    cluster.shutdown()  # type: ignore[no-untyped-call]  # ray has no types here


def watched(way: str, source: Path, out: Path, stories: int) -> Run:
    """Run one way in a process of its own, and watch the memory of it and of all that it starts."""
    start = time.perf_counter()
    process = _start(way, source, out)
    memory, ticks = 0, dict[str, int]()
    while process.poll() is None:
        memory = max(memory, _look(process.pid, ticks))
        time.sleep(0.25)
    if process.returncode:
        raise SystemExit(f"{way} ended with {process.returncode}")
    seconds = time.perf_counter() - start
    told = out / "seconds"
    if told.exists():
        seconds = float(told.read_text(encoding="utf-8"))
    found = Counter(ids(out))
    if len(found) != stories or max(found.values()) != 1:
        raise SystemExit(f"{way}: {len(found)} of {stories} stories, {max(found.values())} times")
    size = sum(file.stat().st_size for file in out.glob("part-*"))
    processor = sum(ticks.values()) / os.sysconf("SC_CLK_TCK")
    done = Run(way, stories, seconds, processor, memory, source.stat().st_size, size)
    print(json.dumps(asdict(done)), file=sys.stderr, flush=True)
    return done


def _start(way: str, source: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.archive", "one", way, str(source), str(out)]
    quiet = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RAY_DEDUP_LOGS": "1"}
    return subprocess.Popen(
        command, start_new_session=True, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _look(session: int, ticks: dict[str, int]) -> int:
    """Note each process's processor time, and return the bytes they hold, pages that they share counted once (PSS)."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == session:
                used = (folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
                ticks[folder.name] = int(used[11]) + int(used[12])
                rollup = (folder / "smaps_rollup").read_text(encoding="ascii")
                total += 1024 * int(rollup.split("Pss:")[1].split()[0])
        except (OSError, IndexError):
            continue
    return total


def ids(out: Path) -> list[str]:
    """Return the ids of all results."""
    from pyarrow import parquet

    return [
        name
        for part in out.glob("part-*.parquet")
        for name in parquet.read_table(part, columns=["id"]).column("id").to_pylist()
    ]


def killed(source: Path, out: Path, stories: int, kills: int, seconds: float) -> dict[str, int]:
    """Kill runs ``kills`` times at random moments, the whole session or only its first process, and let each end.

    A run that ends before it is killed is followed by the next one, in a folder of its own.
    """
    chance, done, folders = Random(11), 0, [out / "0"]
    while done < kills:
        process = _start("native", source, folders[-1])
        try:
            process.wait(LOADING + chance.uniform(0.0, 1.0) * seconds / kills)
            folders.append(out / str(len(folders)))
        except subprocess.TimeoutExpired:
            (os.kill if done % 2 else os.killpg)(process.pid, signal.SIGKILL)
            process.wait()
            done += 1
    _start("native", source, folders[-1]).wait()
    found = [Counter(ids(folder)) for folder in folders]
    return {
        "kills": done,
        "runs": len(folders),
        "stories": stories * len(folders),
        "distinct": sum(len(one) for one in found),
        "twice": sum(n > 1 for one in found for n in one.values()),
        "left aside": len(list(out.rglob("*.part"))),
    }


def measure(stories: int, turns: int, grow: list[int], kills: int) -> dict[str, Any]:
    """Measure everything; the two ways on one machine are run in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = write(folder / "in.jsonl", stories)
        runs = [
            watched(way, source, folder / f"{way}-{turn}", stories)
            for turn in range(turns)
            for way in ("processes", "native")
        ]
        told: dict[str, Any] = {"runs": runs}
        told["ray"] = watched("ray", source, folder / "ray", stories)
        told["growth"] = [watched("native", write(folder / f"{n}.jsonl", n), folder / f"grow-{n}", n) for n in grow]
        usual = median(run.seconds for run in runs if run.way == "native")
        told["killed"] = killed(source, folder / "killed", stories, kills, usual)
    return told


def markdown(told: dict[str, Any]) -> str:
    """Return what was measured as Markdown."""
    rows = [*told["runs"], told["ray"], *told["growth"]]
    lines = [
        "| way | stories | seconds | stories/s | per core-second | peak memory | bytes a story |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {r.way} | {r.stories:,} | {r.seconds:.1f} | {r.rate:.0f} | {r.per_core:.0f} "
            f"| {r.memory / 2**20:.0f} MB | {r.bytes_out / r.stories:.0f} |"
            for r in rows
        ),
        "",
        _compared(told),
        "",
        "Killed: " + ", ".join(f"{name} {count}" for name, count in told["killed"].items()) + ".",
    ]
    return "\n".join(lines) + "\n"


def _compared(told: dict[str, Any]) -> str:
    clock, processor = ratio(told, "rate"), ratio(told, "per_core")
    return (
        f"Native against plain multiprocessing (medians): {clock:.2f} by the clock, {processor:.2f} by processor time."
    )


def ratio(told: dict[str, Any], what: str) -> float:
    """Return the native rate by that of plain multiprocessing; ``what`` names the rate."""
    rates = {way: median(getattr(r, what) for r in told["runs"] if r.way == way) for way in ("native", "processes")}
    return float(rates["native"] / rates["processes"])


def plot(growth: list[Run]) -> None:
    """Draw time and memory over the number of stories, both axes by powers of ten."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
    stories = [run.stories for run in growth]
    left.loglog(stories, [run.processor for run in growth], marker="o", color="#1a6b4a")
    left.set(title="Processor seconds", xlabel="stories")
    right.semilogx(stories, [run.memory / 2**20 for run in growth], marker="o", color="#1a6b4a")
    right.set(title="Peak memory, MB", xlabel="stories", ylim=(0, None))
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, metadata={"Date": None})


def main() -> None:
    """Measure, print Markdown, draw the plot."""
    if sys.argv[1:2] == ["one"]:
        one(*sys.argv[2:5])
        return
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--stories", type=int, default=4000)
    asked.add_argument("--turns", type=int, default=2)
    asked.add_argument("--grow", default="1000,10000")
    asked.add_argument("--kills", type=int, default=10)
    given = asked.parse_args()
    told = measure(given.stories, given.turns, [int(n) for n in given.grow.split(",") if n], given.kills)
    print(markdown(told))
    plot(told["growth"])


if __name__ == "__main__":
    main()
