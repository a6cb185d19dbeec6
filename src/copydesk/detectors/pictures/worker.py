"""The process in which pictures are parsed: limits on memory and processor time, no files, one picture after another.

Protocol on standard input and output: a length in 8 bytes, then that many bytes; a picture in, a JSON signal out.
The first message in is JSON: {"known": [...], "anchors": null | "PEM", "seconds": 2.0, "megabytes": 450}.
"""

import json
import resource
import signal
import sys
from typing import IO

from copydesk.detectors.pictures.examine import examine
from copydesk.detectors.pictures.known import Known, KnownPictures
from copydesk.detectors.pictures.model import PictureSignal
from copydesk.evidence import PictureAI

__all__ = ["main", "receive", "send"]

_HEAD = 8


def send(stream: IO[bytes], message: bytes) -> None:
    """Write one message."""
    stream.write(len(message).to_bytes(_HEAD, "big") + message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read one message, or None at the end of the stream."""
    head = stream.read(_HEAD)
    if len(head) < _HEAD:
        return None
    size = int.from_bytes(head, "big")
    body = stream.read(size)
    return body if len(body) == size else None


def _limit(megabytes: int) -> None:
    """Cap the memory on top of what the interpreter has now; write no file, dump no core."""
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123  # the process must stay small
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    cap = mapped + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Serve until the input ends; a picture that takes too much processor time ends the process."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    setup = receive(source)
    if setup is None:
        return
    options = json.loads(setup)
    known = KnownPictures(Known(**entry) for entry in options["known"])
    if sys.platform == "linux":
        _limit(options["megabytes"])
    while (picture := receive(source)) is not None:
        # The default action of SIGPROF ends the process even inside native code; the parent starts another.
        signal.setitimer(signal.ITIMER_PROF, options["seconds"])
        try:
            told = examine(picture, known=known, anchors=options["anchors"])
        except MemoryError:
            told = _unresolved("it needs more memory than a picture may")
        except Exception as error:  # noqa: BLE001  # whatever a hostile file does, the others go on
            told = _unresolved(f"it is damaged ({type(error).__name__})")
        signal.setitimer(signal.ITIMER_PROF, 0)
        send(target, json.dumps(told.to_json()).encode())


def _unresolved(why: str) -> PictureSignal:
    return PictureSignal(PictureAI.UNRESOLVED, reason=f"Nobody can tell: {why}.")


if __name__ == "__main__":
    main()
