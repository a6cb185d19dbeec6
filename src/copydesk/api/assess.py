"""The stateless assessment: one story in, what the policy says of it out, nothing kept."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from copydesk import wire
from copydesk.api.answers import answers
from copydesk.api.problems import ProblemError
from copydesk.assess import assess as assess_submission
from copydesk.newsroom.access import Who, allow
from copydesk.newsroom.detecting import detectors
from copydesk.newsroom.publications import platform_policy

__all__ = ["router"]

router = Router(tags=["assess"])
ORIGIN = {"type": "string", "enum": ["human", "assisted", "generated"]}
CLAIMS = {"type": "object", "properties": {"writing": ORIGIN}}
OTHER: dict[str, Any] = {
    "type": "object",
    "required": ["content"],
    "properties": {
        "format": {"type": "string", "enum": ["markdown", "html", "text"]},
        "title": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "content": {"type": "string"},
    },
}
SUBMISSION: dict[str, Any] = {
    "type": "object",
    "required": ["story"],
    "properties": {
        "id": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        "story": {
            "type": "object",
            "required": ["content"],
            "properties": {
                "format": {"type": "string", "enum": ["markdown", "html", "text"]},
                "title": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                "subtitle": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                "content": {"type": "string"},
                "paywalled": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
                "language": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            },
        },
        "declared": CLAIMS,
        "findings": {
            "type": "object",
            "properties": {
                "writing": ORIGIN,
                "pictures": {
                    "type": "object",
                    "additionalProperties": {"type": "string", "enum": ["ai", "ai-edited", "not-ai"]},
                },
                "picture_violation": {
                    "type": "string",
                    "enum": ["none", "harassment", "minors", "disinformation", "privacy"],
                },
                "search_spam": {"type": "boolean"},
                "harmful_ai": {"type": "boolean"},
                "derivative": {"type": "boolean"},
            },
        },
        "author": {
            "type": "object",
            "properties": {
                "partner": {"type": "boolean"},
                "strikes": {"type": "array"},
                "stories": {"type": "array", "items": OTHER},
            },
        },
    },
}
BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": SUBMISSION}}}}


@router.post("", response=answers({200: dict[str, Any]}), summary="Assess a story, keeping nothing", openapi_extra=BODY)
@allow(Who.ANYONE, scope="assess")
def assess(request: HttpRequest) -> Any:
    """Assess one story as the contract of the command line's ``--jsonl`` has it."""
    if request.api_key is None and not settings.COPYDESK_OPEN_ASSESS:  # type: ignore[attr-defined]
        raise ProblemError(401, "no-key", "Send an API key with the scope 'assess'.")
    submission = wire.submission_from_json(wire.load(request.body))
    verdict = assess_submission(
        submission.story,
        assets=submission.assets,
        declared=submission.declared,
        findings=submission.findings,
        author=submission.author,
        policy=platform_policy(),
        detectors=detectors(),
    )
    return wire.assessment_to_json(verdict, id=submission.id)
