"""What the desk refuses, each with a sentence that can be shown."""

__all__ = ["LeaseLost", "NeedsSecondPerson", "NotYourTurn", "NotYours", "Refused", "TooLate"]


class Refused(Exception):  # noqa: N818  # it reads as what the desk says
    """The desk won't do this; the message says why in one plain sentence."""


class NotYours(Refused):
    """The person is involved: their own story, their publication, or their own report."""


class LeaseLost(Refused):
    """The case is no longer held by this person: the lease ran out, or somebody else has it."""


class NotYourTurn(Refused):
    """The case waits for something else first: another reading, a senior reviewer, a decision."""


class NeedsSecondPerson(Refused):
    """A second person has to agree first."""


class TooLate(Refused):
    """The time to undo or to appeal is over."""
