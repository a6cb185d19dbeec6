"""Each sanction has its exact inverse, and none can be made without a person's decision."""

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.desk import sanctions
from copydesk.desk.errors import NeedsSecondPerson, Refused
from copydesk.desk.models import Decision, DecisionState, Outcome, Sanction
from copydesk.desk.sanctions import Order
from copydesk.newsroom.models import Account, Enrolment, Story, Tier
from copydesk.standing import SanctionKind
from kits import desk as kit

SOURCES = Path(__file__).parents[2] / "src" / "copydesk"
KINDS = st.lists(st.tuples(st.sampled_from(SanctionKind), st.integers(1, 90)), min_size=1, max_size=5)


def decision(desk: kit.Desk, story: Story, readers: list[Account]) -> Decision:
    """A decision in force by two people that has no sanction yet."""
    made = desk.confirm(kit.open_case(story, desk.now), *readers[:2])
    for sanction in made.sanctions.all():
        sanctions.undo(sanction, desk.now, "undone")
    Sanction.objects.all().delete()
    made.second = readers[2]
    made.save()
    return made


def of(story: Story) -> tuple[Any, ...]:
    """All that a sanction can change."""
    fresh = Story.objects.select_related("author").get(pk=story.pk)
    author = fresh.author
    enrolment = Enrolment.objects.filter(account=author).values_list("status", "since").first()
    return fresh.ceiling, fresh.off_paywall, author.restricted_until, author.suspended_until, enrolment


def order(made: Decision, desk: kit.Desk, kind: SanctionKind, number: int, index: int) -> Order:
    """An order of a kind; ``number`` varies its tier or days."""
    until = desk.later(days=0) + (number * (desk.later(days=0) - desk.later(days=-1)))
    return Order(made, kind, f"clause-{index}", tier=Tier(number % 3), until=until)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(kinds=KINDS, data=st.data())
def test_taken_back_in_any_order_nothing_is_left(
    desk: kit.Desk, sold: Story, kinds: list[tuple[SanctionKind, int]], data: st.DataObject
) -> None:
    readers = kit.reviewers(3)
    made = decision(desk, kit.story(sold.author, paywalled=True), readers)
    story = made.revision.story
    before = of(story)
    applied = [sanctions.plan(order(made, desk, kind, days, i)) for i, (kind, days) in enumerate(kinds)]
    for sanction in applied:
        sanctions.apply(sanction, desk.now)
    for sanction in data.draw(st.permutations(applied)):
        sanctions.undo(Sanction.objects.get(pk=sanction.pk), desk.now, "undone")
    assert of(story) == before


def test_of_two_limits_the_stricter_stays_when_the_other_goes(
    desk: kit.Desk, sold: Story, readers: list[Account]
) -> None:
    made = decision(desk, sold, readers)
    none, network = (
        sanctions.plan(Order(made, SanctionKind.CEILING, f"c{t}", tier=t)) for t in (Tier.NONE, Tier.NETWORK)
    )
    for sanction in (none, network):
        sanctions.apply(sanction, desk.now)
    sanctions.undo(network, desk.now, "undone")
    assert of(sold)[0] == Tier.NONE
    sanctions.undo(none, desk.now, "undone")
    assert of(sold)[0] == Tier.BOOST


def test_applying_and_undoing_twice_is_once(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    made = decision(desk, sold, readers)
    before = of(sold)
    sanction = sanctions.plan(Order(made, SanctionKind.OFF_PAYWALL, "c"))
    for _ in range(2):
        sanctions.apply(sanction, desk.now)
    for _ in range(2):
        sanctions.undo(sanction, desk.now, "undone")
    assert of(sold) == before


def test_an_author_who_never_enrolled_is_left_as_they_were(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    made = decision(desk, sold, readers)
    Enrolment.objects.filter(account=sold.author).delete()
    sanction = sanctions.plan(Order(made, SanctionKind.ENROLMENT_REVOKED, "c"))
    sanctions.apply(sanction, desk.now)
    assert Enrolment.objects.get(account=sold.author).status == "revoked"
    sanctions.undo(sanction, desk.now, "undone")
    assert not Enrolment.objects.filter(account=sold.author).exists()


def test_an_order_needs_a_stored_decision_against_the_author(
    desk: kit.Desk, free: Story, readers: list[Account]
) -> None:
    cleared = desk.confirm(kit.open_case(free, desk.now), readers[0], answers=kit.HUMAN)
    for wrong in (None, "decision", Decision(outcome=Outcome.CONFIRMED, reviewer=readers[0]), cleared):
        with pytest.raises(Refused):
            Order(wrong, SanctionKind.STRIKE, "c")  # type: ignore[arg-type]  # what a type checker refuses too


@pytest.mark.parametrize("kind", [SanctionKind.CEILING, SanctionKind.RESTRICTED, SanctionKind.SUSPENDED])
def test_an_order_says_how_far_and_how_long(
    desk: kit.Desk, sold: Story, readers: list[Account], kind: SanctionKind
) -> None:
    with pytest.raises(Refused):
        Order(decision(desk, sold, readers), kind, "c")


def test_one_person_alone_suspends_nobody(desk: kit.Desk, sold: Story, readers: list[Account]) -> None:
    made = decision(desk, sold, readers)
    made.second = None
    sanction = sanctions.plan(Order(made, SanctionKind.SUSPENDED, "c", until=desk.now))
    with pytest.raises(NeedsSecondPerson):
        sanctions.apply(sanction, desk.now)


def test_a_sanction_of_a_decision_that_fell_is_not_put_back(
    desk: kit.Desk, sold: Story, readers: list[Account]
) -> None:
    made = decision(desk, sold, readers)
    sanction = sanctions.plan(Order(made, SanctionKind.OFF_PAYWALL, "c"))
    sanctions.apply(sanction, desk.now)
    sanctions.undo(sanction, desk.now, "undone")
    sanction.decision.state = DecisionState.OVERTURNED
    sanctions.reinstate(sanction, desk.now)
    assert not of(sold)[1]


def test_only_deciding_can_sanction() -> None:
    """No other module of the house imports what sanctions are made with."""
    allowed = {SOURCES / "desk" / "deciding.py", *(SOURCES / "desk" / "sanctions").glob("*.py")}
    guilty = [
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        if path not in allowed and _imports_sanctions(path)
    ]
    assert guilty == []


def _imports_sanctions(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
        elif isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        else:
            continue
        if any(f"{name}.".startswith("copydesk.desk.sanctions.") for name in names):
            return True
    return False
