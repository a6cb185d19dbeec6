"""Claims: 200 reviewers at work at once on PostgreSQL; how long "next case" takes, and that no case is claimed twice.

scripts/with-postgres .venv/bin/python -m bench.claims        (started by itself where DATABASE_URL names no PostgreSQL)
"""
# ruff: noqa: PLC0415  # Django is loaded once the database is chosen

import multiprocessing
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

REVIEWERS = 200
PROCESSES = 4
CASES = 6_000
SECONDS = 20.0
PAUSE = 4.0
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Measured:
    """One way of claiming: how many, times in ms (``processor`` of the client's thread), most claims of one case."""

    name: str
    claims: int
    p50: float
    p95: float
    p99: float
    most_of_one_case: int
    processor: float


def measure() -> str:
    """Return the section on claims as Markdown."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        command = [str(ROOT / "scripts/with-postgres"), sys.executable, "-m", "bench.claims"]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    _fill()
    rows = [
        _run("one claim every 4 s each, 50 a second (people take minutes)", burst=False),
        _run("all 200 in the same instant", burst=True),
    ]
    lines = [
        "## Claims",
        "",
        (
            f"`python -m bench.claims`, 2 cores shared by PostgreSQL and {PROCESSES} client processes, "
            f"{CASES:,} open cases, {REVIEWERS} reviewers with a connection each. "
            "A claim is `desk.claims.next_case`: roles, profile, lease, case."
        ),
        "",
        "| 200 reviewers at once | claims | median | p95 | p99 | processor time | most claims of one case |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {r.name} | {r.claims:,} | {r.p50:.1f} ms | {r.p95:.1f} ms | {r.p99:.1f} ms "
            f"| {r.processor:.1f} ms | {r.most_of_one_case} |"
            for r in rows
        ),
        "",
        f"The statement that finds, locks and leases a case takes {_statement():.2f} ms in PostgreSQL (median of 200).",
    ]
    return "\n".join(lines) + "\n"


def _start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copydesk.site.settings")
    import django

    django.setup()


def _fill() -> None:
    """Make reviewers and open cases, without asking detectors."""
    _start()
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone

    from copydesk.desk.models import Case, Reviewer
    from copydesk.newsroom.models import Account, Revision, RoleGrant, Story

    call_command("migrate", verbosity=0)
    now, chance = timezone.now(), random.Random(7)
    author = Account.objects.create_user("author@example.org", handle="author", name="Author")
    people = Account.objects.bulk_create(
        Account(email=f"r{n}@example.org", handle=f"r{n}", name=f"R {n}", password="!") for n in range(REVIEWERS)
    )
    RoleGrant.objects.bulk_create(RoleGrant(account=person, role="reviewer") for person in people)
    Reviewer.objects.bulk_create(Reviewer(account=person, pseudonym=f"P{n}") for n, person in enumerate(people))
    stories = Story.objects.bulk_create(Story(author=author) for _ in range(CASES))
    revisions = Revision.objects.bulk_create(
        Revision(story=story, number=1, content_hash=f"h{n}") for n, story in enumerate(stories)
    )
    Case.objects.bulk_create(
        Case(
            revision=revision,
            author=author,
            policy="p",
            clauses=["writing.undisclosed-generated"],
            skill="writing",
            language="en",
            priority=chance.random(),
            opened=now,
            due=now + timedelta(days=1),
        )
        for revision in revisions
    )
    _analyse()


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()


def _run(name: str, *, burst: bool) -> Measured:
    """Let all reviewers claim from several processes, and gather their times."""
    from django.db import connections

    from copydesk.desk.claims import FREE
    from copydesk.desk.models import Case

    Case.objects.update(**FREE)
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    gate, answers = context.Barrier(PROCESSES), context.Queue()
    share = REVIEWERS // PROCESSES
    processes = [
        context.Process(target=_process, args=(n * share, share, burst, gate, answers)) for n in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    gathered = [answers.get(timeout=300) for _ in processes]
    for process in processes:
        process.join()
    taken = [pair for part, _ in gathered for pair in part]
    times = sorted(wall for wall, _ in taken)
    processor = median(busy for _, busy in taken)
    claimed = Counter(case for _, part in gathered for case in part)
    worst = max(claimed.values())
    return Measured(name, len(times), median(times), _at(times, 0.95), _at(times, 0.99), worst, processor)


def _at(times: list[tuple[float, float]], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def _process(first: int, count: int, burst: bool, gate: object, answers: object) -> None:
    _start()
    from django.db import connections

    from copydesk.newsroom.models import Account

    people = list(Account.objects.filter(handle__startswith="r").order_by("pk")[first : first + count])
    ready = threading.Barrier(count + 1)
    times: list[tuple[float, float]] = []
    cases: list[int] = []
    threads = [threading.Thread(target=_work, args=(p, burst, ready, times, cases)) for p in people]
    for thread in threads:
        thread.start()
    ready.wait(120)
    gate.wait(120)
    ready.wait(120)
    for thread in threads:
        thread.join()
    connections.close_all()
    answers.put((times, cases))


def _work(
    person: object, burst: bool, ready: threading.Barrier, times: list[tuple[float, float]], cases: list[int]
) -> None:
    """Claim once with all others, or again and again with pauses, finishing each case before the next."""
    from django.db import connections
    from django.utils import timezone

    from copydesk.desk.claims import FREE, next_case
    from copydesk.desk.models import Case

    chance = random.Random(person.pk)
    Case.objects.filter(pk=0).exists()
    ready.wait(120)
    ready.wait(120)
    end = time.monotonic() + SECONDS
    if not burst:
        time.sleep(chance.uniform(0, PAUSE))
    while True:
        start, busy = time.perf_counter(), time.thread_time()
        claim = next_case(person, timezone.now())
        times.append(((time.perf_counter() - start) * 1000, (time.thread_time() - busy) * 1000))
        if claim:
            cases.append(claim.case.pk)
            Case.objects.filter(pk=claim.case.pk).update(**FREE, state="decided", closed=timezone.now())
        if burst or time.monotonic() > end:
            break
        time.sleep(chance.uniform(0.5, 1.5) * PAUSE)
    connections.close_all()


def _statement() -> float:
    """Return the median time of the claiming statement as PostgreSQL itself measures it, in milliseconds."""
    from django.db import connection, transaction
    from django.utils import timezone

    from copydesk.desk import claims
    from copydesk.newsroom.models import Account

    person = Account.objects.get(handle="r0")
    sql, values = claims.lease_statement(person, [], [], timezone.now())
    taken = []
    for _ in range(200):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values)
            plan = cursor.fetchone()[0][0]
            taken.append(plan["Execution Time"] + plan["Planning Time"])
            transaction.set_rollback(True)
    return median(taken)


if __name__ == "__main__":
    print(measure())
