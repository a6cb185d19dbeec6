"""One's own settings: profile, password, partner programme, follows."""

import zoneinfo

from django.contrib import messages
from django.contrib.auth import password_validation, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from copydesk.newsroom import enrolling, joining
from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.models import Enrolment
from copydesk.web.views.writing import writer_of

__all__ = ["confirmation", "partner", "password", "profile", "settings"]


@allow(Who.ACCOUNT)
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Show one's own settings."""
    account = writer_of(request)
    context = {
        "enrolment": Enrolment.objects.filter(account=account).first(),
        "zones": sorted(zoneinfo.available_timezones()),
    }
    return render(request, "web/pages/settings.html", context)


@allow(Who.ACCOUNT)
@require_POST
def profile(request: HttpRequest) -> HttpResponse:
    """Change name, about and time zone."""
    account = writer_of(request)
    zone = request.POST.get("time_zone", "UTC")
    account.name = request.POST.get("name", "").strip()[:80] or account.name
    account.about = request.POST.get("about", "").strip()[:400]
    account.time_zone = zone if zone in zoneinfo.available_timezones() else "UTC"
    account.save(update_fields=["name", "about", "time_zone"])
    messages.success(request, "Your profile is saved.")
    return redirect("settings")


@allow(Who.ACCOUNT)
@sensitive_post_parameters("old", "new")
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; other sessions end."""
    account, new = writer_of(request), request.POST.get("new", "")
    if not account.check_password(request.POST.get("old", "")):
        messages.error(request, "The password you gave is not your present one.")
        return redirect("settings")
    try:
        password_validation.validate_password(new, account)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("settings")
    account.set_password(new)
    account.save(update_fields=["password"])
    update_session_auth_hash(request, account)
    messages.success(request, "Your new password holds. You were signed out everywhere else.")
    return redirect("settings")


@allow(Who.ACCOUNT)
@require_POST
def partner(request: HttpRequest) -> HttpResponse:
    """Join or leave the partner programme."""
    account = writer_of(request)
    try:
        if request.POST.get("do") == "leave":
            enrolling.leave(account)
            messages.success(request, "You left the partner programme.")
        else:
            enrolling.enrol(account)
            messages.success(request, "You are in the partner programme. Your stories may stand behind the paywall.")
    except RefusedError as refusal:
        messages.error(request, refusal.message)
    return redirect("settings")


@allow(Who.ACCOUNT)
@require_POST
def confirmation(request: HttpRequest) -> HttpResponse:
    """Send the letter that confirms the address once more."""
    joining.ask_confirmation(writer_of(request))
    messages.success(request, "A letter with a link is on its way.")
    return redirect("settings")
