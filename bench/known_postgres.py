"""Near copies in PostgreSQL: an index file that `bench.derivation` kept is loaded, and asked as the site asks it."""

import os
import random
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import django

from bench.derivation import Stories, timed
from copydesk.detectors.derivation import Known
from copydesk.detectors.derivation.evaluate import edited
from copydesk.story import Story

QUERIES = 200
COPY_TEXTS = "COPY newsroom_knowntext (id, story_id, text) FROM STDIN"
COPY_KEYS = "COPY newsroom_knownkey (key, text_id) FROM STDIN"
BARE = """
    DO $$ DECLARE one record; BEGIN
        FOR one IN SELECT conrelid::regclass AS held, conname FROM pg_constraint
            WHERE conrelid IN ('newsroom_knowntext'::regclass, 'newsroom_knownkey'::regclass) AND contype IN ('f', 'u')
        LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', one.held, one.conname); END LOOP;
    END $$;
    ALTER TABLE newsroom_knownkey DROP CONSTRAINT newsroom_knownkey_pkey;
    DO $$ DECLARE one record; BEGIN
        FOR one IN SELECT column_name AS name, data_type = 'boolean' AS flag FROM information_schema.columns
            WHERE table_name = 'newsroom_knowntext' AND column_name NOT IN ('id', 'story_id', 'text')
        LOOP
            EXECUTE format('ALTER TABLE newsroom_knowntext ALTER COLUMN %I DROP NOT NULL', one.name);
            IF one.flag THEN
                EXECUTE format('ALTER TABLE newsroom_knowntext ALTER COLUMN %I SET DEFAULT true', one.name);
            END IF;
        END LOOP;
    END $$;
"""
"""Without what ties the texts to stories; whatever else a text has is empty, or true."""

SORTED = "ALTER TABLE newsroom_knownkey ADD PRIMARY KEY (key, text_id); VACUUM ANALYZE newsroom_knownkey"


def load(index: Path) -> tuple[int, int]:
    """Copy texts and keys into a database that was just migrated; return how many."""
    from django.db import connection  # noqa: PLC0415  # Django must be set up first

    held = sqlite3.connect(f"file:{index}?mode=ro", uri=True)
    with connection.cursor() as cursor:
        cursor.execute(BARE)
        with cursor.copy(COPY_TEXTS) as copy:
            for number, body in held.execute("SELECT number, body FROM texts"):
                copy.write_row((number, number, zlib.decompress(body).decode()))
        with cursor.copy(COPY_KEYS) as copy:
            for lines in _lines(held):
                copy.write(lines)
        for statement in SORTED.split("; "):
            cursor.execute(statement)
    counts = [held.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("texts", "keys")]
    return counts[0], counts[1]


def _lines(held: sqlite3.Connection) -> Iterator[str]:
    rows = held.execute("SELECT key || char(9) || text FROM keys")
    while some := rows.fetchmany(20_000):
        yield "\n".join(line for (line,) in some) + "\n"


def measure(index: Path, count: int) -> list[tuple[str, str]]:
    """Load the index and ask it; ``count`` is how many stories it was built of."""
    from copydesk.newsroom.known_text import Archive  # noqa: PLC0415  # the same
    from copydesk.newsroom.models import KnownText  # noqa: PLC0415  # the same

    class Loaded(Archive):
        """The site's own index, over texts that belong to no story."""

        def texts(self, numbers: Iterable[int]) -> Mapping[int, Known]:
            rows = KnownText.objects.filter(pk__in=list(numbers)).values_list("pk", "text")
            return {number: Known(f"story-{number}", text) for number, text in rows}

    start = time.perf_counter()
    texts, keys = load(index)
    loaded = f"{(time.perf_counter() - start) / 60:.1f} min"
    stories, chance = Stories(count), random.Random(3)
    numbers = [chance.randrange(count) // 50 * 50 for _ in range(QUERIES)]
    copies = [Story(text=edited(stories.text(n), 0.15, stories.words[:1000].tolist(), chance)) for n in numbers]
    fresh = [Story(text=stories.text(10_000_000 + 50 * number)) for number in range(QUERIES)]
    return [
        (f"loading {texts:,} texts with {keys:,} keys into PostgreSQL", loaded),
        *(
            (f"{name}, PostgreSQL", timed(Loaded(), asked, paraphrase))
            for name, asked, paraphrase in (
                ("near copies, of stories with 15 % of words edited", copies, False),
                ("near copies, of stories that follow nothing", fresh, False),
                ("with the paraphrase pass, of edited stories", copies, True),
                ("with the paraphrase pass, of stories that follow nothing", fresh, True),
            )
        ),
    ]


def main(index: Path, count: int) -> None:
    """Migrate, load and ask; ``DATABASE_URL`` names an empty database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copydesk.site.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # Django must be set up first

    call_command("migrate", verbosity=0)
    for what, figure in measure(index, count):
        print(f"| {what} | {figure} |", flush=True)
