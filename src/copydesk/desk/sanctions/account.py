"""The account: it can't publish until a day (restricted), or do anything but read letters and appeal (suspended)."""

from copydesk.desk.models import Sanction
from copydesk.desk.sanctions import layers
from copydesk.newsroom.models import Account
from copydesk.standing import SanctionKind

__all__ = ["apply", "undo"]

FIELDS = {SanctionKind.RESTRICTED: "restricted_until", SanctionKind.SUSPENDED: "suspended_until"}


def apply(sanction: Sanction) -> None:
    """Restrict or suspend the account until the sanction's day, unless it is already for longer."""
    account = Account.objects.select_for_update().get(pk=sanction.account_id)
    sanction.base = layers.beneath(sanction, layers.encode_moment(getattr(account, _field(sanction))))
    _set(account, sanction, with_it=True)


def undo(sanction: Sanction) -> None:
    """Give back what the account's other sanctions leave."""
    _set(Account.objects.select_for_update().get(pk=sanction.account_id), sanction, with_it=False)


def _set(account: Account, sanction: Sanction, *, with_it: bool) -> None:
    base = layers.decode_moment(sanction.base)
    until = layers.left(sanction, layers.decode_moment, with_it=with_it, base=base)
    setattr(account, _field(sanction), until)
    account.save(update_fields=[_field(sanction)])


def _field(sanction: Sanction) -> str:
    return FIELDS[SanctionKind(sanction.kind)]
