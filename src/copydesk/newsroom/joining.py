"""Joining the site: sign up, confirm the address, sign in, reset the password."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate, login, password_validation
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.http import HttpRequest
from django_tasks import task

from copydesk.newsroom import clock
from copydesk.newsroom.errors import RefusedError, SlowDownError
from copydesk.newsroom.limits import Limit, spend, take
from copydesk.newsroom.machines import network_of
from copydesk.newsroom.models import Account, Enrolment, Role, RoleGrant, SignUp

__all__ = [
    "ask_confirmation",
    "confirm",
    "forget_sign_ups",
    "grant",
    "request_reset",
    "reset",
    "revoke",
    "sign_in",
    "sign_up",
]

CONFIRM = signing.TimestampSigner(salt="copydesk.confirm")
CONFIRM_WITHIN = timedelta(days=3)
SIGN_IN_ACCOUNT = Limit(burst=8, a_minute=2)
SIGN_IN_ADDRESS = Limit(burst=40, a_minute=20)
SIGN_UP_ADDRESS = Limit(burst=20, a_minute=0.5)
RESET_ADDRESS = Limit(burst=10, a_minute=0.5)
LONGEST = {"name": 80, "handle": 40, "email": 254}
MAIL_ACCOUNT = Limit(burst=3, a_minute=0.1)
_resets = PasswordResetTokenGenerator()


def sign_up(request: HttpRequest, *, email: str, handle: str, name: str, password: str) -> SignUp:
    """Take the wish for an account; it is made when the link of the letter is opened.

    Nobody learns here whether the address has an account: its owner alone does, by another letter.

    Raises:
        RefusedError: ``field`` says which entry to change, the message how.
        SlowDownError: too many tries from this address.
    """
    spend(f"sign-up:{network_of(request)}", SIGN_UP_ADDRESS, "Too many accounts were asked for")
    draft = Account(email=email.strip().lower(), handle=handle.strip().lower(), name=name.strip())
    _check_entries(draft, password)
    with transaction.atomic():
        asked = SignUp.objects.create(
            email=draft.email, handle=draft.handle, name=draft.name, password=make_password(password), asked=clock.now()
        )
        if not take(f"sign-up:{_digest(draft.email)}", MAIL_ACCOUNT):
            answer_sign_up.enqueue(asked.pk)
    return asked


def _check_entries(draft: Account, password: str) -> None:
    if not draft.name:
        raise RefusedError("name", "Give the name that readers will see.", field="name")
    for field, most in LONGEST.items():
        if len(getattr(draft, field)) > most:
            raise RefusedError("too-long", f"Use at most {most} characters.", field=field)
    try:
        validate_email(draft.email)
    except ValidationError:
        raise RefusedError("email", "This is no e-mail address.", field="email") from None
    try:
        validate_slug(draft.handle)
    except ValidationError:
        raise RefusedError("handle", "Use letters, digits, - and _ only.", field="handle") from None
    if Account.objects.filter(handle__iexact=draft.handle).exists():
        raise RefusedError("handle-taken", "Somebody has this name already. Choose another.", field="handle")
    try:
        password_validation.validate_password(password, draft)
    except ValidationError as error:
        raise RefusedError("password", " ".join(error.messages), field="password") from None


def confirm(token: str) -> Account | None:
    """Confirm an address by the token of its letter, and make the account that was asked for.

    Returns:
        The account; None where the token is wrong or too old, or its address has another account by now.
    """
    try:
        public_id, email = CONFIRM.unsign_object(token, max_age=CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError):
        return None
    account = Account.objects.filter(public_id=public_id, email=email).first()
    if account is None:
        return _open(public_id, email)
    if not account.email_confirmed:
        account.email_confirmed = True
        account.save(update_fields=["email_confirmed"])
    return account


@transaction.atomic
def _open(public_id: str, email: str) -> Account | None:
    asked = SignUp.objects.select_for_update().filter(public_id=public_id, email=email).first()
    if asked is None or Account.objects.filter(email=email).exists():
        return None
    account = Account.objects.create(
        public_id=public_id,
        email=email,
        handle=_free(asked.handle),
        name=asked.name,
        password=asked.password,
        email_confirmed=True,
    )
    Enrolment.objects.create(account=account)
    SignUp.objects.filter(email=email).delete()
    return account


def _free(handle: str) -> str:
    """Return the handle, or with a number where somebody took it since."""
    tried, number = handle, 1
    while Account.objects.filter(handle__iexact=tried).exists():
        number += 1
        tried = f"{handle[:32]}-{number}"
    return tried


def forget_sign_ups() -> int:
    """Delete the wishes for accounts whose letters nobody can use any longer; returns how many."""
    return SignUp.objects.filter(asked__lt=clock.now() - CONFIRM_WITHIN).delete()[0]


def ask_confirmation(account: Account) -> None:
    """Send the letter that confirms an account's address once more.

    Raises:
        SlowDownError: too many were asked for.
    """
    spend(f"confirm:{account.pk}", MAIL_ACCOUNT, "Too many letters were asked for")
    send_confirmation.enqueue(account.pk)


def confirmation_token(account: Account | SignUp) -> str:
    """Return what the letter's link carries."""
    return CONFIRM.sign_object([account.public_id, account.email])


