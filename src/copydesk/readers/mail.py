"""E-mail into files, one a message: a message whose id is there already is not written again."""

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

__all__ = ["FileBackend"]


class FileBackend(BaseEmailBackend):
    """Writes each message to a file of its own in ``EMAIL_FILE_PATH``, whole or not at all.

    A sender that crashed after its message was written and before it had noted so will send the same message id
    again; that changes nothing. A mail server does the same by the Message-ID, but need not.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write messages; returns how many are there now."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            _write(folder, message)
        return len(email_messages)


def _write(folder: Path, message: EmailMessage) -> None:
    whole = message.message()
    target = folder / f"{sha256(str(whole['Message-ID']).encode()).hexdigest()[:32]}.eml"
    if target.exists():
        return
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
        part.write(whole.as_bytes())
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).rename(target)
