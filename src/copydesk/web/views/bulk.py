"""Many alike cases decided together: choose them, see what each would get, decide with a reason, take it back."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from copydesk.desk import bulk, laying_out, stories
from copydesk.desk.answers import PRESETS
from copydesk.desk.bulk import Wanted
from copydesk.desk.errors import Refused
from copydesk.desk.models import Case
from copydesk.evidence import Evidence
from copydesk.newsroom import clock
from copydesk.newsroom.access import Who, allow
from copydesk.story import Story as Document
from copydesk.web.views.desk import PRESET_KEYS, answers_in
from copydesk.web.views.writing import writer_of

__all__ = ["choose", "decide", "preview"]

REVIEWERS = (Who.REVIEWER, Who.SENIOR_REVIEWER)
#: The questions that many stories can be answered by at once; their pictures are looked at one by one.
ASKED = ("writing", "human_work", "disclosure", "search_spam", "harmful_ai", "derivative")
ANSWERS = frozenset(ASKED)
MOST_QUOTES, LONGEST_QUOTE = 3, 300


@allow(*REVIEWERS)
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Show the cases of one kind, with the words that the estimate marked, and the questions."""
    given = request.GET
    wanted = Wanted(given.get("clause", ""), given.get("language", ""), given.get("asker", ""))
    found, others = bulk.alike(writer_of(request), wanted, clock.now())
    context = {
        "wanted": wanted,
        "choices": bulk.choices(),
        "cases": [(case, list(_quotes(case))) for case in found],
        "others": others,
        "questions": [q for q in laying_out.questions(Case(clauses=[]), Document(), Evidence()) if q.name in ASKED],
    }
    return render(request, "web/pages/bulk.html", context)


@allow(*REVIEWERS)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show what each of the chosen cases would get; nothing is decided yet."""
    try:
        cases = _chosen(request)
        seen = bulk.preview(cases, writer_of(request), answers_in(request.POST), clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk-bulk")
    context = {
        "seen": seen,
        "decided": [line for line in seen.lines if not line.refused],
        "refused": [line for line in seen.lines if line.refused],
        "answers": [(name, request.POST[name]) for name in ASKED if request.POST.get(name)],
        "presets": list(zip(PRESETS.items(), PRESET_KEYS, strict=False)),
    }
    return render(request, "web/pages/bulk_preview.html", context)


@allow(*REVIEWERS)
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Decide them as they were seen, each with its own reading and decision."""
    given = request.POST
    try:
        made = bulk.decide_all(
            _chosen(request),
            writer_of(request),
            answers_in(given),
            given.get("reason", ""),
            clock.now(),
            given.get("digest", ""),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk-bulk")
    count, left = len(made.decisions), len(made.skipped)
    said = f"{count} {'case' if count == 1 else 'cases'} decided" + (f", {left} left as they were" if left else "")
    if count:
        request.session["undo"] = {"batch": made.id}
        messages.success(request, f"{said}. You can take it back for 30 seconds.", extra_tags="undo")
    else:
        messages.warning(request, f"Nothing was decided: {made.skipped[0].refused if left else 'no case was chosen.'}")
    return redirect("desk-bulk")


def _chosen(request: HttpRequest) -> list[Case]:
    """Return the chosen cases, always in one order.

    Raises:
        Refused: none was chosen.
    """
    whole = Case.objects.select_related("revision__story", "assessment", "author")
    found = list(whole.filter(public_id__in=request.POST.getlist("case")[: bulk.MOST + 1]).order_by("pk"))
    if not found:
        raise Refused("Choose at least one case.")
    return found


def _quotes(case: Case) -> Iterator[str]:
    document, seen = stories.document_of(case.revision), stories.evidence_of(case.assessment)
    marked: list[Any] = [passage for passage in seen.writing.passages if passage.ai >= stories.MARKED]
    for passage in marked[:MOST_QUOTES]:
        text = passage.span.of(document.text).strip()
        yield text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE].rstrip()} …"
