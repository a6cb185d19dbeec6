"""Accounts, the roles they hold, and their place in the partner programme."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from copydesk.newsroom.models.ids import new_public_id

__all__ = ["Account", "Enrolment", "EnrolmentStatus", "Role", "RoleGrant", "SignUp"]


class Role(models.TextChoices):
    """What a person may do beyond reading and writing their own stories, which every account may."""

    REVIEWER = "reviewer"
    SENIOR_REVIEWER = "senior-reviewer"
    CURATOR = "curator"
    POLICY_OWNER = "policy-owner"
    OPERATOR = "operator"


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts with a normalised address and a hashed password."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Make an account; without a password it can't sign in."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account with this address, whatever its case."""
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser):
    """A person: reader and writer, and whatever roles were granted.

    ``restricted_until`` stops publishing, ``suspended_until`` all but letters and appeals; only a sanction of the
    desk sets them.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(unique=True)
    handle = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=400, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=8, default="en")
    joined = models.DateTimeField(default=timezone.now)
    email_confirmed = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    restricted_until = models.DateTimeField(null=True, blank=True)
    suspended_until = models.DateTimeField(null=True, blank=True)

    objects = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["handle", "name"]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("handle"), name="one_handle_whatever_its_case")]

    def __str__(self) -> str:
        return f"@{self.handle}"

    def has_role(self, *roles: Role) -> bool:
        """Tell whether any of ``roles`` was granted."""
        return self.is_active and bool(self.roles & set(roles))

    @property
    def roles(self) -> set[str]:
        """The granted roles, read once for each object."""
        if not hasattr(self, "_roles"):
            self.know_roles(self.grants.values_list("role", flat=True))
        return self._roles

    def know_roles(self, roles: Iterable[str]) -> None:
        """Take the roles as read together with the account."""
        self._roles = set(roles)


class SignUp(models.Model):
    """An account that somebody asked for and that is made when its address is confirmed; it takes the ``public_id``.

    ``password`` is hashed. One is stored for an address that has an account too, so that nobody can tell by it.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(db_index=True)
    handle = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    password = models.CharField(max_length=128)
    asked = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"@{self.handle}, asked for"


class RoleGrant(models.Model):
    """One role of one person."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "role"], name="a_role_is_granted_once")]

    def __str__(self) -> str:
        return f"{self.account}: {self.role}"


class EnrolmentStatus(models.TextChoices):
    """Where an author stands in the partner programme; the last two only by a decision of the desk."""

    NONE = "none"
    ENROLLED = "enrolled"
    UNDER_REVIEW = "under-review"
    REVOKED = "revoked"


class Enrolment(models.Model):
    """An author's place in the partner programme."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="enrolment")
    status = models.CharField(max_length=16, choices=EnrolmentStatus.choices, default=EnrolmentStatus.NONE)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.account}: {self.status}"
