"""Golden cases for the policy owner: choose one, with the right answers; see how it was read; take it out of use."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from copydesk.desk import choosing, laying_out, stories
from copydesk.desk.answers import Answers
from copydesk.desk.errors import Refused
from copydesk.desk.models import Case, GoldenCase
from copydesk.desk.sheets import Question
from copydesk.evidence import Evidence
from copydesk.newsroom import assessing, clock
from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Revision, Story
from copydesk.newsroom.writing import Words
from copydesk.story import Story as Document
from copydesk.story.errors import StoryError
from copydesk.web.pages import page_of
from copydesk.web.views.writing import writer_of

__all__ = ["choose", "from_case", "from_story", "from_words", "golden", "golden_case", "use"]

FLAGS = ("search_spam", "harmful_ai", "derivative")
WORDS = ("writing", "disclosure", "picture_violation")
UNCOUNTED = ("", "Doesn't count", "")
STORY = re.compile(r"[A-Za-z0-9_-]{8,24}")
#: What the answers about pasted words speak of: there is no case yet to ask about.
ABOUT_WORDS = ("writing", "disclosure", *FLAGS)
DECLARED = (("", "Nothing"), ("human", "People wrote it"), ("assisted", "AI assisted"), ("generated", "AI generated"))
REFUSALS = (Refused, RefusedError, StoryError)


@allow(Who.POLICY_OWNER)
@require_GET
def golden(request: HttpRequest) -> HttpResponse:
    """List all golden cases with how each was read."""
    page = page_of(request, choosing.scored())
    rows = [(choosing.score(kept), choosing.doubtful(kept)) for kept in page]
    return render(request, "web/pages/golden.html", {"page": page, "rows": rows})


@allow(Who.POLICY_OWNER)
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Offer what a golden case can be made from: decided cases, a story of the site, pasted words."""
    if address := request.GET.get("story", "").strip():
        if found := _story_at(address):
            return redirect("golden-story", public_id=found.public_id)
        messages.error(request, "There is no published story at this address.")
    words = request.GET.get("words", "")
    context = {"decisions": choosing.candidates(words), "words": words}
    return render(request, "web/pages/golden_choose.html", context)


