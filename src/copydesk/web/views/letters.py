"""Letters, appeals, second looks and statements of reasons, as the people they concern see them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from copydesk.desk import appeals, telling
from copydesk.desk.errors import Refused
from copydesk.desk.models import Decision, Report
from copydesk.newsroom import clock
from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.models import Account
from copydesk.notices import letters
from copydesk.notices.models import Letter, Statement
from copydesk.web.pages import page_of
from copydesk.web.views.writing import writer_of

__all__ = ["appeal", "inbox", "letter", "second_look", "statement"]


def relation_to_letter(account: Account, public_id: str, **_: object) -> set[Who]:
    """Tell whether the letter was written to the account."""
    return {Who.OWNER} if Letter.objects.filter(public_id=public_id, account=account).exists() else set()


def relation_to_decision(account: Account, public_id: str, **_: object) -> set[Who]:
    """Tell whether the decision is about the account's own story."""
    return {Who.OWNER} if Decision.objects.filter(public_id=public_id, author=account).exists() else set()


def relation_as_reporter(account: Account, public_id: str, **_: object) -> set[Who]:
    """Tell whether the account reported the story that was decided on."""
    reported = Report.objects.filter(case__decisions__public_id=public_id, reporter=account)
    return {Who.OWNER} if reported.exists() else set()


@allow(Who.ACCOUNT, suspended=True)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """List one's letters."""
    mine = letters.inbox(writer_of(request), clock.now())
    return render(request, "web/pages/letters.html", {"letters": page_of(request, mine)})


@allow(Who.OWNER, related=relation_to_letter, hide=True, suspended=True)
@require_GET
def letter(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one letter."""
    now = clock.now()
    shown = get_object_or_404(letters.inbox(writer_of(request), now), public_id=public_id)
    letters.mark_read(shown, now)
    return render(request, "web/pages/letter.html", {"letter": shown, "paragraphs": shown.body.split("\n\n")})


@allow(Who.OWNER, related=relation_to_decision, hide=True, suspended=True)
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Appeal a decision, with drafts and notes attached."""
    decision = get_object_or_404(Decision.objects.select_related("revision"), public_id=public_id)
    if request.method == "POST":
        try:
            enclosed = _enclosures(request)
            appeals.file(decision, writer_of(request), request.POST.get("text", ""), clock.now(), enclosed)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("appeal", public_id=public_id)
        messages.success(request, "Your appeal is filed. Somebody new to the case judges it within a week.")
        return redirect("letters")
    context = {
        "decision": decision,
        "until": telling.appeal_until(decision),
        "filed": decision.appeals.filter(appellant=writer_of(request)).first(),
        "passages": telling.passages_of(decision),
    }
    return render(request, "web/pages/appeal.html", context)


@allow(Who.OWNER, related=relation_as_reporter, hide=True)
@require_http_methods(["GET", "POST"])
def second_look(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask, as a reporter, for a second look at a story that was cleared."""
    decision = get_object_or_404(Decision.objects.select_related("revision"), public_id=public_id)
    if request.method == "POST":
        try:
            appeals.second_look(decision, writer_of(request), request.POST.get("text", ""), clock.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("second-look", public_id=public_id)
        messages.success(request, "Somebody else will look again. You will hear what comes of it.")
        return redirect("letters")
    filed = decision.appeals.filter(appellant=writer_of(request)).first()
    return render(request, "web/pages/second_look.html", {"decision": decision, "filed": filed})


@allow(Who.OWNER, related=relation_to_decision, hide=True, suspended=True)
@require_GET
def statement(request: HttpRequest, public_id: str) -> HttpResponse:  # noqa: ARG001  # the address says which
    """Give the statement of reasons in the fields of the EU's transparency database."""
    return JsonResponse(get_object_or_404(Statement, puid=public_id, withdrawn__isnull=True).body)


def _enclosures(request: HttpRequest) -> list[appeals.Enclosure]:
    files = request.FILES.getlist("files")
    if len(files) > appeals.MOST_ENCLOSURES or any((f.size or 0) > appeals.LARGEST for f in files):
        raise Refused(f"Each file may have 5 MB, and there may be {appeals.MOST_ENCLOSURES}.")
    return [appeals.Enclosure(f.name or "file", f.read(), f.content_type or "application/octet-stream") for f in files]
