"""Join, confirm, sign in and out, choose a new password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from copydesk.newsroom import clock, joining
from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.errors import RefusedError
from copydesk.web.slowing import paced

__all__ = ["confirm", "forgot", "join", "reset", "sign_in", "sign_out"]

ASKED = "sign-up"


@allow(Who.ANYONE)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask for an account; the answer is the same whether the address has one or not."""
    if request.method == "GET":
        return _form(request, "join")
    given = {name: request.POST.get(name, "") for name in ("email", "handle", "name", "password")}
    try:
        asked = joining.sign_up(request, **given)
    except RefusedError as refusal:
        return _form(request, "join", given, refusal)
    request.session[ASKED] = [asked.public_id, _next(request)]
    messages.success(request, "A letter is on its way to the address you gave. Open its link to go on.")
    return redirect("/sign-in")


@allow(Who.ANYONE)
@require_http_methods(["GET"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address by the link of the letter; in the browser that asked for the account it signs in, too."""
    account = joining.confirm(token)
    if account is None:
        messages.error(request, "This link is wrong or too old. Join again, or ask for a new letter in your settings.")
        return redirect("/")
    asked, then = request.session.get(ASKED, ("", "/"))
    if asked != account.public_id:
        messages.success(request, "Your address is confirmed. You can sign in with it.")
        return redirect("/")
    del request.session[ASKED]
    login(request, account)
    messages.success(request, "Welcome. Your address is confirmed.")
    return redirect(then)


@allow(Who.ANYONE)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in."""
    if request.method == "GET":
        return _form(request, "sign_in")
    given = {name: request.POST.get(name, "") for name in ("email", "password")}
    try:
        account = joining.sign_in(request, **given)
    except RefusedError as refusal:
        return _form(request, "sign_in", given, refusal)
    if account.suspended_until and account.suspended_until > clock.now():
        until = f"{account.suspended_until:%d %B %Y, %H:%M} UTC"
        messages.warning(request, f"This account is suspended until {until}. You can read your letters and appeal.")
        return redirect("letters")
    return redirect(_next(request))


@allow(Who.ANYONE)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("/")


@allow(Who.ANYONE)
@require_http_methods(["GET", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    """Ask for a letter to choose a new password; the answer is the same whether the address is known or not."""
    if request.method == "GET":
        return _form(request, "forgot")
    given = {"email": request.POST.get("email", "")}
    try:
        joining.request_reset(request, given["email"])
    except RefusedError as refusal:
        return _form(request, "forgot", given, refusal)
    messages.success(request, "If there is an account with this address, a letter with a link is on its way.")
    return redirect("/sign-in")


@allow(Who.ANYONE)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password by the link of the letter."""
    if request.method == "GET":
        return _form(request, "reset")
    try:
        joining.reset(token, request.POST.get("password", ""))
    except RefusedError as refusal:
        return _form(request, "reset", {}, refusal)
    messages.success(request, "Your new password holds. Sign in with it.")
    return redirect("/sign-in")


def _form(
    request: HttpRequest, page: str, given: dict[str, str] | None = None, refusal: RefusedError | None = None
) -> HttpResponse:
    given = {name: value for name, value in (given or {}).items() if name != "password"}
    context: dict[str, Any] = {"given": given, "refusal": refusal, "next": request.GET.get("next", "")}
    return paced(render(request, f"web/pages/{page}.html", context, status=422 if refusal else 200), refusal)


def _next(request: HttpRequest) -> str:
    """Return where the person wanted to go, if that is a place on this site."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and safe else "/"
