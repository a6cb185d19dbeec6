"""Puts the demo's people and stories on the site; what is there already is left alone."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any

from django.db import transaction

from copydesk.newsroom import assessing, clock, following, pictures, publications, publishing, writing
from copydesk.newsroom.demo.drawing import draw
from copydesk.newsroom.demo.people import PASSWORD, PEOPLE, make
from copydesk.newsroom.models import Account, MembershipRole, Publication, Role, Story
from copydesk.newsroom.writing import Words

__all__ = ["Sample", "load", "samples", "sign_in_lines"]

Step = Callable[[int, int | None], object]
PICTURE = re.compile(r"\(drawn:([a-z0-9-]+)\)")
PUBLICATIONS = {
    "slow-notes": (
        "Slow Notes",
        "A magazine for things that take their time.",
        "mara",
        ("june", "elsbeth", "dagny", "bao"),
    ),
    "workbench": ("Workbench", "Making, mending and the code in between.", "tomas", ("ravi", "nadia")),
}
FOLLOWS = {
    "reader": ("mara", "june", "curtis", "slow-notes"),
    "mara": ("june", "dagny", "elsbeth", "workbench"),
    "bao": ("ravi", "tomas", "mara"),
    "ravi": ("tomas", "nadia", "workbench"),
    "june": ("mara", "slow-notes"),
    "pim": ("dagny", "elsbeth"),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One story of the demo: its head (author, tags, publication, declared, paywalled, hours ago) and its Markdown."""

    slug: str
    head: dict[str, Any]
    body: str


def samples() -> list[Sample]:
    """Read the demo's stories, oldest first: TOML between ``+++`` lines, then Markdown."""
    folder = files("copydesk.newsroom.demo") / "stories"
    found = []
    for entry in folder.iterdir():
        if entry.name.endswith(".md"):
            _, head, body = entry.read_text(encoding="utf-8").split("+++\n", 2)
            found.append(Sample(entry.name.removesuffix(".md"), tomllib.loads(head), body.strip() + "\n"))
    return sorted(found, key=lambda sample: (-sample.head["hours"], sample.slug))


def load(step: Step = lambda _done, _total: None) -> None:
    """Put the demo on the site; run twice, it changes nothing the second time."""
    people = {person.handle: make(person) for person in PEOPLE}
    houses = {slug: _publication(slug, people) for slug in PUBLICATIONS}
    every = samples()
    for done, sample in enumerate(every, 1):
        _publish(sample, people, houses)
        step(done, len(every))
    for follower, targets in FOLLOWS.items():
        for target in targets:
            following.follow(people[follower], people.get(target) or houses[target])


def _publication(slug: str, people: dict[str, Account]) -> Publication:
    name, about, editor, writers = PUBLICATIONS[slug]
    known = Publication.objects.filter(slug=slug).first()
    house = known or publications.found(name=name, by=people[editor], about=about, slug=slug)
    for writer in writers:
        publications.add_member(house, people[writer], MembershipRole.WRITER)
    return house


def _publish(sample: Sample, people: dict[str, Account], houses: dict[str, Publication]) -> None:
    author, head = people[sample.head["author"]], sample.head
    if Story.objects.filter(author=author, revisions__title=head["title"]).exists():
        return
    content = PICTURE.sub(lambda match: f"({pictures.address_of(pictures.store(author, draw(match[1])))})", sample.body)
    words = Words(
        title=head["title"],
        subtitle=head.get("subtitle", ""),
        content=content,
        declared=head.get("declared", ""),
        paywalled=head.get("paywalled", False),
    )
    moment = clock.now() - timedelta(hours=head["hours"])
    with clock.standing_at(moment), transaction.atomic():
        story = writing.begin(author, publication=houses.get(head.get("publication", "")))
        writing.set_tags(story, head.get("tags", []))
        assessing.assess_now(publishing.publish_words(story, words, by=author))


def sign_in_lines() -> Iterator[str]:
    """Say how to sign in as the people of the demo."""
    yield f"Sign in with the password {PASSWORD} as:"
    yield "  mara@demo.example        a writer (also curtis@, june@, ravi@ …)"
    yield "  reader@demo.example      a reader"
    for person in PEOPLE:
        if person.roles:
            roles = ", ".join(Role(role).label.lower() for role in person.roles)
            yield f"  {person.handle + '@demo.example':<24} {roles}"
