"""Report story: a case for a paywalled story, Show less for a free one, and nobody is louder than one person."""

from collections.abc import Callable
from typing import Any

import pytest

from copydesk.desk.models import Case, Report
from copydesk.newsroom.errors import RefusedError
from copydesk.readers import reporting

pytestmark = pytest.mark.django_db


def test_a_report_on_a_paywalled_story_is_a_case_with_the_passages(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    answer = reporting.report(
        story("Bees", paywalled=True), person("rita"), clause="", words="A machine.", passages="The hive hummed."
    )
    assert answer.case
    assert "The hive hummed." in Report.objects.get().text


def test_a_report_on_a_free_story_is_only_logged(person: Callable[..., Any], story: Callable[..., Any]) -> None:
    assert not reporting.report(story("Bees"), person("rita"), clause="", words="A machine.").case
    assert not Case.objects.exists()


def test_twenty_accounts_of_one_network_raise_a_case_no_higher_than_one(
    person: Callable[..., Any], story: Callable[..., Any]
) -> None:
    alone, crowded = story("Bees", paywalled=True), story("Trams", paywalled=True)
    reporting.report(alone, person("rita"), clause="", words="A machine.", address="192.0.2.1")
    for number in range(20):
        reporting.report(crowded, person(f"r{number}"), clause="", words="A machine.", address="192.0.2.1")
    one, many = Case.objects.get(revision=alone.live), Case.objects.get(revision=crowded.live)
    assert many.strength == pytest.approx(one.strength)


def test_a_reader_reports_ten_at_once_and_no_more(person: Callable[..., Any], story: Callable[..., Any]) -> None:
    reader = person("rita")
    for number in range(10):
        reporting.report(story(f"Story {number}"), reader, clause="", words="A machine.")
    with pytest.raises(RefusedError, match="many stories"):
        reporting.report(story("One more"), reader, clause="", words="A machine.")
