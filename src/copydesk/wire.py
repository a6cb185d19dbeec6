"""The JSON contract: one story in, one assessment out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from copydesk import __version__
from copydesk.assess import Assessment, Author
from copydesk.evidence import Evidence, Facts, PictureEvidence, Signal, Writing
from copydesk.policy.ruling import Effects, Ruling
from copydesk.story import Story
from copydesk.story.assets import Assets, NoAssets, inline_picture
from copydesk.story.readers import read

__all__ = ["Submission", "WireError", "assessment_to_json", "dump", "load", "submission_from_json"]

FORMATS = ("markdown", "html", "text")
ORIGINS = ("human", "assisted", "generated")
MAKINGS = ("ai", "ai-edited", "not-ai")
VIOLATIONS = ("none", "harassment", "minors", "disinformation", "privacy")
SHOWN = 40
MOST_STORIES = 50
CONDUCT = ("search_spam", "harmful_ai", "derivative")


class WireError(ValueError):
    """A submission is not what the contract asks for.

    Args:
        path: the field ("story.format"), or "" for the whole.
        expected: what was expected there, and what stood there instead, one plain sentence.
    """

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"{path}: {expected}" if path else expected)
        self.path, self.expected = path, expected


@dataclass(frozen=True, slots=True)
class Submission:
    """One story with what its author declares and what reviewers found.

    ``source`` is the content as it was sent, which patches are made against; ``declared`` and ``findings`` hold the
    fields of the contract, checked.
    """

    story: Story
    id: str | int | None = None
    source: str = ""
    assets: Assets = field(default_factory=NoAssets)
    declared: Mapping[str, Any] = field(default_factory=dict)
    findings: Mapping[str, Any] = field(default_factory=dict)
    author: Author = field(default_factory=Author)


def load(text: str | bytes) -> Any:
    """Read one JSON value as the contract allows it: no NaN, no key twice, lone surrogates replaced by U+FFFD.

    Raises:
        WireError: what is wrong and where.
    """
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise WireError("", f"this is not JSON: {error.msg} at character {error.pos + 1}.") from None
    except RecursionError:
        raise WireError("", "this JSON is nested too deep to be read.") from None
    except UnicodeDecodeError as error:
        raise WireError("", f"this is not UTF-8: byte {error.start + 1} cannot be read. Save it as UTF-8.") from None
    except WireError:
        raise
    except ValueError:
        raise WireError("", "this JSON holds a number too long to be read.") from None


def _no_constant(word: str) -> float:
    raise WireError("", f"{word} is no JSON number.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise WireError("", f"the key {_shown(twice)} stands twice in one object.")
    return value


def submission_from_json(value: Any, *, files: Callable[[str], bytes | None] | None = None) -> Submission:
    """Read a submission of the contract.

    Args:
        value: the decoded JSON.
        files: gives the bytes of a picture that lies beside the story, by its ``src``; None where there are none.

    Raises:
        WireError: a field is missing or of the wrong kind; the message names it.
        StoryError: the content cannot be read as the format it is said to be.
    """
    body = _mapping(value, "")
    identity = _identity(body.get("id"))
    fields = _mapping(_required(body, "story"), "story")
    content = _text(_required(fields, "content", "story"), "story.content")
    story = _story(fields, content)
    return Submission(
        story=story,
        id=identity,
        source=content,
        assets=_Assets(story, files),
        declared=_claims(body.get("declared"), "declared"),
        findings=_claims(body.get("findings"), "findings"),
        author=_author(body.get("author")),
    )


def _story(fields: Mapping[str, Any], content: str) -> Story:
    format_ = _choice(fields.get("format") or "markdown", "story.format", FORMATS)
    title, subtitle = _optional_text(fields, "title"), _optional_text(fields, "subtitle")
    language, paywalled = _optional_text(fields, "language"), _optional_flag(fields, "paywalled", "story")
    story = read(content.encode("utf-8", "replace"), format=format_, title=title, subtitle=subtitle)
    return replace(
        story,
        language=story.language if language is None else language,
        paywalled=story.paywalled if paywalled is None else paywalled,
    )


class _Assets:
    """The pictures that came with a submission: ``data:`` URLs in the story, and files beside it."""

    def __init__(self, story: Story, files: Callable[[str], bytes | None] | None) -> None:
        self._files = files
        self._known = {p.src for _, figure in story.figures() for p in figure.pictures}

    def get(self, src: str) -> bytes | None:
        """Return the bytes of the picture ``src`` of the story, or None."""
        if src not in self._known:
            return None
        inline = inline_picture(src)
        return inline if inline is not None or self._files is None else self._files(src)


def _claims(value: Any, path: str) -> dict[str, Any]:
    """Check ``declared`` or ``findings``; both may speak of the same facts."""
    claims = {k: v for k, v in _mapping({} if value is None else value, path).items() if v is not None}
    checks: dict[str, Callable[[Any, str], Any]] = {
        "writing": lambda v, at: _choice(v, at, ORIGINS),
        "pictures": _pictures,
        "picture_violation": lambda v, at: _choice(v, at, VIOLATIONS),
    }
    for name in CONDUCT:
        checks[name] = _flag
    return {name: checks.get(name, _scalar)(claim, f"{path}.{name}") for name, claim in claims.items()}


def _pictures(value: Any, path: str) -> dict[str, str]:
    return {src: _choice(made, f"{path}[{_shown(src)}]", MAKINGS) for src, made in _mapping(value, path).items()}


def _author(value: Any) -> Author:
    fields = _mapping({} if value is None else value, "author")
    strikes = fields.get("strikes", [])
    if not isinstance(strikes, list):
        raise WireError("author.strikes", f"a list was expected, not {_kind(strikes)}.")
    stories = fields.get("stories") or []
    if not isinstance(stories, list):
        raise WireError("author.stories", f"a list was expected, not {_kind(stories)}.")
    others = tuple(_other(story, f"author.stories[{at}]") for at, story in enumerate(stories[:MOST_STORIES]))
    return Author(bool(_optional_flag(fields, "partner", "author")), tuple(strikes), others)


def _other(value: Any, path: str) -> Story:
    """Read another story of the author; fields that a story may have beside title, format and content say nothing."""
    fields = _mapping(value, path)
    content = _text(_required(fields, "content", path), f"{path}.content")
    title = fields.get("title")
    format_ = _choice(fields.get("format") or "markdown", f"{path}.format", FORMATS)
    title = None if title is None else _text(title, f"{path}.title")
    return read(content.encode("utf-8", "replace"), format=format_, title=title)


def _identity(value: Any) -> str | int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return _text(value, "id")


def _mapping(value: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise WireError(path, f"an object was expected, not {_kind(value)}.")
    return value


def _required(fields: Mapping[str, Any], name: str, parent: str = "") -> Any:
    if fields.get(name) is None:
        raise WireError(f"{parent}.{name}".lstrip("."), "this field is missing.")
    return fields[name]


def _optional_text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return None if value is None else _text(value, f"story.{name}")


def _optional_flag(fields: Mapping[str, Any], name: str, parent: str) -> bool | None:
    value = fields.get(name)
    return None if value is None else _flag(value, f"{parent}.{name}")


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise WireError(path, f"a text was expected, not {_kind(value)}.")
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _has_surrogates(value) else value


def _flag(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise WireError(path, f"true or false was expected, not {_kind(value)}.")
    return value


def _scalar(value: Any, path: str) -> Any:
    return value if isinstance(value, bool) else _text(value, path)


def _choice(value: Any, path: str, words: tuple[str, ...]) -> str:
    if value not in words:
        shown = _shown(value) if isinstance(value, str) else _kind(value)
        raise WireError(path, f"one of {', '.join(words)} was expected, not {shown}.")
    return str(value)


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


def _shown(word: str) -> str:
    return json.dumps(word[:SHOWN] + "…" * (len(word) > SHOWN), ensure_ascii=not word.isprintable())


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def assessment_to_json(assessment: Assessment, *, id: str | int | None = None) -> dict[str, Any]:  # noqa: A002  # the contract's word
    """Write an assessment as the contract has it."""
    story = assessment.story
    return {
        "id": id,
        "copydesk": __version__,
        "policy": assessment.ruling.policy,
        "revision": story.revision,
        "story": {"words": story.words, "paragraphs": story.paragraphs, "language": story.language}
        | ({"notes": [{"code": n.code, "message": n.message} for n in story.notes]} if story.notes else {}),
        "evidence": _evidence(assessment.evidence),
        "facts": _facts(assessment.facts),
        "ruling": _ruling(assessment.ruling, assessment.step),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    disclosure = evidence.disclosure
    return {
        "writing": _writing(evidence.writing),
        "disclosure": {
            "status": disclosure.status.value,
            "says": disclosure.says.value if disclosure.says else None,
            "quote": disclosure.quote or None,
            "block": disclosure.block,
            "unsure": disclosure.unsure,
        },
        "pictures": [_picture(picture) for picture in evidence.pictures],
        "promotion": {"score": evidence.promotion.score, "signals": [_signal(s) for s in evidence.promotion.signals]},
        "derivation": {
            "share": evidence.derivation.share,
            "matches": [
                {
                    "source": match.source,
                    "start": match.span.start,
                    "end": match.span.end,
                    "source_text": match.source_text,
                    "score": match.score,
                    "kind": match.kind,
                }
                for match in evidence.derivation.matches
            ],
        },
        "harm": {"score": evidence.harm.score, "signals": [_signal(s) for s in evidence.harm.signals]},
    }


def _writing(writing: Writing) -> dict[str, Any]:
    return {
        "estimate": writing.estimate.value if writing.estimate else None,
        "ai_share": writing.ai_share,
        "interval": list(writing.interval) if writing.interval else None,
        "p_human": writing.p_human,
        "score": writing.score,
        "passages": [
            {"start": p.span.start, "end": p.span.end, "ai": p.ai, "reasons": list(p.reasons)} for p in writing.passages
        ],
        "abstained": writing.abstained.value if writing.abstained else None,
        "detectors": dict(writing.detectors),
        "tells": [_signal(tell) for tell in writing.tells],
        "reasons": list(writing.reasons),
        "unlike": writing.unlike,
    }


def _signal(signal: Signal) -> dict[str, Any]:
    return {
        "kind": signal.kind,
        "grade": signal.grade.value,
        "value": signal.value,
        "spans": [{"start": span.start, "end": span.end} for span in signal.spans],
        "reason": signal.reason,
        "detector": f"{signal.detector}-{signal.version}",
    }


def _picture(picture: PictureEvidence) -> dict[str, Any]:
    return {
        "src": picture.src,
        "ai": picture.ai.value,
        "signal": picture.signal,
        "generator": picture.generator,
        "caption": picture.caption or None,
        "caption_identifies": picture.caption_identifies,
        "edited": picture.edited,
        "block": picture.block,
        "reason": picture.reason,
    }


def _facts(facts: Facts) -> dict[str, Any]:
    """Write the facts; ``pictures`` is a bare word in the contract, so its basis stands under ``bases``."""
    named = {
        "writing": facts.writing,
        "pictures": facts.pictures,
        "picture_violation": facts.picture_violation,
        **{name: getattr(facts, name) for name in CONDUCT},
        **dict(facts.more),
    }
    return {
        **{name: fact.value for name, fact in named.items()},
        "writing": {"value": facts.writing.value, "basis": facts.writing.basis.value},
        "disclosure": facts.disclosure.value,
        "paywalled": facts.paywalled,
        "bases": {name: fact.basis.value for name, fact in named.items()},
    }


def _ruling(ruling: Ruling, step: str | None) -> dict[str, Any]:
    return {
        "now": _effects(ruling.now),
        "if_confirmed": _effects(ruling.if_confirmed) | {"step": step},
        "review": ruling.review,
        "clauses": [{"id": c.id, "because": c.because, "suspected": c.suspected} for c in ruling.clauses],
        "advice": [{"do": a.do, "text": a.text, "clause": a.clause, "patch": a.patch} for a in ruling.advice],
    }


def _effects(effects: Effects) -> dict[str, Any]:
    return {
        "distribution": effects.distribution.word,
        "paywall": effects.paywall.value,
        "strike": effects.strike,
        "obligations": list(effects.obligations),
        "labels": list(effects.labels),
    }


def dump(value: Any) -> str:
    """Write one JSON line: readable letters, no line breaks; escaped where a lone surrogate stands in it."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return json.dumps(value, allow_nan=False) if _has_surrogates(line) else line
