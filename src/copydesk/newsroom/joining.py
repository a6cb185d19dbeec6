"""Joining the site: sign up, confirm the address, sign in, reset the password."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate, login, password_validation
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.http import HttpRequest
from django_tasks import task

from copydesk.newsroom.errors import RefusedError
from copydesk.newsroom.limits import Limit, take
from copydesk.newsroom.machines import address_of
from copydesk.newsroom.models import Account, Enrolment, Role, RoleGrant

__all__ = ["confirm", "grant", "request_reset", "reset", "revoke", "sign_in", "sign_up"]

CONFIRM = signing.TimestampSigner(salt="copydesk.confirm")
CONFIRM_WITHIN = timedelta(days=3)
SIGN_IN_ACCOUNT = Limit(burst=8, a_minute=2)
SIGN_IN_ADDRESS = Limit(burst=40, a_minute=20)
MAIL_ACCOUNT = Limit(burst=3, a_minute=0.1)
_resets = PasswordResetTokenGenerator()


def sign_up(*, email: str, handle: str, name: str, password: str) -> Account:
    """Make an account and send the letter that confirms its address.

    Raises:
        RefusedError: ``field`` says which entry to change, the message how.
    """
    draft = Account(email=email.strip().lower(), handle=handle.strip().lower(), name=name.strip())
    _check_entries(draft, password)
    with transaction.atomic():
        account = Account.objects.create_user(draft.email, password, handle=draft.handle, name=draft.name)
        Enrolment.objects.create(account=account)
        send_confirmation.enqueue(account.pk)
    return account


def _check_entries(draft: Account, password: str) -> None:
    if not draft.name:
        raise RefusedError("name", "Give the name that readers will see.", field="name")
    try:
        validate_email(draft.email)
    except ValidationError:
        raise RefusedError("email", "This is no e-mail address.", field="email") from None
    try:
        validate_slug(draft.handle)
    except ValidationError:
        raise RefusedError("handle", "Use letters, digits, - and _ only.", field="handle") from None
    if Account.objects.filter(email=draft.email).exists():
        raise RefusedError(
            "email-taken", "There is an account with this address. Sign in, or reset its password.", field="email"
        )
    if Account.objects.filter(handle__iexact=draft.handle).exists():
        raise RefusedError("handle-taken", "Somebody has this name already. Choose another.", field="handle")
    try:
        password_validation.validate_password(password, draft)
    except ValidationError as error:
        raise RefusedError("password", " ".join(error.messages), field="password") from None


def confirm(token: str) -> Account | None:
    """Confirm an address by the token of its letter; None where the token is wrong or too old."""
    try:
        public_id, email = CONFIRM.unsign_object(token, max_age=CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError):
        return None
    account = Account.objects.filter(public_id=public_id, email=email).first()
    if account and not account.email_confirmed:
        account.email_confirmed = True
        account.save(update_fields=["email_confirmed"])
    return account


def confirmation_token(account: Account) -> str:
    """Return what the letter's link carries."""
    return CONFIRM.sign_object([account.public_id, account.email])


def sign_in(request: HttpRequest, *, email: str, password: str) -> Account:
    """Sign in with a new session; slow for one address and for one account after several tries.

    A suspended account can sign in to read its letters and to appeal; ``allow`` keeps everything else from it.

    Raises:
        RefusedError: the pair is wrong, or there were too many tries.
    """
    email = email.strip().lower()
    wait = max(take(f"sign-in:{address_of(request)}", SIGN_IN_ADDRESS), take(f"sign-in:{email}"[:120], SIGN_IN_ACCOUNT))
    if wait:
        raise RefusedError("slow-down", f"Too many tries. Wait {max(1, round(wait))} seconds and try again.")
    account = authenticate(request, username=email, password=password)
    if not isinstance(account, Account):
        raise RefusedError("wrong", "This address and password don't belong together.")
    login(request, account)
    return account


def request_reset(email: str) -> None:
    """Send a letter to reset the password, if there is such an account; the caller can't tell whether."""
    account = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    if account and not take(f"reset:{account.pk}", MAIL_ACCOUNT):
        send_reset.enqueue(account.pk)


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
def send_confirmation(account_id: int) -> None:
    """Write the letter that confirms an address."""
    account = Account.objects.get(pk=account_id)
    link = f"{settings.SITE_URL}/join/confirm/{confirmation_token(account)}"
    text = f"Hello {account.name},\n\nopen this link within three days to confirm your address:\n\n{link}\n"
    send_mail("Confirm your address", text, None, [account.email])


@task
def send_reset(account_id: int) -> None:
    """Write the letter with which a password is reset."""
    account = Account.objects.get(pk=account_id)
    link = f"{settings.SITE_URL}/reset/{reset_token(account)}"
    words = "open this link to choose a new password:"
    text = f"Hello {account.name},\n\n{words}\n\n{link}\n\nIf you didn't ask, do nothing.\n"
    send_mail("Choose a new password", text, None, [account.email])
