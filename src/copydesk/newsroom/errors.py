"""What is said when the newsroom will not do something."""

__all__ = ["RefusedError"]


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
