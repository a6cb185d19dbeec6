"""Kill test: stories are published while workers are killed with SIGKILL at random; nothing may be lost or done twice.

python -m bench.kill                                  SQLite, one worker
scripts/with-postgres .venv/bin/python -m bench.kill  PostgreSQL, two workers
python -m bench.kill small                            what the test suite runs
"""
# ruff: noqa: PLC0415  # Django is loaded once the database is chosen

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

WORDS = (
    "We keep bees on the roof of the house, and every spring we count the hives again, write the number on the door "
    "frame with the date beside it, and wonder how the winter went. "
)
PATIENCE = 300.0


@dataclass(frozen=True)
class Outcome:
    """What the tables say at the end, and what was done to the workers on the way."""

    database: str
    stories: int
    workers: int
    kills: int
    assessments: int
    effects: int
    doubled: int
    seconds: float


def run_on(*, stories: int, workers: int, kills: int, folder: str, seed: int = 7) -> Outcome:
    """Publish ``stories`` while ``workers`` run and are killed ``kills`` times; wait until all is done.

    The workers are forks of this process, so that a killed one is replaced at once.
    """
    _start(folder)
    chance, start = random.Random(seed), time.monotonic()
    pause = stories / max(kills, 1) / 25
    publisher = _fork(lambda: publish(stories))
    running = [_fork(work) for _ in range(workers)]
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(0.3, 1.7) * pause)
            place = chance.randrange(workers)
            _end(running[place], signal.SIGKILL)
            running[place] = _fork(work)
        os.waitpid(publisher, 0)
        found = _await(stories)
    finally:
        for process in running:
            _end(process, signal.SIGKILL)
    return Outcome(**found, stories=stories, workers=workers, kills=kills, seconds=round(time.monotonic() - start, 1))


def _start(folder: str) -> None:
    os.environ |= {
        "COPYDESK_DATA": folder,
        "COPYDESK_LEASE_SECONDS": "1.5",
        "COPYDESK_LOG_LEVEL": "CRITICAL",
        "COPYDESK_DETECTORS": "disclosure",
        "DJANGO_SETTINGS_MODULE": "copydesk.site.settings",
    }
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/kill.sqlite3")
    import django

    django.setup()
    from django.core.management import call_command

    from copydesk.api.models import Endpoint
    from copydesk.newsroom.models import Account, Enrolment

    call_command("migrate", verbosity=0, interactive=False)
    call_command("flush", verbosity=0, interactive=False)
    author = Account.objects.create_user("author@example.org", None, handle="author", name="A", email_confirmed=True)
    Enrolment.objects.create(account=author)
    Endpoint.objects.create(account=author, url="https://example.org/", active=False)


def _fork(run: Callable[[], None]) -> int:
    from django.db import connections

    connections.close_all()
    if process := os.fork():
        return process
    try:
        run()
    finally:
        os._exit(0)


def _end(process: int, how: int) -> None:
    os.kill(process, how)
    os.waitpid(process, 0)


def publish(stories: int) -> None:
    """Publish stories that a ruling must move: each admits at its end that AI wrote it."""
    from copydesk.newsroom.models import Account
    from copydesk.newsroom.publishing import publish_words
    from copydesk.newsroom.writing import Words, begin

    author = Account.objects.get()
    for number in range(stories):
        content = f"{number}. {WORDS}\n\n{WORDS}\n\n{WORDS}\n\nThis whole text was written by ChatGPT.\n"
        publish_words(begin(author), Words(title=str(number), content=content, declared="generated"), by=author)
        time.sleep(0.02)


def work() -> None:
    """Work, and write a row for each effect in the transaction that makes it."""
    from copydesk.api.models import Delivery, Endpoint
    from copydesk.newsroom import hooks
    from copydesk.queue.worker import Worker

    endpoint = Endpoint.objects.get()

    def effect(event: hooks.RulingChanged) -> None:
        Delivery.objects.create(endpoint=endpoint, event="effect", payload={"story": event.story.public_id})

    hooks.on_ruling_changed.register(effect)
    Worker().run()


def _await(stories: int) -> dict[str, object]:
    deadline = time.monotonic() + PATIENCE
    while (found := count())["effects"] != stories and time.monotonic() < deadline:
        time.sleep(0.2)
    time.sleep(2.0)  # a second effect would come now
    return count() if found["effects"] == stories else found


def count() -> dict[str, object]:
    """Count assessments, stories moved with their effect written, and whatever happened twice."""
    from django.db import connection
    from django.db.models import Count

    from copydesk.api.models import Delivery
    from copydesk.newsroom.models import Assessment, Revision, Story, Tier

    told = [payload["story"] for payload in Delivery.objects.values_list("payload", flat=True)]
    doubled = Revision.objects.annotate(n=Count("assessments")).filter(n__gt=1).count() + len(told) - len(set(told))
    moved = set(Story.objects.filter(ruled_tier=Tier.NETWORK).values_list("public_id", flat=True))
    return {
        "database": connection.vendor,
        "assessments": Assessment.objects.count(),
        "effects": len(moved & set(told)),
        "doubled": doubled,
    }


def measure() -> list[dict[str, object]]:
    """Run the whole test on the database at hand."""
    workers = 2 if os.environ.get("DATABASE_URL", "").startswith("postgres") else 1
    with tempfile.TemporaryDirectory() as folder:
        return [asdict(run_on(stories=200, workers=workers, kills=12, folder=folder))]


def small() -> None:
    """Run a few stories and kills, and print what came of them as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(run_on(stories=12, workers=1, kills=3, folder=folder))))


def main() -> None:
    if sys.argv[1:] == ["small"]:
        small()
        return
    for row in measure():
        print("| " + " | ".join(row) + " |\n|" + "---|" * len(row))
        print("| " + " | ".join(map(str, row.values())) + " |")


if __name__ == "__main__":
    main()