@allow(Who.POLICY_OWNER)
@require_http_methods(["GET", "POST"])
def from_case(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a golden case of a decided one; what was decided is proposed as the right answers."""
    case = get_object_or_404(Case, public_id=public_id, golden__isnull=True)
    decision = next(iter(case.decisions.order_by("-made")), None)
    proposed = choosing.expected_of(decision) if decision else {}
    if request.method == "POST":
        try:
            made = choosing.from_case(case, expected_in(request.POST), writer_of(request), clock.now())
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        else:
            return _made(request, made)
    return _form(request, case.revision, case, proposed)


@allow(Who.POLICY_OWNER)
@require_http_methods(["GET", "POST"])
def from_story(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a golden case of a story of the site."""
    story = get_object_or_404(Story.objects.select_related("live"), public_id=public_id, live__isnull=False)
    revision: Revision = story.live  # type: ignore[assignment]  # asked for above
    if request.method == "POST":
        reports = [request.POST.get("report", "")]
        try:
            made = choosing.add(
                revision, [], expected_in(request.POST), writer_of(request), clock.now(), reports=reports
            )
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        else:
            return _made(request, made)
    case = Case(revision=revision, assessment=assessing.latest(revision), clauses=[])
    return _form(request, revision, case, {}, asks=True)


@allow(Who.POLICY_OWNER)
@require_http_methods(["GET", "POST"])
def from_words(request: HttpRequest) -> HttpResponse:
    """Make a golden case of pasted words."""
    given = request.POST
    words = Words(
        title=given.get("title", "").strip(),
        subtitle=given.get("subtitle", "").strip(),
        content=given.get("content", "").replace("\r\n", "\n"),
        declared=given.get("declared", ""),
        paywalled=given.get("paywalled") == "on",
    )
    if request.method == "POST":
        try:
            made = _paste(request, words)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        else:
            return _made(request, made)
    asked = [q for q in laying_out.questions(Case(clauses=[]), *_nothing()) if q.name in ABOUT_WORDS]
    context = {"words": words, "given": given, "questions": list(_asked(asked, _kept(given))), "declarations": DECLARED}
    return render(request, "web/pages/golden_words.html", context)


@allow(Who.POLICY_OWNER)
@require_GET
def golden_case(request: HttpRequest, number: int) -> HttpResponse:
    """Show one golden case: its story, the right answers, and each reading."""
    kept = get_object_or_404(GoldenCase.objects.select_related("revision", "source", "added_by"), pk=number)
    context = {
        "golden": kept,
        "score": choosing.score(kept),
        "doubtful": choosing.doubtful(kept),
        "expected": list(_in_words(kept.expected)),
        "reads": [(read, [_words_of(name) for name in read.missed]) for read in choosing.reads_of(kept)],
        "blocks": list(laying_out.blocks(stories.document_of(kept.revision), stories.evidence_of(kept.assessment))),
    }
    return render(request, "web/pages/golden_case.html", context)


@allow(Who.POLICY_OWNER)
@require_POST
def use(request: HttpRequest, number: int) -> HttpResponse:
    """Take a golden case out of use, or put it back."""
    kept = get_object_or_404(GoldenCase, pk=number)
    if request.POST.get("do") == "again":
        choosing.use_again(kept, writer_of(request))
        messages.success(request, "It is mixed in again.")
    else:
        choosing.retire(kept, writer_of(request))
        messages.success(request, "Retired: nobody gets it any more. What was read stays counted.")
    return redirect("golden-case", number=number)


def expected_in(given: QueryDict) -> dict[str, Any]:
    """Read the right answers of the form; what does not count is left out.

    Raises:
        Refused: one is none of the possible answers.
    """
    found: dict[str, Any] = {name: given[name] for name in WORDS if given.get(name)}
    found |= {name: given[name] == "yes" for name in FLAGS if given.get(name)}
    pictures = {name.removeprefix("picture:"): v for name, v in given.items() if name.startswith("picture:") and v}
    found |= {"pictures": pictures} if pictures else {}
    Answers.from_json({**found, "human_work": "light"})
    return found


def _paste(request: HttpRequest, words: Words) -> GoldenCase:
    if not words.content.strip():
        raise Refused("Paste the story first.")
    return choosing.from_words(
        words,
        expected_in(request.POST),
        writer_of(request),
        clock.now(),
        language=request.POST.get("language", ""),
        reports=[request.POST.get("report", "")],
    )


def _form(
    request: HttpRequest, revision: Revision, case: Case, proposed: Mapping[str, Any], *, asks: bool = False
) -> HttpResponse:
    document, seen = stories.document_of(revision), stories.evidence_of(case.assessment)
    asked = [question for question in laying_out.questions(case, document, seen) if question.name != "human_work"]
    context = {
        "revision": revision,
        "blocks": list(laying_out.blocks(document, seen)),
        "questions": list(_asked(asked, _kept(request.POST) or _flat(proposed))),
        "asks": asks,
        "report": request.POST.get("report", ""),
    }
    return render(request, "web/pages/golden_write.html", context)


def _asked(questions: list[Question], chosen: Mapping[str, str]) -> Iterator[Question]:
    """Yield the questions with the right answers proposed; all but who wrote it may be left out of the count."""
    for question in questions:
        free = () if question.name == "writing" else (UNCOUNTED,)
        yield replace(question, answers=(*question.answers, *free), chosen=chosen.get(question.name, ""))


def _flat(expected: Mapping[str, Any]) -> dict[str, str]:
    """Return right answers by the names of the form's fields."""
    found: dict[str, str] = {}
    for name, value in expected.items():
        if name == "pictures":
            found |= {f"picture:{src}": answer for src, answer in value.items()}
        else:
            found[name] = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return found


def _kept(given: QueryDict) -> dict[str, str]:
    return {name: str(value) for name, value in given.items()}


def _nothing() -> tuple[Document, Evidence]:
    return Document(), Evidence()


def _in_words(expected: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in sorted(_flat(expected).items()):
        yield _words_of(name), value


def _words_of(name: str) -> str:
    return name.replace("picture:", "picture ").replace("_", " ").replace(" ai", " AI")


def _story_at(address: str) -> Story | None:
    parts = STORY.findall(address.partition("/story/")[2] or address)
    return Story.objects.filter(public_id__in=parts[:1], live__isnull=False).first() if parts else None


def _made(request: HttpRequest, made: GoldenCase) -> HttpResponse:
    messages.success(request, "It is mixed in from now on, unmarked.")
    return redirect("golden-case", number=made.pk)
