"""Judge an appeal: what was decided, what the author says, and how the text grew."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from copydesk.desk import appeals, telling
from copydesk.desk.errors import Refused
from copydesk.desk.models import Appeal, AppealKind, AppealOutcome, Attachment, Decision
from copydesk.desk.recommending import Proposal
from copydesk.desk.timeline import timeline
from copydesk.newsroom import clock
from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.models import Tier
from copydesk.newsroom.rendering import render as render_body
from copydesk.standing import SanctionKind
from copydesk.web.views.writing import writer_of

__all__ = ["attachment", "hearing", "judge"]

REVIEWERS = (Who.REVIEWER, Who.SENIOR_REVIEWER)


@allow(*REVIEWERS)
@require_GET
def hearing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an appeal to somebody who may judge it."""
    appeal = _mine(request, public_id)
    decision = appeal.decision
    context = {
        "appeal": appeal,
        "decision": decision,
        "body": render_body(decision.revision),
        "effects": [(s, telling.effect_line(s)) for s in decision.sanctions.order_by("pk")],
        "tiers": [tier for tier in (Tier.NETWORK, Tier.GENERAL) if _ceiling(decision) < tier],
        "passages": telling.passages_of(decision),
        "moments": timeline(decision.revision),
    }
    return render(request, "web/pages/hearing.html", context)


@allow(*REVIEWERS)
@require_POST
def judge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Uphold a decision, let a part of it stand, or reverse it."""
    appeal = _mine(request, public_id)
    try:
        outcome = AppealOutcome(request.POST.get("outcome", ""))
        chosen = _chosen(request.POST, appeal) if outcome == AppealOutcome.CHANGED else ()
        appeals.judge(appeal, writer_of(request), outcome, request.POST.get("reason", ""), clock.now(), chosen)
    except ValueError:
        messages.error(request, "Choose what comes of the appeal.")
        return redirect("hearing", public_id=public_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("hearing", public_id=public_id)
    done = {"upheld": "Upheld: nothing changes.", "reversed": "Reversed: everything is back as it was."}
    messages.success(request, done.get(outcome, "Changed as you said."))
    return redirect("desk")


def _chosen(given: QueryDict, appeal: Appeal) -> tuple[Proposal, ...]:
    """Return what stays of an author's decision; a reporter's appeal has the story read again."""
    if appeal.kind != AppealKind.AUTHOR:
        return ()
    wanted = given.get("tier", "")
    tier = Tier(int(wanted)) if wanted.isdecimal() else None
    return appeals.milder(appeal.decision, given.getlist("keep"), tier)


def _ceiling(decision: Decision) -> Tier:
    ceilings = decision.sanctions.filter(kind=SanctionKind.CEILING)
    return min((sanction.tier for sanction in ceilings), default=Tier.BOOST)


@allow(*REVIEWERS)
@require_GET
def attachment(request: HttpRequest, public_id: str, file: str) -> HttpResponseBase:
    """Hand out an enclosure, as a download only."""
    kept = get_object_or_404(Attachment, appeal=_mine(request, public_id), public_id=file)
    answer = FileResponse(iter([bytes(kept.data)]), as_attachment=True, filename=kept.name)
    answer["Content-Type"] = "application/octet-stream"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _mine(request: HttpRequest, public_id: str) -> Appeal:
    """Return an appeal that this person may judge; others find nothing here."""
    open_to_me = [a.pk for a in appeals.waiting(writer_of(request))]
    whole = Appeal.objects.select_related("decision__revision__story", "decision__case", "appellant")
    return get_object_or_404(whole, pk__in=open_to_me, public_id=public_id)
