"""Errors as problem details (RFC 9457), whatever went wrong and wherever."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from copydesk.newsroom.access import DeniedError
from copydesk.newsroom.errors import RefusedError, SlowDownError
from copydesk.story.errors import StoryError
from copydesk.wire import WireError

__all__ = ["CONTENT_TYPE", "Problem", "ProblemError", "handle_all", "problem"]

CONTENT_TYPE = "application/problem+json"
log = structlog.get_logger(__name__)


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(Schema):
    """A problem as RFC 9457 has it; ``code`` is a stable word, ``clause`` the policy clause behind a refusal."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str = ""
    clause: str | None = None
    errors: list[FieldProblem] | None = None


class ProblemError(Exception):
    """An error of the API with its status."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


def problem(
    status: int,
    detail: str = "",
    *,
    code: str = "",
    clause: str = "",
    errors: list[dict[str, str]] | None = None,
) -> HttpResponse:
    """Answer with a problem."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code or HTTPStatus(status).phrase.lower().replace(" ", "-"),
    }
    body |= {"clause": clause} if clause else {}
    body |= {"errors": errors} if errors else {}
    answer = JsonResponse(body, status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Bearer realm="copydesk"'
    return answer


Handler = Callable[[HttpRequest, Any], HttpResponse]


def _validation(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"field": ".".join(str(part) for part in e["loc"]), "message": str(e["msg"])} for e in error.errors]
    return problem(422, "The request does not have the form that was expected.", code="invalid", errors=errors)


def _http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, str(error))


def _refused(_request: HttpRequest, error: RefusedError) -> HttpResponse:
    errors = [{"field": error.field, "message": error.message}] if error.field else None
    return problem(409, error.message, code=error.code, clause=error.clause, errors=errors)


def _slow_down(_request: HttpRequest, error: SlowDownError) -> HttpResponse:
    answer = problem(429, error.message, code=error.code)
    answer["Retry-After"] = str(error.seconds)
    return answer


def _story(_request: HttpRequest, error: StoryError) -> HttpResponse:
    return problem(422, str(error), code="unreadable-story")


def _wire(_request: HttpRequest, error: WireError) -> HttpResponse:
    return problem(422, str(error), code="invalid", errors=[{"field": error.path, "message": error.expected}])


def _denied(_request: HttpRequest, error: DeniedError) -> HttpResponse:
    if error.hidden:
        return problem(404, TOLD[404])
    if error.signed_in:
        return problem(403, "This key or its account may not do this.", code="forbidden")
    return problem(401, "Send an API key: Authorization: Bearer cdk_…", code="no-key")


def _own(_request: HttpRequest, error: ProblemError) -> HttpResponse:
    return problem(error.status, error.detail, code=error.code)


TOLD = {
    400: "The request can't be read.",
    404: "There is nothing at this address.",
    405: "This address does not take this method: the header Allow lists those that it takes.",
    413: "The request is bigger than 20 MB.",
    500: "Something went wrong here. It is in the log.",
}


def _missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(404, TOLD[404])


def _too_big(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return problem(413, TOLD[413])


def _suspicious(_request: HttpRequest, _error: SuspiciousOperation) -> HttpResponse:
    return problem(400, TOLD[400])


HANDLERS: dict[type[Exception], Handler] = {
    ValidationError: _validation,
    HttpError: _http,
    RefusedError: _refused,
    SlowDownError: _slow_down,
    StoryError: _story,
    WireError: _wire,
    DeniedError: _denied,
    ProblemError: _own,
    Http404: _missing,
    RequestDataTooBig: _too_big,
    SuspiciousOperation: _suspicious,
}


def handle_all(api: NinjaAPI) -> None:
    """Register the handlers with ``api``."""
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)


def as_problem(answer: HttpResponseBase) -> HttpResponseBase:
    """Turn an error that Django itself answered into a problem; anything else passes."""
    if answer.status_code < HTTPStatus.BAD_REQUEST or answer.get("Content-Type", "").startswith(CONTENT_TYPE):
        return answer
    better = problem(answer.status_code, TOLD.get(answer.status_code, ""))
    for name in ("Allow", "Retry-After"):
        if name in answer:
            better[name] = answer[name]
    return better
