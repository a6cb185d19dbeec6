"""The feed page under load: 100,000 candidate stories, 10,000 readers, PostgreSQL.

python -m bench.feed_load         (started again under scripts/with-postgres where DATABASE_URL names no PostgreSQL)
"""
# ruff: noqa: PLC0415  # Django is loaded once the database is chosen, numpy once it knows its threads

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np

STORIES, READERS, WRITERS, TOPICS = 100_000, 10_000, 4_000, 200
SAMPLE, SESSIONS, CONNECTIONS, SECONDS = 220, 400, 6, 15
ROOT = Path(__file__).parents[1]
PEOPLE = """
INSERT INTO newsroom_account (public_id, email, handle, name, about, time_zone, language, joined, email_confirmed,
  is_active, password, restricted_until, suspended_until)
SELECT 'p'||n, 'p'||n||'@example.org', 'p'||n, 'Person '||n, '', 'UTC', 'en', now(), true, true, '!', null, null
FROM generate_series(1, %(people)s) n"""
TAGS = "INSERT INTO newsroom_tag (slug, name) SELECT 't'||n, 'Topic '||n FROM generate_series(1, %(topics)s) n"
TELL = """
INSERT INTO newsroom_story (public_id, author_id, slug, state, paywalled, canonical, language, ruled_tier, ceiling,
  ruled_off_paywall, off_paywall, labels, created, changed, published)
SELECT 's'||n, (SELECT min(id) FROM newsroom_account) + %(readers)s + n %% %(writers)s, 'story-'||n, 'published',
  n %% 3 = 0, '', 'en', CASE WHEN n %% 20 = 0 THEN 1 ELSE 2 END, 3, false, false,
  CASE WHEN n %% 6 = 0 THEN '["ai-assisted"]' ELSE '[]' END::jsonb, now(), now(), now() - random() * interval '60 days'
FROM generate_series(1, %(stories)s) n"""
WORDS = """
INSERT INTO newsroom_revision (public_id, story_id, number, content_hash, format, title, subtitle, content, declared,
  paywalled, created)
SELECT 'r'||id, id, 1, 'h'||id, 'markdown', 'What we saw at the river on day '||id, 'A walk, a map and two questions',
  repeat('We walked to the river and counted the boats. ', 60), '', false, now() FROM newsroom_story"""
LIVE = "UPDATE newsroom_story s SET live_id = r.id, draft_id = r.id FROM newsroom_revision r WHERE r.story_id = s.id"
ABOUT = """
INSERT INTO newsroom_story_tags (story_id, tag_id)
SELECT id, (SELECT min(id) FROM newsroom_tag) + id %% %(topics)s FROM newsroom_story"""
FOLLOWS = """
INSERT INTO newsroom_follow (follower_id, account_id, since)
SELECT DISTINCT (SELECT min(id) FROM newsroom_account) + n %% %(readers)s,
  (SELECT min(id) FROM newsroom_account) + %(readers)s + (random() * (%(writers)s - 1))::int, now()
FROM generate_series(1, %(readers)s * 10) n"""
TOPICAL = """
INSERT INTO newsroom_follow (follower_id, tag_id, since)
SELECT DISTINCT (SELECT min(id) FROM newsroom_account) + n %% %(readers)s,
  (SELECT min(id) FROM newsroom_tag) + (random() * (%(topics)s - 1))::int, now()
FROM generate_series(1, %(readers)s * 3) n"""
READ = """
INSERT INTO readers_readerevent (public_id, reader_id, doing, story_id, author_id, ai, vector, surface, at)
SELECT 'e'||n, (SELECT min(id) FROM newsroom_account) + n %% %(readers)s, 'read', s.id, s.author_id, false,
  '', '', now() FROM generate_series(1, %(readers)s * 15) n
JOIN newsroom_story s ON s.id = (SELECT min(id) FROM newsroom_story) + (n::bigint * 7919) %% %(stories)s"""


