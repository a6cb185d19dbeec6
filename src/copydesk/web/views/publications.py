"""Found and run a publication: members, and stricter rules of its own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from copydesk.newsroom import publications
from copydesk.newsroom.access import Who, allow, relation_to_publication
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Account, MembershipRole, Publication
from copydesk.web.views.reading import published
from copydesk.web.views.writing import writer_of

__all__ = ["found", "leave", "member", "overlay", "run", "your_publications"]


@allow(Who.ACCOUNT)
@require_GET
def your_publications(request: HttpRequest) -> HttpResponse:
    """List the publications one has a part in."""
    parts = writer_of(request).memberships.select_related("publication").order_by("publication__name")
    return render(request, "web/pages/your_publications.html", {"parts": parts})


@allow(Who.ACCOUNT)
@require_POST
def found(request: HttpRequest) -> HttpResponse:
    """Found a publication."""
    try:
        made = publications.found(
            name=request.POST.get("name", "")[:120], about=request.POST.get("about", ""), by=writer_of(request)
        )
    except RefusedError as refusal:
        messages.error(request, refusal.message)
        return redirect("your-publications")
    return redirect("publication-run", slug=made.slug)


@allow(Who.EDITOR, related=relation_to_publication)
@require_GET
def run(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an editor what there is to run."""
    publication = get_object_or_404(Publication, slug=slug)
    members = publication.memberships.select_related("account").order_by("role", "account__name")
    return render(request, "web/pages/publication_run.html", {"publication": publication, "members": members})


@allow(Who.EDITOR, related=relation_to_publication)
@require_POST
def member(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a person a part in the publication, or take it away."""
    publication = get_object_or_404(Publication, slug=slug)
    account = Account.objects.filter(handle__iexact=request.POST.get("handle", "").lstrip("@")).first()
    if account is None:
        messages.error(request, "Nobody here has that name.")
        return redirect("publication-run", slug=slug)
    try:
        if request.POST.get("do") == "remove":
            publications.remove_member(publication, account)
        else:
            role = MembershipRole.EDITOR if request.POST.get("role") == "editor" else MembershipRole.WRITER
            publications.take_in(publication, account, role)
    except RefusedError as refusal:
        messages.error(request, refusal.message)
    return redirect("publication-run", slug=slug)


@allow(Who.MEMBER, related=relation_to_publication)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a member whether they want to leave the publication, and let them."""
    publication, account = get_object_or_404(Publication, slug=slug), writer_of(request)
    context = {"publication": publication, "stories": published(publication.stories.filter(author=account)).count()}
    if request.method == "GET":
        refusal = publications.LAST_EDITOR if publications.is_last_editor(publication, account) else ""
        return render(request, "web/pages/publication_leave.html", {**context, "refusal": refusal})
    try:
        publications.remove_member(publication, account)
    except RefusedError as refusal:
        return render(request, "web/pages/publication_leave.html", {**context, "refusal": refusal.message}, status=422)
    messages.success(request, f"You left {publication.name}. Your published stories stay in it.")
    return redirect("your-publications")


@allow(Who.EDITOR, related=relation_to_publication)
@require_http_methods(["POST"])
def overlay(request: HttpRequest, slug: str) -> HttpResponse:
    """Lay stricter rules over the platform's policy."""
    publication = get_object_or_404(Publication, slug=slug)
    text = request.POST.get("overlay", "").replace("\r\n", "\n")
    try:
        publications.set_overlay(publication, text)
        messages.success(request, "The rules hold for stories published from now on.")
    except RefusedError as refusal:
        publication.overlay = text
        members = publication.memberships.select_related("account").order_by("role", "account__name")
        context = {"publication": publication, "members": members, "refusal": refusal}
        return render(request, "web/pages/publication_run.html", context, status=422)
    return redirect("publication-run", slug=slug)
