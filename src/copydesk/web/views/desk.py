"""The desk: take the next case, read it, decide it; one page, all of it by keyboard."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from copydesk.desk import appeals, breaker, bulk, casefile, claims, deciding, golden, reading
from copydesk.desk.answers import Answers
from copydesk.desk.errors import LeaseLost, Refused
from copydesk.desk.models import LIVE, Case, Decision
from copydesk.desk.recommending import Proposal, Recommendation
from copydesk.newsroom import clock
from copydesk.newsroom.access import Who, allow
from copydesk.story import Span
from copydesk.web.views.writing import writer_of

__all__ = ["case", "decide", "desk", "give", "next_case", "release", "renew", "second", "undo", "waiting"]

REVIEWERS = (Who.REVIEWER, Who.SENIOR_REVIEWER)
PRESET_KEYS = "567890"
View = Callable[..., HttpResponse]


def said(view: View) -> View:
    """Turn what the desk refuses into a message on its front page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except LeaseLost as lost:
            messages.warning(request, str(lost))
            return redirect("desk")
        except Refused as refusal:
            messages.error(request, str(refusal))
            back = kwargs.get("public_id")
            return redirect("desk-case", public_id=back) if back else redirect("desk")

    return guarded


@allow(*REVIEWERS)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits."""
    person, now = writer_of(request), clock.now()
    live = Case.objects.filter(state__in=LIVE, golden__isnull=True)
    context = {
        "held": claims.held(person, now),
        "states": dict(live.values_list("state").annotate(Count("pk"))),
        "late": live.filter(due__lt=now).count(),
        "seconds": deciding.waiting_for_second(person),
        "appeals": appeals.waiting(person),
        "shadows": breaker.in_shadow(),
        "now": now,
    }
    return render(request, "web/pages/desk.html", context)


@allow(*REVIEWERS)
@require_POST
@said
def next_case(request: HttpRequest) -> HttpResponse:
    """Lease the next case and show it."""
    claim = claims.next_case(writer_of(request), clock.now(), golden.draw)
    if claim is None:
        messages.success(request, "Nothing waits for you. Well done.")
        return redirect("desk")
    return redirect("desk-case", public_id=claim.case.public_id)


@allow(*REVIEWERS)
@require_GET
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a case to the person who holds or has read it."""
    try:
        file = casefile.open_file(_case(public_id), writer_of(request), clock.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk")
    deciding_now = file.recommendation is not None and bool(file.token)
    presets = list(zip(file.presets.items(), PRESET_KEYS, strict=False))
    context = {"file": file, "deciding": deciding_now, "chosen": _reason_so_far(file), "presets": presets}
    return render(request, "web/pages/case.html", context)


@allow(*REVIEWERS)
@require_POST
@said
def give(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a reading; go on to the decision where this person makes it, else to the next case."""
    given = reading.give(
        _case(public_id),
        writer_of(request),
        request.POST.get("token", ""),
        answers_in(request.POST),
        request.POST.get("reason", ""),
        clock.now(),
        spans=list(_spans(request.POST.get("spans", ""))),
    )
    request.session["undo"] = {"reading": given.reading.public_id, "case": public_id}
    messages.success(request, "Your reading is in. You can take it back for 30 seconds.", extra_tags="undo")
    return redirect("desk-case", public_id=public_id)


@allow(*REVIEWERS)
@require_POST
@said
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide a case, then show the next one."""
    person, now, about = writer_of(request), clock.now(), _case(public_id)
    file = casefile.open_file(about, person, now)
    if file.recommendation is None:
        raise Refused("This case waits for another reading first.")
    chosen = _chosen(request.POST, file.recommendation)
    decision = deciding.decide(
        about, person, request.POST.get("token", ""), request.POST.get("reason", ""), now, chosen=chosen
    )
    request.session["undo"] = {"case": public_id}
    if decision is not None and decision.needs_second and decision.in_force is None:
        messages.success(request, "Proposed. A second person has to agree before it takes effect.", extra_tags="undo")
    else:
        messages.success(request, "Decided. You can take it back for 30 seconds.", extra_tags="undo")
    claim = claims.next_case(person, now, golden.draw)
    return redirect("desk-case", public_id=claim.case.public_id) if claim else redirect("desk")


@allow(*REVIEWERS)
@require_POST
@said
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what this person did last: a decision, else a reading."""
    last, now, person = request.session.pop("undo", None), clock.now(), writer_of(request)
    if not last:
        raise Refused("There is nothing to take back.")
    if "batch" in last:
        count = bulk.undo_all(last["batch"], person, now)
        messages.success(request, f"Taken back: {count} {'case waits' if count == 1 else 'cases wait'} as before.")
        return redirect("desk-bulk")
    about = _case(last["case"])
    if "reading" in last:
        reading.undo(about.readings.get(public_id=last["reading"]), person, now)
    else:
        deciding.undo_on(about, person, now)
    messages.success(request, "Taken back: all is as before.")
    return redirect("desk-case", public_id=about.public_id)


@allow(*REVIEWERS)
@require_POST
@said
def release(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a case back unread."""
    claims.release(_case(public_id), writer_of(request), request.POST.get("token", ""))
    return redirect("desk")


@allow(*REVIEWERS)
@require_POST
def renew(request: HttpRequest, public_id: str) -> HttpResponse:
    """Prolong the lease while somebody works; 409 where it is lost."""
    try:
        claims.renew(_case(public_id), writer_of(request), request.POST.get("token", ""), clock.now())
    except Refused as refusal:
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@allow(*REVIEWERS)
@require_GET
def waiting(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a proposed decision to the second person."""
    decision = _waiting(request, public_id)
    return render(request, "web/pages/second.html", {"decision": decision, "case": decision.case})


@allow(*REVIEWERS)
@require_POST
def second(request: HttpRequest, public_id: str) -> HttpResponse:
    """Agree to a proposed decision, or refuse it."""
    decision, person = _waiting(request, public_id), writer_of(request)
    try:
        if request.POST.get("do") == "agree":
            deciding.second(decision, person, clock.now())
            messages.success(request, "Agreed. The decision holds.")
        else:
            deciding.refuse(decision, person, clock.now())
            messages.success(request, "Refused. The case goes back to be decided otherwise.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk")


def _case(public_id: str) -> Case:
    whole = Case.objects.select_related("revision__story", "assessment", "author", "golden")
    return get_object_or_404(whole, public_id=public_id)


def _waiting(request: HttpRequest, public_id: str) -> Decision:
    mine = [d.pk for d in deciding.waiting_for_second(writer_of(request))]
    return get_object_or_404(Decision, pk__in=mine, public_id=public_id)


def answers_in(given: QueryDict) -> Answers:
    """Read the answers of the form.

    Raises:
        Refused: one is none of the possible answers, or they contradict each other.
    """
    data: dict[str, Any] = {name: value for name, value in given.items() if value}
    pictures = {name.removeprefix("picture:"): value for name, value in data.items() if name.startswith("picture:")}
    flags = {name: data.get(name) == "yes" for name in ("search_spam", "harmful_ai", "derivative")}
    return Answers.from_json({**data, **flags, "pictures": pictures})


def _spans(text: str) -> Iterator[Span]:
    """Read "3-17,40-52" as spans; what is none is left out."""
    for part in text.split(","):
        start, _, end = part.partition("-")
        if start.isdecimal() and end.isdecimal() and int(start) < int(end):
            yield Span(int(start), int(end))


def _chosen(given: QueryDict, allowed: Recommendation) -> tuple[Proposal, ...]:
    ticked = set(given.getlist("sanction"))
    return tuple(p for p in allowed.sanctions if f"{p.kind.value}:{p.clause}" in ticked)


def _reason_so_far(file: casefile.CaseFile) -> str:
    return next((r.reason for r in file.readings if r.mine), file.readings[-1].reason if file.readings else "")
