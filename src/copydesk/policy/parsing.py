"""From a policy's source to the policy: everything but the clauses."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from copydesk.policy.clauses import Known, advice_rule, clauses, effect_needs, permitted
from copydesk.policy.fields import Fields
from copydesk.policy.model import STANDARD, FactSpec, Ladder, Policy, Reading, Rung, Thresholds
from copydesk.policy.source import PolicyError, Problem, Source

__all__ = ["BASES", "MEDIA", "PLACES", "parse"]

BASES = ("finding", "declaration", "disclosure", "credential")
SUSPICIONS = ("estimate", "report")
PLACES = ("opening", "anywhere", "form", "tag")
MEDIA = ("text", "picture", "translation", "code", "video", "audio", "cover")
OBSERVED = ("disclosure", "paywalled")
KNOWN_TO_DETECTORS = ("writing", "pictures", "search_spam", "harmful_ai", "derivative")
FACT_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
RESERVED = ("policy", "suspected", "disclosed", "tag", "more")
CONDUCT = ("finding", "estimate", "report")
HEARD = {
    "writing": ("finding", "declaration", "disclosure", "estimate", "report"),
    "pictures": (*BASES, *SUSPICIONS),
    **dict.fromkeys(("picture_violation", "search_spam", "harmful_ai", "derivative"), CONDUCT),
}
"""Which bases anything ever gives for the facts that detectors know."""
GIVEN = {
    "writing": ("unknown", "human", "assisted", "generated"),
    "disclosure": ("timely", "late", "none"),
    "paywalled": ("no", "yes"),
    "pictures": ("none", "captioned", "uncaptioned"),
    "picture_violation": ("none",),
    **dict.fromkeys(("search_spam", "harmful_ai", "derivative"), ("no", "yes")),
}
"""The values that these facts take whatever a policy calls them; a policy may add others."""
TABLES = ("policy", "reading", "facts", "needs", "clause", "permitted", "ladders", "words", "sentences", "labels")


def parse(source: Source, base: Policy | None = None) -> tuple[Policy, list[Problem]]:
    """Read a policy, with the policy that it extends.

    Args:
        source: the policy's source.
        base: the policy named by ``extends``, already read.

    Returns:
        The policy as far as it could be read, and all problems of its form (errors and warnings).

    Raises:
        PolicyError: so much is missing that there is no policy.
    """
    problems: list[Problem] = []
    root = Fields(source, problems, source.data)
    root.only(*TABLES)
    if not root.has("policy"):
        raise PolicyError(
            source.problem("missing", "the table [policy] is missing", hint='begin with [policy] and id = "…"')
        )
    return _policy(root, base), problems


def _policy(root: Fields, base: Policy | None) -> Policy:
    head = root.inner("policy")
    head.only("id", "title", "source", "effective", "until", "languages", "media", "summary", "extends")
    languages = _languages(head, base)
    facts = _facts(root.inner("facts"), languages, base)
    words = root.inner("words")
    words.only("basis", "advice")
    known = Known(
        facts={f.name: f for f in facts},
        languages=languages,
        advice=_texts(words.inner("advice"), languages, base.advice_words if base else {}),
        sentences=_texts(root.inner("sentences"), languages[:1], base.sentences if base else {}),
        labels=_texts(root.inner("labels"), languages, base.labels if base else {}),
        ladders=_ladders(root.inner("ladders"), base),
        basis=_texts(words.inner("basis"), languages, base.basis_words if base else {}),
        needs=effect_needs(root.inner("needs"), _base_needs(base)),
        base=base,
    )
    _check_fact_advice(root, facts, known)
    return Policy(
        id=_identity(head),
        title=head.text("title"),
        source=head.text("source", base.source if base else None),
        effective=_day(head, "effective") or date.min,
        until=_day(head, "until") if head.has("until") else None,
        summary=head.texts("summary", languages, base.summary if base else None),
        languages=languages,
        media=head.words("media", base.media if base else ("text",), MEDIA),
        reading=_reading(root.inner("reading"), base.reading if base else Reading()),
        facts=facts,
        clauses=clauses(root, known),
        needs=known.needs,
        permitted=(base.permitted if base else ()) + permitted(root, known),
        ladders=known.ladders,
        basis_words=known.basis,
        advice_words=known.advice,
        sentences=known.sentences,
        labels=known.labels,
        extends=base.id if base else None,
        place=root.source.name,
        digest=_digest(root.source, base),
    )


def _languages(head: Fields, base: Policy | None) -> tuple[str, ...]:
    languages = head.words("languages", base.languages if base else ("en",)) or ("en",)
    for index, language in enumerate(languages):
        if base and language not in base.languages:
            message, hint = f'{base.id} has no texts in "{language}"', f"it speaks {', '.join(base.languages)}"
            head.refuse("missing-message", message, "languages", index, hint=hint)
    return languages


def _identity(head: Fields) -> str:
    name = head.text("id")
    if name and not all(part.isalnum() and part.islower() | part.isdigit() for part in name.split("-")):
        head.refuse("wrong-id", "an id has small letters, digits and hyphens", "id")
    return name


def _day(head: Fields, name: str) -> date | None:
    value = head.table.get(name)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if value is None:
        head.refuse("missing", f'"{name}" is missing', hint=f"{name} = 2026-08-02")
    else:
        head.refuse("wrong-type", f'"{name}" must be a day, without quotes', name, hint=f"{name} = 2026-08-02")
    return None


def _digest(source: Source, base: Policy | None) -> str:
    digest = hashlib.sha256(source.text.encode())
    if base:
        digest.update(base.digest.encode())
    return digest.hexdigest()


def _reading(fields: Fields, base: Reading) -> Reading:
    fields.only("place", "tags", "paragraphs", "short_line", "caption_words", "prose", "thresholds")
    prose, limits = fields.inner("prose"), fields.inner("thresholds")
    prose.only("p_human", "ai_share")
    limits.only("search_spam", "harmful_ai", "derivative")
    return replace(
        base,
        place=fields.words("place", base.place, PLACES),
        tags=tuple(tag.lstrip("#").lower() for tag in fields.words("tags", base.tags)),
        paragraphs=fields.whole("paragraphs", base.paragraphs, 1000),
        short_line=fields.whole("short_line", base.short_line, 1000),
        caption_words=fields.whole("caption_words", base.caption_words, 1000),
        p_human=prose.number("p_human", base.p_human, 0, 1),
        ai_share=prose.number("ai_share", base.ai_share, 0, 1),
        thresholds=Thresholds(
            *(limits.number(n, getattr(base.thresholds, n), 0, 2) for n in ("search_spam", "harmful_ai", "derivative"))
        ),
    )


def _facts(fields: Fields, languages: tuple[str, ...], base: Policy | None) -> tuple[FactSpec, ...]:
    own = {name: _fact(name, fields.inner(name), languages) for name in fields.table}
    inherited = base.facts if base else ()
    for spec in inherited:
        if spec.name in own:
            fields.refuse("fact-redefined", f'"{spec.name}" comes from {base.id if base else ""}', spec.name)
    return inherited + tuple(own.values())


def _fact(name: str, fields: Fields, languages: tuple[str, ...]) -> FactSpec:
    fields.only(
        "values", "default", "established_by", "suspected_by", "observed", "ask", "words", "advice", "follows"
    )  # fmt: skip
    _check_name(name, fields)
    values = fields.words("values")
    if not len(set(values)) == len(values) > 1:
        fields.refuse("wrong-values", "a fact needs at least two different values", "values")
        values = values or ("no", "yes")
    if missed := [v for v in GIVEN.get(name, ()) if v not in values]:
        hint = f"detectors and people say: {', '.join(GIVEN[name])}"
        message = f'"{name}" can be "{missed[0]}" too, and no clause would speak of it'
        fields.refuse("missed-value", message, "values", hint=hint, severity="warning")
    inner = fields.inner("words")
    inner.only(*values)
    observed = fields.flag("observed")
    by = fields.words("established_by", (), BASES)
    _check_makers(name, fields, observed, by)
    return FactSpec(
        name=name,
        values=values,
        default=fields.choice("default", values[0], values, "unknown-value"),
        ask=fields.texts("ask", languages),
        words={value: inner.texts(value, languages) for value in values},
        established_by=by,
        suspected_by=fields.words("suspected_by", (), SUSPICIONS),
        observed=observed,
        advice=advice_rule(fields.inner("advice")) if fields.has("advice") else None,
        follows=_follows(name, fields, values),
    )


def _check_name(name: str, fields: Fields) -> None:
    if name in RESERVED:
        fields.refuse("wrong-id", f'the name "{name}" means something else on forms', hint="choose another")
    elif not FACT_NAME.fullmatch(name):
        message = "a fact's name has small letters, digits and underscores, at most 40, and begins with a letter"
        fields.refuse("wrong-id", message)


def _follows(name: str, fields: Fields, values: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Read which value the fact takes from those that detectors know; refuse bases that then nothing gives."""
    inner = fields.inner("follows")
    inner.only(*KNOWN_TO_DETECTORS)
    follows = {source: _mapped(inner.inner(source), values) for source in inner.table}
    heard = HEARD.get(
        name, (*BASES, *SUSPICIONS) if follows or name in STANDARD else ("finding", "declaration", "report")
    )
    for key in ("established_by", "suspected_by"):
        for index, basis in enumerate(fields.words(key)):
            if basis in (*BASES, *SUSPICIONS) and basis not in heard:
                hint = f"known are: {', '.join(b for b in heard if (b in BASES) is (basis in BASES))}"
                if name not in STANDARD:
                    hint = 'follows = { writing = { generated = "…" } } takes it from a fact that detectors know'
                fields.refuse("unheard", f'nothing gives a "{basis}" for "{name}"', key, index, hint=hint)
    return follows


