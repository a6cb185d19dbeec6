"""Assessment on publish: queued with the revision, run by a worker, stored once, and put into effect in one write."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task

from copydesk.assess import Assessment as Verdict
from copydesk.assess import Author, Detectors, assess
from copydesk.evidence import wire
from copydesk.newsroom import policing
from copydesk.newsroom.detecting import detectors, detectors_key, versions
from copydesk.newsroom.distribution import put_into_effect
from copydesk.newsroom.enrolling import is_partner
from copydesk.newsroom.hooks import RevisionAssessed, author_strikes, findings_on, on_assessed
from copydesk.newsroom.known_text import comparing
from copydesk.newsroom.models import Account, Assessment, Revision, Story
from copydesk.newsroom.pictures import Originals
from copydesk.newsroom.publications import pinned, policy_for
from copydesk.newsroom.siblings import Siblings
from copydesk.newsroom.suspecting import raise_suspicions
from copydesk.newsroom.writing import Words, read_words, words_of
from copydesk.policy import Policy, establish, rule
from copydesk.queue.backend import enqueue_once
from copydesk.queue.lease import finishing
from copydesk.queue.models import Job, JobState
from copydesk.wire import assessment_to_json

__all__ = [
    "assess_now",
    "assess_revision",
    "check_draft",
    "failed",
    "is_generated_for_certain",
    "latest",
    "request",
    "rule_again",
]


def request(revision: Revision) -> None:
    """Queue the assessment of a revision in the caller's transaction; asking twice is once."""
    enqueue_once(assess_revision, revision.pk, key=_key(revision))


def failed(revision: Revision) -> bool:
    """Tell whether the assessment of a revision was given up: an operator sees why, and can have it tried again."""
    return Job.objects.filter(key=_key(revision), state=JobState.DEAD).exists()


def _key(revision: Revision) -> str:
    return f"assess:{revision.pk}"


@task(priority=10)
def assess_revision(revision_id: int) -> None:
    """Assess one revision outside any transaction, then store and put into effect in one short fenced write."""
    with policing.steady():
        revision = _together().get(pk=revision_id)
        policy = policy_for(revision.story)
        if _known(revision, policy).exists():
            return
        findings = findings_on(revision)
        verdict = _weigh(revision, policy, findings)
        with finishing():
            store(revision, verdict, findings)


def assess_now(revision: Revision) -> Assessment:
    """Assess a revision in the caller's transaction, for imports; its queued job then finds nothing to do."""
    findings = findings_on(revision)
    return store(revision, _weigh(revision, policy_for(revision.story), findings), findings)


def _together() -> QuerySet[Revision]:
    return Revision.objects.select_related("story__author__enrolment", "story__publication")


def _known(revision: Revision, policy: Policy) -> QuerySet[Assessment]:
    return Assessment.objects.filter(revision=revision, policy=pinned(policy), detectors_key=detectors_key())


def _weigh(revision: Revision, policy: Policy, findings: Mapping[str, Any]) -> Verdict:
    return assess(
        read_words(words_of(revision)),
        assets=Originals(),
        declared=declared(revision.declared),
        findings=findings,
        author=_author(revision.story.author, revision.story),
        policy=policy,
        detectors=_asked(revision.story),
    )


def _asked(story: Story) -> Detectors:
    return comparing(detectors(), story) if "derivation" in versions() else detectors()


def declared(word: str) -> Mapping[str, Any]:
    """Return an author's declaration in the fields of the contract."""
    return {"writing": word} if word else {}


def _author(account: Account, story: Story | None) -> Author:
    return Author(is_partner(account), author_strikes(account), Siblings(account, story))


def store(revision: Revision, verdict: Verdict, findings: Mapping[str, Any]) -> Assessment:
    """Keep an assessment and put the ruling on a live revision into effect; the second time nothing happens.

    ``findings`` are those that the verdict rests on: where a person has decided since, the evidence is ruled on again.
    """
    story = Story.objects.select_for_update(of=("self",)).select_related("author").get(pk=revision.story_id)
    if known := _known(revision, verdict.policy).first():
        return known
    kept = Assessment.objects.create(
        revision=revision,
        policy=pinned(verdict.policy),
        detectors_key=detectors_key(),
        detectors=versions(),
        evidence=wire.to_json(verdict.evidence),
        result=assessment_to_json(verdict, id=revision.public_id),
    )
    live = story.live_id == revision.pk
    if live:
        story.live = revision
        findings = _put_into_effect(story, revision, kept, verdict, findings)
    on_assessed(RevisionAssessed(story, revision, kept, live, findings))
    return kept


def _put_into_effect(
    story: Story, revision: Revision, kept: Assessment, verdict: Verdict, findings: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Let a ruling hold; returns what people have established by now, which it holds with."""
    put_into_effect(story, verdict.ruling, verdict.facts, verdict.evidence)
    raise_suspicions(story, revision, kept, verdict)
    now = findings_on(revision)
    if now != findings:
        rule_again(story)
    return now


def latest(revision: Revision) -> Assessment | None:
    """Return the newest assessment of a revision, or None while it waits."""
    return revision.assessments.order_by("-created", "-pk").first()


def is_generated_for_certain(revision: Revision) -> bool:
    """Tell whether it is established, not just estimated, that AI generated these very words."""
    same = Assessment.objects.filter(revision__story=revision.story_id, revision__content_hash=revision.content_hash)
    kept = same.order_by("-created", "-pk").first()
    writing = (kept.result if kept else {}).get("facts", {}).get("writing", {})
    return writing.get("value") == "generated" and writing.get("basis") not in ("estimate", "report", "none")


def check_draft(author: Account, words: Words, *, story: Story | None = None) -> Verdict:
    """Say what the policy says of words that are not published yet; nothing is stored.

    Raises:
        StoryError, RefusedError: as ``read_words``.
    """
    policy = policy_for(story) if story else policy_for(Story(author=author))
    return assess(
        read_words(words),
        assets=Originals(),
        declared=declared(words.declared),
        author=_author(author, story),
        policy=policy,
        detectors=_asked(story or Story(author=author)),
    )


def rule_again(story: Story) -> None:
    """Rule on the live revision's stored evidence with what reviewers established by now, and put that into effect.

    No detector is asked. Called within the transaction of a decision or of its undoing.
    """
    revision = story.live
    kept = latest(revision) if revision else None
    if revision is None or kept is None:
        return
    evidence = wire.from_json(kept.evidence)
    policy = policy_for(story)
    facts = establish(
        evidence,
        declared=declared(revision.declared),
        findings=findings_on(revision),
        paywalled=revision.paywalled,
        policy=policy,
    )
    with transaction.atomic():
        locked = Story.objects.select_for_update(of=("self",)).select_related("author").get(pk=story.pk)
        put_into_effect(locked, rule(facts, policy), facts, evidence)