def sign_in(request: HttpRequest, *, email: str, password: str) -> Account:
    """Sign in with a new session; slow for one address and for one account after several tries.

    A suspended account can sign in to read its letters and to appeal; ``allow`` keeps everything else from it.

    Raises:
        RefusedError: the pair is wrong, or there were too many tries.
    """
    email = email.strip().lower()
    tokens = ((f"sign-in:{network_of(request)}", SIGN_IN_ADDRESS), (f"sign-in:{email}", SIGN_IN_ACCOUNT))
    if wait := max(take(key, limit) for key, limit in tokens):
        raise SlowDownError("Too many tries", wait)
    account = authenticate(request, username=email, password=password)
    if not isinstance(account, Account):
        raise RefusedError("wrong", "This address and password don't belong together.")
    login(request, account)
    return account


def request_reset(request: HttpRequest, email: str) -> None:
    """Have a letter written to reset the password, if there is such an account; the caller can't tell whether.

    Both take the same way: one look, one token of the address as it was typed, one job. The job does what differs.

    Raises:
        SlowDownError: too many letters were asked for from this address.
    """
    spend(f"forgot:{network_of(request)}", RESET_ADDRESS, "Too many letters were asked for")
    email = email.strip().lower()
    known = Account.objects.filter(email=email, is_active=True).values_list("pk", flat=True).first()
    if not take(f"reset:{_digest(email)}", MAIL_ACCOUNT):
        send_reset.enqueue(known)


def _digest(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()


def reset_token(account: Account) -> str:
    """Return what the letter's link carries; it is good until the password changes or its time is over."""
    return f"{account.public_id}:{_resets.make_token(account)}"


def reset(token: str, password: str) -> Account:
    """Set a new password by the token of the letter; other sessions of the account end with it.

    Raises:
        RefusedError: the token is wrong, used or too old, or the password is too weak.
    """
    public_id, _, proof = token.rpartition(":")
    account = Account.objects.filter(public_id=public_id, is_active=True).first()
    if account is None or not _resets.check_token(account, proof):
        raise RefusedError("token", "This link was used or is too old. Ask for a new one.")
    try:
        password_validation.validate_password(password, account)
    except ValidationError as error:
        raise RefusedError("password", " ".join(error.messages), field="password") from None
    account.set_password(password)
    account.email_confirmed = True
    account.save(update_fields=["password", "email_confirmed"])
    return account


def grant(account: Account, role: Role) -> None:
    """Give a role; giving it twice is once."""
    RoleGrant.objects.get_or_create(account=account, role=role)


def revoke(account: Account, role: Role) -> None:
    """Take a role back."""
    RoleGrant.objects.filter(account=account, role=role).delete()


@task
def answer_sign_up(sign_up_id: int) -> None:
    """Write the letter that confirms an address; to one that has an account already, that somebody tried."""
    asked = SignUp.objects.filter(pk=sign_up_id).first()
    if asked is None:
        return
    account = Account.objects.filter(email=asked.email).first()
    if account is None:
        _write_confirmation(asked)
        return
    send_mail("Somebody wanted to join with your address", _tried(account), None, [account.email])
    asked.delete()


def _tried(account: Account) -> str:
    return (
        f"Hello {account.name},\n\nsomebody tried to join with this address, which has an account already: "
        f"@{account.handle}. Nothing has changed.\n\nIf it was you, sign in:\n\n{settings.SITE_URL}/sign-in\n\n"
        f"or choose a new password:\n\n{settings.SITE_URL}/forgot\n\nIf it was not you, do nothing.\n"
    )


@task
def send_confirmation(account_id: int) -> None:
    """Write the letter that confirms an address."""
    _write_confirmation(Account.objects.get(pk=account_id))


def _write_confirmation(account: Account | SignUp) -> None:
    link = f"{settings.SITE_URL}/join/confirm/{confirmation_token(account)}"
    text = f"Hello {account.name},\n\nopen this link within three days to confirm your address:\n\n{link}\n"
    send_mail("Confirm your address", text, None, [account.email])


@task
def send_reset(account_id: int | None) -> None:
    """Write the letter with which a password is reset; to nobody where the address was no account's."""
    if account_id is None:
        return
    account = Account.objects.get(pk=account_id)
    link = f"{settings.SITE_URL}/reset/{reset_token(account)}"
    words = "open this link to choose a new password:"
    text = f"Hello {account.name},\n\n{words}\n\n{link}\n\nIf you didn't ask, do nothing.\n"
    send_mail("Choose a new password", text, None, [account.email])