def _mapped(fields: Fields, values: tuple[str, ...]) -> dict[str, str]:
    return {value: fields.choice(value, values[0], values, "unknown-value") for value in fields.table}


def _check_makers(name: str, fields: Fields, observed: bool, by: tuple[str, ...]) -> None:
    if observed != (name in OBSERVED):
        wanted = "is read off the story: observed = true" if name in OBSERVED else "cannot be read off a story"
        fields.refuse("observed", f'"{name}" {wanted}', "observed")
    if not observed and not by:
        fields.refuse(
            "nobody-establishes",
            f'nobody can establish "{name}"; clauses on it could never hold',
            hint='established_by = ["finding"] lets a reviewer do it',
        )


def _ladders(fields: Fields, base: Policy | None) -> Mapping[str, Ladder]:
    own = {name: _ladder(name, fields.inner(name)) for name in fields.table}
    return {**(base.ladders if base else {}), **own}


def _ladder(name: str, fields: Fields) -> Ladder:
    fields.only("expires_days", "rungs")
    rungs = tuple(_rung(row) for row in fields.each("rungs"))
    heights = [r.strikes for r in rungs]
    if not rungs or heights != sorted(set(heights)) or heights[0] < 1:
        message = "the rungs of a ladder must rise, each at its own number of strikes, from 1 on"
        fields.refuse("wrong-ladder", message, "rungs")
    return Ladder(name, rungs, fields.whole("expires_days", 365))


def _rung(row: Fields) -> Rung:
    row.only("strikes", "step")
    return Rung(row.whole("strikes", 1), row.text("step"))


def _texts(
    fields: Fields, languages: tuple[str, ...], base: Mapping[str, Mapping[str, str]]
) -> Mapping[str, Mapping[str, str]]:
    own: dict[str, Mapping[str, str]] = {name: fields.texts(name, languages) for name in fields.table}
    return {**base, **own}


def _base_needs(base: Policy | None) -> dict[str, Any] | None:
    return dict(base.needs) if base else None


def _check_fact_advice(root: Fields, facts: tuple[FactSpec, ...], known: Known) -> None:
    for spec in facts:
        if spec.advice and root.inner("facts").has(spec.name):
            known.check_advice(root.inner("facts").inner(spec.name), spec.advice, "advice")
