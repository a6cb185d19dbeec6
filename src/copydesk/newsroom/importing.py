"""Bringing an archive in: each of its stories once, assessed on the spot, resumable at any place."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from copydesk.newsroom import assessing, pictures, publishing, writing
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account, Imported, Story, Tier
from copydesk.newsroom.rebuilding import as_html
from copydesk.newsroom.writing import Words
from copydesk.story import Story as Document
from copydesk.story.errors import StoryError
from copydesk.story.readers import Entry, read_path

__all__ = ["Outcome", "bring_in", "summary"]

Step = Callable[[int, int | None], object]


@dataclass(slots=True)
class Outcome:
    """What an import did: how many stories by tier, which clauses held, what could not be read."""

    stories: int = 0
    already: int = 0
    drafts: int = 0
    tiers: Counter[str] = field(default_factory=Counter)
    clauses: Counter[str] = field(default_factory=Counter)
    suspicions: int = 0
    held: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def bring_in(path: Path, *, author: str, publish: bool = True, step: Step = lambda _done, _total: None) -> Outcome:
    """Bring the stories under ``path`` in as those of ``author`` (a handle).

    Each story, its assessment and the note that it is in are stored in one transaction: stop it anywhere, run it again.

    Raises:
        RefusedError: there is no such account.
    """
    account = Account.objects.filter(handle=author.removeprefix("@")).first()
    if account is None:
        raise RefusedError("no-author", f"There is no account @{author.removeprefix('@')}.", field="author")
    outcome = Outcome()
    for done, entry in enumerate(read_path(path), 1):
        _take(entry, account, outcome, publish=publish)
        step(done, entry.total)
    return outcome


def _take(entry: Entry, account: Account, outcome: Outcome, *, publish: bool) -> None:
    if entry.story is None:
        outcome.unreadable.append(str(entry.error or entry.name))
        return
    source = hashlib.sha256(f"{entry.name}\n{entry.story.revision}".encode()).hexdigest()
    if Imported.objects.filter(author=account, source=source).exists():
        outcome.already += 1
        return
    try:
        with transaction.atomic():
            story, held = _store(entry, entry.story, account, publish=publish)
            Imported.objects.create(author=account, source=source, story=story)
    except (StoryError, RefusedError) as error:
        outcome.unreadable.append(f"{entry.name}: {error}")
        return
    outcome.held += [f"{entry.name}: {held}"] if held else []
    _count(story, outcome)


def _store(entry: Entry, document: Document, account: Account, *, publish: bool) -> tuple[Story, str]:
    """Store a story as it was there: public, behind the paywall, or a draft; with why it is a draft against that."""
    story = writing.begin(account)
    words = _words(entry, document, account)
    if document.canonical and document.canonical.startswith(("https://", "http://")):
        writing.set_canonical(story, document.canonical[: writing.LONGEST_URL])
    writing.set_tags(story, list(document.tags)[: writing.MOST_TAGS])
    if not publish or document.unpublished:
        writing.save_draft(story, words)
        return story, ""
    if refusal := publishing.publish_or_keep(story, words, by=account):
        return story, refusal.message
    story.refresh_from_db()
    assert story.live is not None
    assessing.assess_now(story.live)
    if document.published and (moment := _moment(document.published)):
        Story.objects.filter(pk=story.pk).update(published=moment)
    return story, ""


def _words(entry: Entry, document: Document, account: Account) -> Words:
    addresses = dict(_pictures(entry, document, account))
    if entry.source is not None and document.format in ("markdown", "text"):
        content, form = entry.source, document.format
        for src, address in addresses.items():
            content = content.replace(src, address)
    else:
        content, form = as_html(document, addresses), "html"
    return Words(
        title=document.title[:300],
        subtitle=document.subtitle[:500],
        content=content,
        format=form,
        paywalled=bool(document.paywalled),
    )


def _pictures(entry: Entry, document: Document, account: Account) -> Iterator[tuple[str, str]]:
    for _, figure in document.figures():
        for picture in figure.pictures:
            if data := entry.assets.get(picture.src):
                try:
                    yield picture.src, pictures.address_of(pictures.store(account, data))
                except RefusedError:
                    continue


def _moment(text: str) -> object | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return make_aware(moment) if moment and is_naive(moment) else moment


def _count(story: Story, outcome: Outcome) -> None:
    story.refresh_from_db()
    outcome.stories += 1
    kept = assessing.latest(story.live) if story.live else None
    if kept is None:
        outcome.drafts += 1
        return
    outcome.tiers[Tier(story.tier).name.lower()] += 1
    outcome.clauses.update(clause["id"] for clause in kept.result["ruling"]["clauses"])
    outcome.suspicions += kept.suspicions.count()


def summary(outcome: Outcome) -> Iterator[str]:
    """Say in lines what an import did."""
    yield f"{outcome.stories} stories brought in, {outcome.already} were in already."
    if outcome.drafts:
        yield f"{outcome.drafts} are drafts and not assessed yet."
    for tier, count in sorted(outcome.tiers.items()):
        yield f"  distribution {tier}: {count}"
    for clause, count in outcome.clauses.most_common():
        yield f"  {clause}: {count}"
    if outcome.suspicions:
        yield f"{outcome.suspicions} suspicions wait for a reviewer."
    for line in outcome.held:
        yield f"Kept as a draft: {line}"
    for line in outcome.unreadable:
        yield f"Not brought in: {line}"
