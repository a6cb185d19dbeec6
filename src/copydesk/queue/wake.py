"""A bell between threads of one process: a committed job wakes the worker inside `serve` at once."""

import threading

__all__ = ["wait", "workers"]

_bell = threading.Event()


def workers() -> None:
    """Ring."""
    _bell.set()


def wait(seconds: float) -> None:
    """Sleep until somebody rings, ``seconds`` at most."""
    _bell.wait(seconds)
    _bell.clear()
