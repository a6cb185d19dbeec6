"""C2PA manifests: what they claim, whether they belong to these bytes, and whether their signer is trusted."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from copydesk.detectors.pictures import generators, trusting
from copydesk.detectors.pictures.claims import source_type_claim
from copydesk.detectors.pictures.model import Claim
from copydesk.evidence import PictureAI

__all__ = ["Credentials", "may_have_manifest", "read"]

_MARKS = (b"c2pa", b"jumb", b"dcterms:provenance", b"dcterms/provenance")
_BROKEN = re.compile(r"mismatch|missing|malformed|hardBindings|claim\.multiple|inaccessible")
_WHOLE = ("parentOf",)
"""Relationships under which the picture is its ingredient, converted or edited; others only use it as a part."""
_MAKING = {"c2pa.created", "c2pa.edited", "c2pa.placed", "c2pa.drawing", "c2pa.opened", "c2pa.filtered"}
_REMOTE = re.compile(r"remote", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the manifest store of a file tells.

    ``claims`` are of the active manifest and of what it was converted from; ``parts`` of what it only uses.
    ``unreadable`` says why a store that is there could not be read.
    """

    claims: tuple[Claim, ...] = ()
    parts: tuple[Claim, ...] = ()
    binding: bool | None = None
    trust: bool | None = None
    signer: str | None = None
    unreadable: str | None = None
    captured: bool = False


def may_have_manifest(data: bytes) -> bool:
    """Tell cheaply whether the file could hold or point to a manifest."""
    return any(mark in data for mark in _MARKS)


def read(data: bytes, mime: str, *, anchors: str | None = None) -> Credentials | None:
    """Read the manifest store of a picture; no network is used.

    Args:
        data: the file.
        mime: its media type.
        anchors: PEM certificates to trust; the bundled trust list where None.

    Returns:
        What it tells, or None where the file has no manifest.
    """
    import c2pa  # noqa: PLC0415  # 60 ms and 23 MB that most pictures don't need

    try:
        with c2pa.Reader(mime, io.BytesIO(data), context=_context(anchors)) as reader:
            store = json.loads(reader.json())
    except c2pa.C2paError as error:
        return _failed(error)
    return _judge(store)


@cache
def _context(anchors: str | None) -> Any:
    import c2pa  # noqa: PLC0415  # the same

    return c2pa.Context(
        c2pa.Settings.from_dict(
            {
                "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
                "trust": {"trust_anchors": anchors or trusting.bundled().pem},
                "core": {"allowed_network_hosts": []},
            }
        )
    )


def _failed(error: Exception) -> Credentials | None:
    message = str(error)
    if "ManifestNotFound" in message or "NotSupported" in message:
        return None
    if _REMOTE.search(message):
        return Credentials(unreadable="its provenance stands on a server, which Copydesk never asks")
    return Credentials(unreadable="its provenance record is damaged and could not be read")


def _judge(store: Mapping[str, Any]) -> Credentials:
    manifests: Mapping[str, Any] = store.get("manifests") or {}
    active = str(store.get("active_manifest"))
    whole, parts = _reachable(manifests, active)
    codes = [str(status.get("code", "")) for status in store.get("validation_status") or ()]
    signature = manifests.get(active, {}).get("signature_info") or {}
    made = tuple(claim for label in whole for claim in _manifest_claims(manifests[label]))
    return Credentials(
        claims=made,
        parts=tuple(claim for label in parts for claim in _manifest_claims(manifests[label])),
        binding=not any(_BROKEN.search(code) for code in codes),
        trust=store.get("validation_state") == "Trusted",
        signer=signature.get("issuer") or signature.get("common_name"),
        captured=any(
            "digitalCapture" in str(action.get("digitalSourceType")) for action in _actions(manifests, active)
        ),
    )


def _reachable(manifests: Mapping[str, Any], active: str) -> tuple[list[str], list[str]]:
    """Return the labels that the picture *is* (active and its parents) and those that it only has as parts."""
    whole: list[str] = []
    parts: list[str] = []
    seen = {active}
    queue = [(active, True)] if active in manifests else []
    while queue:
        label, is_whole = queue.pop(0)
        (whole if is_whole else parts).append(label)
        for ingredient in manifests[label].get("ingredients") or ():
            inner = str(ingredient.get("active_manifest"))
            if inner in manifests and inner not in seen:
                seen.add(inner)
                queue.append((inner, is_whole and ingredient.get("relationship") in _WHOLE))
    return whole, parts


def _actions(manifests: Mapping[str, Any], label: str) -> Iterator[Mapping[str, Any]]:
    for assertion in manifests.get(label, {}).get("assertions") or ():
        if str(assertion.get("label", "")).startswith("c2pa.actions") and isinstance(assertion.get("data"), dict):
            yield from (a for a in assertion["data"].get("actions") or () if isinstance(a, dict))


def _manifest_claims(manifest: Mapping[str, Any]) -> Iterator[Claim]:
    maker = _generator_of(manifest)
    for action in _actions({"": manifest}, ""):
        yield from _action_claims(action, maker)
    for assertion in manifest.get("assertions") or ():
        data = assertion.get("data")
        if isinstance(data, dict) and data.get("ai_generated") is True:
            model = str(data.get("model") or "") or maker
            yield Claim(PictureAI.DECLARED, "c2pa", str(assertion.get("label")), model)


def _action_claims(action: Mapping[str, Any], maker: str | None) -> Iterator[Claim]:
    name, agent = str(action.get("action")), _agent_name(action.get("softwareAgent"))
    generator = generators.agent(agent) or generators.agent(str(action.get("description") or "")) or maker
    field = f"C2PA {name}"
    source = action.get("digitalSourceType")
    if source:
        claim = source_type_claim(str(source), field, generator or agent or None)
        if claim:
            yield Claim(claim.strength, "c2pa", field, claim.generator, claim.edited)
    elif name in _MAKING and generators.agent(agent):
        # Microsoft and early Adobe files name the generator without a source type.
        yield Claim(PictureAI.DECLARED, "c2pa", field, generator)


def _agent_name(agent: Any) -> str:
    if isinstance(agent, dict):
        return " ".join(str(agent[key]) for key in ("name", "version") if agent.get(key))
    return str(agent or "")


def _generator_of(manifest: Mapping[str, Any]) -> str | None:
    infos = manifest.get("claim_generator_info") or ()
    names = [
        str(manifest.get("claim_generator") or ""),
        *(str(i.get("name") or "") for i in infos if isinstance(i, dict)),
    ]
    return next((found for name in names if (found := generators.agent(name))), None)
