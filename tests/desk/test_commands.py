"""The commands that policy owners and operators use on the desk."""

import json

from typer.testing import CliRunner

from copydesk.cli.calibrate import app as calibrate
from copydesk.cli.ledger import app as ledger
from copydesk.desk.models import LedgerHead
from copydesk.newsroom.models import Account, Story
from kits import desk as kit

RUN = CliRunner()


def test_a_whole_ledger_verifies_and_gives_a_hash_to_note_down(
    desk: kit.Desk, sold: Story, readers: list[Account]
) -> None:
    desk.confirm(kit.open_case(sold, desk.now), *readers[:2])
    result = RUN.invoke(ledger, ["verify", "--replay"])
    assert result.exit_code == 0
    assert LedgerHead.objects.get().hash in result.output
    assert RUN.invoke(ledger, ["verify", "--anchor", LedgerHead.objects.get().hash]).exit_code == 0


def test_a_tampered_table_is_found_by_replay(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    desk.confirm(kit.open_case(sold, desk.now), *readers[:2])
    Story.objects.filter(pk=sold.pk).update(off_paywall=False)
    result = RUN.invoke(ledger, ["verify", "--replay"])
    assert result.exit_code == 1
    assert sold.public_id in result.output


def test_a_ledger_that_lost_its_head_fails(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    kit.open_case(sold, desk.now)
    LedgerHead.objects.update(seq=99)
    result = RUN.invoke(ledger, ["verify"])
    assert (result.exit_code, "missing" in result.output) == (1, True)


def test_calibrate_shows_what_would_change_and_sets_nothing(
    desk: kit.Desk, free: Story, readers: list[Account]
) -> None:
    desk.confirm(kit.open_case(free, desk.now), readers[0], answers=kit.HUMAN)
    result = RUN.invoke(calibrate, ["--days", "100000", "--json"])
    rows = {row["question"]: row for row in json.loads(result.output)}
    assert rows["writing"]["labels"] == 1
    assert rows["writing"]["threshold"] is None
    assert "too few" in RUN.invoke(calibrate, ["--days", "100000"]).output.replace("\n", " ")
