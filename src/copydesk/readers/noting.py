"""What was shown to whom, at which place and how likely that was: noted on every page, in one plain statement."""

import json
from collections.abc import Sequence

from django.db import connection

from copydesk.newsroom import clock
from copydesk.newsroom.models import Account
from copydesk.readers.models import Surface
from copydesk.readers.ranking import Shown
from copydesk.readers.statements import tell

__all__ = ["note"]

NOTE = """INSERT INTO readers_impression
(reader_id, story_id, surface, place, source, propensity, features, at, read, learned) """
ROWS = {
    "postgresql": """
SELECT %s, (p->>0)::bigint, %s, n - 1, p->>1, (p->>2)::float8, p->3, %s, FALSE, FALSE
FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS shown(p, n)""",
    "sqlite": """
SELECT %s, value->>0, %s, key, value->>1, value->>2, value->3, %s, FALSE, FALSE FROM json_each(%s)""",
}
UNHURRIED = ", (SELECT set_config('synchronous_commit', 'off', TRUE)) AS unhurried"
"""Makes this one statement's commit wait for no disk: see docs/decisions/0100-impressions-wait-for-no-disk.md."""


def note(account: Account, surface: Surface, shown: Sequence[Shown]) -> None:
    """Write down what was shown, with how likely it was; the presentation cap and the learning read it."""
    if not shown:
        return
    statement = NOTE + ROWS[connection.vendor]
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        statement += UNHURRIED
    now = connection.ops.adapt_datetimefield_value(clock.now())
    places = json.dumps([(s.story, s.source, s.propensity, s.features) for s in shown])
    tell(statement, (account.pk, surface.value, now, places))
