"""Who is signed in: the account of a session, read with its roles in one statement."""

from django.contrib.auth.backends import ModelBackend

from copydesk.newsroom.models import Account

__all__ = ["AccountBackend"]

WITH_ROLES = """
SELECT account.*, held.role AS held FROM newsroom_account account
LEFT JOIN newsroom_rolegrant held ON held.account_id = account.id WHERE account.id = %s
"""


class AccountBackend(ModelBackend):
    """Signs in by address and password, as Django does; nearly every page then asks for the roles too."""

    def get_user(self, user_id: int) -> Account | None:
        """Return the account that a session names, with its roles as they are now; None where it is closed."""
        rows = list(Account.objects.raw(WITH_ROLES, [user_id]))
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        account = rows[0]
        account.know_roles(held for row in rows if (held := vars(row)["held"]))
        return account
