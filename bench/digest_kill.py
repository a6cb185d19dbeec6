"""Kill test of the digest: workers that make and send digests are killed with SIGKILL at random; each reader gets one.

python -m bench.digest_kill                                  SQLite, one worker
scripts/with-postgres .venv/bin/python -m bench.digest_kill  PostgreSQL, two workers
python -m bench.digest_kill small                            what the test suite runs
"""
# ruff: noqa: PLC0415  # Django is loaded once the database is chosen

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from email import message_from_bytes
from pathlib import Path

STORIES, PATIENCE = 12, 90.0


@dataclass(frozen=True)
class Outcome:
    """Who got how many letters, and what was done to the workers on the way."""

    database: str
    readers: int
    kills: int
    in_mid_work: int
    letters: int
    readers_with_none: int
    readers_with_two: int
    seconds: float


def run_on(*, readers: int, workers: int, kills: int, folder: str, seed: int = 7) -> Outcome:
    """Send the digests of one day while ``workers`` are killed ``kills`` times, then wait until all are sent."""
    database = _start(folder, readers)
    chance, start, unfinished = random.Random(seed), time.monotonic(), 0
    running = [_fork() for _ in range(workers)]
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(0.01, 0.12))
            place = chance.randrange(workers)
            _end(running[place])
            unfinished += len(_letters(folder)) < readers
            running[place] = _fork()
        _await(readers)
    finally:
        for process in running:
            _end(process)
    got = _letters(folder)
    counts = (sum(n == 0 for n in got.values()), sum(n > 1 for n in got.values()))
    seconds = round(time.monotonic() - start, 1)
    letters = sum(got.values())
    return Outcome(database, readers, kills, unfinished, letters, readers - len(got) + counts[0], counts[1], seconds)


def _start(folder: str, readers: int) -> str:
    os.environ |= {
        "COPYDESK_DATA": folder,
        "COPYDESK_LEASE_SECONDS": "0.5",
        "COPYDESK_LOG_LEVEL": "CRITICAL",
        "DJANGO_SETTINGS_MODULE": "copydesk.site.settings",
    }
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/kill.sqlite3")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    call_command("flush", verbosity=0, interactive=False)
    _fill(readers)
    return str(connection.vendor)


def _fill(readers: int) -> None:
    from django.utils import timezone

    from copydesk.newsroom.models import Account, Revision, Story, StoryState
    from copydesk.readers.models import ReaderState

    now = timezone.now()
    for number in range(STORIES):
        name = f"writer{number}"
        author = Account.objects.create_user(f"{name}@example.org", None, handle=name, name=name)
        story = Story.objects.create(author=author, state=StoryState.PUBLISHED, published=now)
        story.live = Revision.objects.create(story=story, number=1, content_hash=name, title=f"Story {number}")
        story.save()
    for number in range(readers):
        name = f"reader{number}"
        person = Account.objects.create_user(f"{name}@example.org", None, handle=name, name=name, email_confirmed=True)
        ReaderState.objects.create(reader=person, digest_hour=0)


def _fork() -> int:
    from django.db import connections

    connections.close_all()
    if process := os.fork():
        return process
    try:
        work()
    finally:
        os._exit(0)


def work() -> None:
    """Make the digests that are due and send them, for ever: what a worker does every five minutes."""
    from copydesk.queue.lease import recover
    from copydesk.queue.worker import Worker
    from copydesk.readers import chores

    worker = Worker()
    while True:
        recover()
        chores.send_digests.call()
        worker.work()


def _end(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def _await(readers: int) -> None:
    from django.db import connection

    from copydesk.readers.models import Digest

    deadline = time.monotonic() + PATIENCE
    while Digest.objects.filter(sent__isnull=False).count() < readers and time.monotonic() < deadline:
        time.sleep(0.1)
    connection.close()


def _letters(folder: str) -> Counter[str]:
    """Count the letters of each reader in the mail folder."""
    files = list(Path(folder, "mail").glob("*.eml"))
    return Counter(message_from_bytes(file.read_bytes())["To"] for file in files)


def measure() -> list[dict[str, object]]:
    """Kill fifty times on the database at hand."""
    workers = 2 if os.environ.get("DATABASE_URL", "").startswith("postgres") else 1
    with tempfile.TemporaryDirectory() as folder:
        return [asdict(run_on(readers=150, workers=workers, kills=50, folder=folder))]


def small() -> None:
    """Send to a few readers with a few kills, and print what came of it as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(run_on(readers=12, workers=1, kills=8, folder=folder))))


if __name__ == "__main__":
    if sys.argv[1:] == ["small"]:
        small()
    else:
        for row in measure():
            print("| " + " | ".join(row) + " |\n|" + "---|" * len(row))
            print("| " + " | ".join(map(str, row.values())) + " |")
