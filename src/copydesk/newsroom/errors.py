"""What is said when the newsroom will not do something."""

import math

__all__ = ["RefusedError", "SlowDownError"]

A_MINUTE, AN_HOUR = 60, 3600


class RefusedError(Exception):
    """Something can't be done as asked, and the person can mend it or must know why.

    Args:
        code: a stable word ("paywalled-generated", "restricted", "not-enrolled" …).
        message: one plain sentence to show as it is.
        clause: the id of the policy clause it rests on, or "".
        field: the field of the form it speaks of, or "".
    """

    def __init__(self, code: str, message: str, *, clause: str = "", field: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.clause, self.field = code, message, clause, field


class SlowDownError(RefusedError):
    """Something was done too often; the message says when it may be tried again.

    Args:
        what: what there was too much of, as a sentence begins: "Too many tries".
        wait: seconds until one more is let through.
    """

    def __init__(self, what: str, wait: float) -> None:
        self.seconds = max(1, math.ceil(wait))
        super().__init__("slow-down", f"{what}. Try again in {_in_words(self.seconds)}.")


def _in_words(seconds: int) -> str:
    size, unit = next(((s, u) for s, u in ((AN_HOUR, "hour"), (A_MINUTE, "minute")) if seconds > s), (1, "second"))
    count = math.ceil(seconds / size)
    return f"{count} {unit}{'' if count == 1 else 's'}"
