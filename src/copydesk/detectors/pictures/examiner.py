"""Examines pictures in a process of their own, kept for many pictures and started anew when one kills it."""

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
from dataclasses import asdict
from types import TracebackType
from typing import IO, Self

from copydesk.detectors.pictures.known import KnownPictures
from copydesk.detectors.pictures.model import PictureSignal
from copydesk.detectors.pictures.worker import receive, send
from copydesk.evidence import PictureAI

__all__ = ["Examiner"]

LARGEST = 60 * 1024 * 1024
CPU_SECONDS = 2.0
MEGABYTES = 450
WALL_SECONDS = 30.0
"""A stop for a process that sleeps for ever; on a busy machine the processor time above is what counts."""


class Examiner:
    """A context manager around the worker process; safe to use from several threads, one picture at a time.

    >>> with Examiner() as examiner:
    ...     examiner.examine(b"no picture").ai.value
    'unresolved'
    """

    def __init__(
        self,
        *,
        known: KnownPictures | None = None,
        anchors: str | None = None,
        cpu_seconds: float = CPU_SECONDS,
        megabytes: int = MEGABYTES,
    ) -> None:
        """Prepare; the process starts with ``start`` or the first picture.

        Args:
            known: pictures to recognise by how they look.
            anchors: PEM certificates to trust in place of the bundled list.
            cpu_seconds: processor time one picture may take.
            megabytes: memory the process may take on top of its own.
        """
        self._setup = json.dumps(
            {
                "known": [asdict(entry) for entry in known or ()],
                "anchors": anchors,
                "seconds": cpu_seconds,
                "megabytes": megabytes,
            }
        ).encode()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process without waiting for it, so that it loads while other work goes on."""
        with self._lock:
            self._running()

    def examine(self, data: bytes) -> PictureSignal:
        """Examine one picture; a file that breaks the process ends as ``unresolved``.

        Args:
            data: the file as uploaded.
        """
        if len(data) > LARGEST:
            return _unresolved(f"it is larger than {LARGEST // 1024 // 1024} MB")
        with self._lock:
            return self._ask(data)

    @property
    def pid(self) -> int | None:
        """The process that examines now, None while there is none."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            # -P: a hostile folder must not lend its modules; one thread: memory stays small.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "copydesk.detectors.pictures.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
            assert self._process.stdin is not None
            send(self._process.stdin, self._setup)
        return self._process

    def _ask(self, data: bytes) -> PictureSignal:
        try:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            send(process.stdin, data)
            ready, _, _ = select.select([process.stdout], [], [], WALL_SECONDS)
            answer = receive(process.stdout) if ready else None
        except OSError:
            answer = None
        if answer is None:
            self._stop()
            return _unresolved("reading it took more time or memory than a picture may")
        return PictureSignal.from_json(json.loads(answer))

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    _close(stream)
            self._process = None


def _close(stream: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # the other end is gone, and with it what was not sent
        stream.close()


def _unresolved(why: str) -> PictureSignal:
    return PictureSignal(PictureAI.UNRESOLVED, reason=f"Nobody can tell: {why}.")
