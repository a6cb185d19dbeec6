"""Load: stories published over the API at a steady rate, on PostgreSQL with two web processes; how long until assessed.

    scripts/with-postgres .venv/bin/python -m bench.publish [--rate 50] [--seconds 30]

The clock of one story runs from the request's arrival in the table (``Revision.created``) to the close of its job,
which is in the transaction that stores the assessment, applies the ruling and opens the case.
"""
# ruff: noqa: PLC0415  # Django is loaded once the database is chosen

import argparse
import gzip
import http.client
import json
import os
import random
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

PATIENCE = 120.0


def measure(rate: int = 50, seconds: int = 30, workers: int = 1, web: int = 2) -> list[dict[str, object]]:
    """Publish at ``rate`` a second for ``seconds`` and return what it took."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(folder)
        token = _prepare()
        port = _free_port()
        processes = [_web(environment, port, web), *(_worker(environment) for _ in range(workers))]
        try:
            _await(port)
            texts = _stories(50 + rate * seconds)
            _load(port, token, texts[:50], rate=10, seconds=5)
            _drained()
            _forget_warm_up()
            late, answers = _load(port, token, texts[50:], rate=rate, seconds=seconds)
            _drained()
        finally:
            for process in processes:
                process.terminate()
                process.wait()
        return [_row(rate, seconds, web, workers, late, answers)]


def _environment(folder: str) -> dict[str, str]:
    os.environ |= {
        "COPYDESK_DATA": folder,
        "COPYDESK_LOG_LEVEL": "ERROR",
        "COPYDESK_DEEP": "never",
        "COPYDESK_LIMIT_KEY": "1000000",
        "OPENBLAS_NUM_THREADS": "1",
        "DJANGO_SETTINGS_MODULE": "copydesk.site.settings",
    }
    import django

    django.setup()
    return dict(os.environ)


def _prepare() -> str:
    from django.core.management import call_command

    from copydesk.api.keys import issue
    from copydesk.newsroom.models import Account, Enrolment

    call_command("migrate", verbosity=0, interactive=False)
    call_command("flush", verbosity=0, interactive=False)
    author = Account.objects.create_user("a@example.org", None, handle="author", name="A", email_confirmed=True)
    Enrolment.objects.create(account=author)
    return issue(author, name="bench", scopes=["stories:write"])[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _web(environment: dict[str, str], port: int, workers: int) -> subprocess.Popen[bytes]:
    words = [
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--no-log",
    ]
    command = [sys.executable, "-m", "granian", *words, "copydesk.site.wsgi:application"]
    return subprocess.Popen(command, env=environment)


def _worker(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "copydesk", "worker"], env=environment)


def _await(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the web processes did not start")


def _stories(count: int) -> list[str]:
    """Distinct texts of 500 to 900 words, one in ten by AI; put together from the demo's where there is no shared data.

    They must differ: a story that repeats another is compared with it, and opens a case.
    """
    shared = (
        Path(os.environ.get("COPYDESK_SHARED", Path(__file__).parents[1] / ".." / "shared")) / "text/train.jsonl.gz"
    )
    if shared.is_file():
        return _mixed(shared, count)
    from copydesk.newsroom.demo.loading import samples

    bodies = [sample.body for sample in samples() if "drawn:" not in sample.body]
    return ["\n\n".join(bodies[(start + step * 7) % len(bodies)] for step in range(4)) for start in range(len(bodies))]


def _mixed(path: Path, count: int) -> list[str]:
    wanted = {"ai": count // 10, "human": count - count // 10}
    texts = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if wanted.get(entry["label"]) and 500 <= len(entry["text"].split()) <= 900:
                wanted[entry["label"]] -= 1
                texts.append(entry["text"])
            if not any(wanted.values()):
                break
    random.Random(7).shuffle(texts)
    return texts


def _load(port: int, token: str, bodies: list[str], *, rate: int, seconds: int) -> tuple[list[float], list[float]]:
    """Send at a steady rate, whatever the answers take; returns seconds of lateness and of answering."""
    late: list[float] = []
    answers: list[float] = []
    start = time.monotonic() + 0.2
    lock, numbers = threading.Lock(), iter(range(rate * seconds))

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            due = start + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            body = {
                "title": secrets.token_hex(8),
                "content": bodies[number % len(bodies)],
                "publish": True,
            }
            sent = time.monotonic()
            connection.request("POST", "/api/v1/stories", json.dumps(body), headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 201:
                raise RuntimeError(f"answered {answer.status}")
            late.append(sent - due)
            answers.append(time.monotonic() - sent)

    threads = [threading.Thread(target=send) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return late, answers


def _drained() -> None:
    from copydesk.queue.models import Job, JobState

    deadline = time.monotonic() + PATIENCE
    while Job.objects.filter(state__in=[JobState.READY, JobState.RUNNING]).exists() and time.monotonic() < deadline:
        time.sleep(0.2)


def _forget_warm_up() -> None:
    from copydesk.queue.models import Job

    Job.objects.all().delete()


def _row(rate: int, seconds: int, web: int, workers: int, late: list[float], answers: list[float]) -> dict[str, Any]:
    from copydesk.desk.models import Case
    from copydesk.newsroom.models import Revision
    from copydesk.queue.models import Job, JobState

    created = dict(Revision.objects.values_list("pk", "created"))
    done = Job.objects.filter(state=JobState.DONE, task="copydesk.newsroom.assessing.assess_revision")
    took = sorted((job.finished - created[job.args[0]]).total_seconds() for job in done if job.finished)
    answers.sort()
    return {
        "published a second": rate,
        "stories": rate * seconds,
        "web processes": web,
        "workers": workers,
        "assessed": len(took),
        "cases open": Case.objects.count(),
        "to assessed, median s": round(median(took), 2),
        "to assessed, p95 s": round(took[int(0.95 * len(took))], 2),
        "answer, median ms": round(1000 * median(answers)),
        "answer, p95 ms": round(1000 * answers[int(0.95 * len(answers))]),
        "sent late, p95 ms": round(1000 * sorted(late)[int(0.95 * len(late))]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("rate", 50), ("seconds", 30), ("workers", 1), ("web", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for row in measure(**vars(parser.parse_args())):
        print("| " + " | ".join(row) + " |\n|" + "---|" * len(row))
        print("| " + " | ".join(map(str, row.values())) + " |")


if __name__ == "__main__":
    main()