def measure() -> str:
    """Return the section on the feed's load as Markdown."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        command = [str(ROOT / "scripts/with-postgres"), sys.executable, "-m", "bench.feed_load"]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "COPYDESK_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "copydesk.site.settings",
        }
        filled = _fill()
        keys = _sessions()
        print("filled", file=sys.stderr, flush=True)
        built, pages, parts = _in_process(keys)
        served = _wrk(keys, folder) if shutil.which("wrk") else None
    return _report(filled, built, pages, parts, served)


def _fill() -> float:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    start = time.perf_counter()
    call_command("migrate", verbosity=0)
    sizes = {"stories": STORIES, "readers": READERS, "writers": WRITERS, "topics": TOPICS, "people": READERS + WRITERS}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in (PEOPLE, TAGS, TELL, WORDS, LIVE, ABOUT, FOLLOWS, TOPICAL, READ):
            cursor.execute(statement, sizes)
            print(f"{time.perf_counter() - start:.0f} s", statement.split()[2], file=sys.stderr, flush=True)
    _describe()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return time.perf_counter() - start


def _describe() -> None:
    """Store content vectors and factors: each topic a direction of its own, each reader a taste for three of them."""
    from copydesk.newsroom.models import Account, Story
    from copydesk.readers.models import Description, ReaderState
    from copydesk.readers.taste import Taste, to_bytes
    from copydesk.readers.vectors import pack

    chance = np.random.default_rng(3)
    topics = chance.normal(size=(TOPICS, 96)).astype(np.float32)
    noise = chance.normal(size=(STORIES, 96)).astype(np.float32)
    ids = list(Story.objects.order_by("pk").values_list("pk", flat=True))
    whole = topics[np.array(ids) % TOPICS] + noise
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    rows = (Description(story_id=i, vector=pack(v[:64]), factors=pack(v[64:])) for i, v in zip(ids, whole, strict=True))
    Description.objects.bulk_create(rows, batch_size=5_000)
    people = Account.objects.order_by("pk").values_list("pk", flat=True)[:READERS]
    states = []
    for person in people:
        mine = topics[chance.integers(0, TOPICS, 3)].sum(axis=0)
        taste = to_bytes(Taste(mine[:64], 30))
        states.append(ReaderState(reader_id=person, taste=taste, factors=pack(mine[64:] / np.linalg.norm(mine))))
    ReaderState.objects.bulk_create(states, batch_size=5_000)


def _sessions() -> list[str]:
    """Sign readers in; returns the keys of their sessions."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from copydesk.newsroom.models import Account

    keys = []
    for person in Account.objects.order_by("pk")[:SESSIONS]:
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        keys.append(session.session_key)
    return keys


