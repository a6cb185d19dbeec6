"""Structured logs: one line an event, JSON in production, and never what a person wrote."""

import logging
import sys
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase

__all__ = ["RequestLog", "configure", "for_django"]

log = structlog.get_logger("copydesk.request")


def configure(*, json: bool, level: str) -> None:
    """Set structlog up.

    Args:
        json: one JSON object a line, else lines for a terminal.
        level: the least level that is written ("INFO", "WARNING" …).
    """
    renderer: Any = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks if json else structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def for_django(*, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: its request log holds paths, and with them tokens, so ``RequestLog`` writes instead."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"stderr": {"class": "logging.StreamHandler"}},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": level},
            "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "django.security": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        },
    }


class RequestLog:
    """Middleware that writes one line a request: method, route pattern, status, time; no path, no query, no address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer and write."""
        start = time.perf_counter()
        answer = self.get_response(request)
        route = request.resolver_match.route if request.resolver_match else ""
        ms = round(1000 * (time.perf_counter() - start), 1)
        log.info("request", method=request.method, route=route, status=answer.status_code, ms=ms)
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Write what went wrong with its traceback, which holds code and no words of people."""
        route = request.resolver_match.route if request.resolver_match else ""
        log.error("request.failed", method=request.method, route=route, error=type(error).__name__, exc_info=error)