def _in_process(keys: list[str]) -> tuple[float, list[tuple[float, float]], dict[str, float]]:
    """Return how long a pool takes to build, the wall and processor time of each page, and its parts, in ms."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from copydesk.readers import levers, pool
    from copydesk.readers.knowing import reader_of
    from copydesk.readers.ranking import rank

    start = time.process_time()
    held = pool.current()
    built = 1000 * (time.process_time() - start)
    client, times = Client(), []
    for key in keys[:SAMPLE]:
        client.cookies["sessionid"] = key
        before, cpu = time.perf_counter(), time.process_time()
        assert client.get("/").status_code == 200
        times.append((1000 * (time.perf_counter() - before), 1000 * (time.process_time() - cpu)))
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    from django.utils import timezone

    from copydesk.newsroom.models import Account

    reader, ranked = reader_of(Account.objects.order_by("pk").first()), []
    for _ in range(50):
        cpu = time.process_time()
        rank(held, reader, timezone.now(), 20, levers=levers.current(), chance=np.random.default_rng(1))
        ranked.append(1000 * (time.process_time() - cpu))
    return built, times[20:], {"statements": len(asked), "rank": median(ranked)}


LUA = """
local keys = {{ {keys} }}
local n = 0
function request()
  n = n + 1
  return wrk.format("GET", "/", {{["Cookie"] = "sessionid=" .. keys[math.random(#keys)]}})
end
function setup(thread) end
"""


def _wrk(keys: list[str], folder: str) -> dict[str, float]:
    """Serve by two granian processes and ask with wrk; both, and PostgreSQL, share the cores."""
    from django.db import connections

    connections.close_all()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    granian = Path(sys.executable).with_name("granian")
    options = f"--interface wsgi --port {port} --workers 2 --blocking-threads 1 --no-ws --log-level error".split()
    command = [granian, *options, "copydesk.site.wsgi:application"]
    postmaster = _postmaster()
    server = subprocess.Popen(command, cwd=ROOT)
    script = Path(folder) / "ask.lua"
    script.write_text(LUA.format(keys=",".join(f'"{key}"' for key in keys)))
    try:
        _await(port)
        ask = ["wrk", "-t1", f"-c{CONNECTIONS}", "--latency", "-s", str(script)]
        subprocess.run([*ask, "-d4", f"http://127.0.0.1:{port}/"], check=True, capture_output=True)
        spent = [_cpu(server.pid), _cpu(postmaster), _cpu(os.getpid(), "wrk")]
        told = subprocess.run([*ask, f"-d{SECONDS}", f"http://127.0.0.1:{port}/"], check=True, capture_output=True)
        after = [_cpu(server.pid), _cpu(postmaster), _cpu(os.getpid(), "wrk")]
    finally:
        server.terminate()
        server.wait(20)
    text = told.stdout.decode()
    print(text, file=sys.stderr)
    found = {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])}
    for share in ("50", "99"):
        number, unit = re.search(rf"{share}%\s+([\d.]+)(ms|s|us)", text).groups()
        found[f"p{share}"] = float(number) * {"ms": 1, "s": 1000, "us": 0.001}[unit]
    asked = int(re.search(r"(\d+) requests in", text)[1])
    shares = zip(("site", "postgres", "wrk"), spent, after, strict=True)
    found |= {name: 1000 * (now - before) / asked for name, before, now in shares}
    found["bad"] = float(m[1]) if (m := re.search(r"Non-2xx or 3xx responses: (\d+)", text)) else 0.0
    return found


def _postmaster() -> int:
    """Return the process of the database server, or 0 where it is on another machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found = _stat(cursor.fetchone()[0])
    connection.close()
    return int(found[1]) if found else 0


def _cpu(pid: int, ended: str = "") -> float:
    """Return the processor time, in seconds, of a process and those below it; of those that ended where ``ended``."""
    own = _stat(pid)
    if ended or not own:
        return sum(os.times()[2:4]) if ended else 0.0
    below = [
        int(p.name)
        for p in Path("/proc").iterdir()
        if p.name.isdecimal() and (s := _stat(int(p.name))) and int(s[1]) == pid
    ]
    return sum(map(int, own[11:15])) / os.sysconf("SC_CLK_TCK") + sum(map(_cpu, below))


def _stat(pid: int) -> list[str]:
    """Return what the system counts of a process, from its state on; nothing where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def _await(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server does not answer")


def _report(filled: float, built: float, pages: list[tuple[float, float]], parts: dict[str, float],
            served: dict[str, float] | None) -> str:  # fmt: skip
    wall, cpu = (sorted(column) for column in zip(*pages, strict=True))
    load = os.getloadavg()[0]
    lines = [
        "## The feed page under load",
        "",
        (
            f"`python -m bench.feed_load`, 2 cores, machine at load {load:.0f}: {STORIES:,} candidates, "
            f"{READERS:,} readers (13 follows, 15 stories read each), PostgreSQL "
            f"({filled:.0f} s to fill); each page by another signed-in reader, the whole Django stack."
        ),
        "",
        "| | median | p95 | budget |",
        "|---|---|---|---|",
        f"| a page, wall time | {median(wall):.1f} ms | {wall[int(len(wall) * 0.95)]:.1f} ms | p95 ≤ 50 ms |",
        f"| a page, processor time of the site | {median(cpu):.1f} ms | {cpu[int(len(cpu) * 0.95)]:.1f} ms | |",
        f"| of it the ranking of all candidates | {parts['rank']:.1f} ms | | |",
        "",
        (
            f"n = {len(pages)} pages; {parts['statements']:.0f} statements a page; a process builds its pool in "
            f"{built:.0f} ms of processor time, every half minute."
        ),
    ]
    if served:
        lines += [
            "",
            (
                f"wrk with {CONNECTIONS} connections against two granian processes, {SECONDS} s, wrk and PostgreSQL on "
                f"the same 2 cores: {served['rate']:.0f} requests/s (budget: 200), median {served['p50']:.0f} ms, p99 "
                f"{served['p99']:.0f} ms, {served['bad']:.0f} refused. Processor time a request: site "
                f"{served['site']:.1f} ms, PostgreSQL {served['postgres']:.1f} ms, wrk {served['wrk']:.1f} ms; "
                f"two cores have that {2000 / sum(served[n] for n in ('site', 'postgres', 'wrk')):.0f} times a second."
            ),
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(measure(), end="")
