"""Parameters that generators write beside the pixels: structured fields only, never free text."""

import json
import re
from collections.abc import Iterator
from typing import Any

from copydesk.detectors.pictures.model import Claim
from copydesk.evidence import PictureAI

__all__ = ["claims_of_text", "parameters_claim"]

_SAMPLER = re.compile(r"\bSteps: \d+, (?:Sampler|Size|CFG scale|Seed|Schedule type|Model)\b[^\n]*")
_JOB = re.compile(r"(?:^|\s)Job ID: [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_SAMPLING_NODES = ("sampler", "vaedecode", "emptylatent", "checkpointloader", "unetloader", "imagetovideo")
_NOVELAI_KEYS = {"prompt", "steps", "sampler", "seed"}
_DEEPEST = 20_000
"""A workflow longer than this many nodes is not walked further."""

_NAMED = {
    "invokeai_metadata": "InvokeAI",
    "invokeai": "InvokeAI",
    "invokeai_graph": "InvokeAI",
    "sd-metadata": "InvokeAI",
    "Dream": "InvokeAI",
    "fooocus_scheme": "Fooocus",
    "sui_image_params": "SwarmUI",
    "generation_data": "Civitai",
    "dream": "InvokeAI",
}


def claims_of_text(name: str, value: str) -> Iterator[Claim]:
    """Yield what one named text field claims.

    Args:
        name: the field as the container names it ("parameters", "workflow", "UserComment" …).
        value: its text.
    """
    if name in _NAMED:
        yield _declared("generator-parameters", name, _NAMED[name])
    elif name in ("prompt", "workflow", "Make", "Model", "ImageDescription") and (graph := _graph(value)) is not None:
        yield from _comfy(name, graph)
    elif name in ("Description", "ImageDescription", "description") and _JOB.search(value):
        yield _declared("midjourney-job", name, "Midjourney")
    elif name in ("parameters", "UserComment", "Comment", "JPEG comment"):
        yield from parameters_claim(name, value)


def parameters_claim(name: str, value: str) -> Iterator[Claim]:
    """Yield what a field of generation parameters claims (AUTOMATIC1111 and its kin, Fooocus, NovelAI, SwarmUI)."""
    if _SAMPLER.search(value):
        yield _declared("generator-parameters", name, _program(value))
        return
    parsed = _json(value)
    if not isinstance(parsed, dict):
        return
    if "sui_image_params" in parsed:
        yield _declared("generator-parameters", name, "SwarmUI")
    elif parsed.keys() >= _NOVELAI_KEYS:
        yield _declared("generator-parameters", name, "NovelAI")
    elif {"metadata_scheme", "base_model"} & parsed.keys() and "prompt" in parsed:
        yield _declared("generator-parameters", name, "Fooocus")


def _program(value: str) -> str:
    tail = value[-400:]
    for mark, program in (
        ("Fooocus", "Fooocus"),
        ("Version: f", "Stable Diffusion WebUI Forge"),
        ("ComfyUI", "ComfyUI"),
    ):
        if mark in tail:
            return program
    return "AUTOMATIC1111"


def _declared(signal: str, field: str, generator: str | None) -> Claim:
    return Claim(PictureAI.DECLARED, signal, field, generator)


def _json(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _graph(value: str) -> dict[str, Any] | None:
    """Return a ComfyUI graph; in EXIF fields it stands behind "workflow:" or "prompt:"."""
    _, _, rest = value.partition(":") if value[:9].lower().startswith(("workflow:", "prompt:")) else ("", "", value)
    parsed = _json(rest)
    return parsed if isinstance(parsed, dict) else None


def _comfy(name: str, graph: dict[str, Any]) -> Iterator[Claim]:
    """A graph that samples made its picture; one that only loads and scales did not."""
    kinds = list(_node_kinds(graph))
    if any(mark in kind for kind in kinds for mark in _SAMPLING_NODES):
        yield _declared("generator-parameters", name, "ComfyUI")
    elif kinds:
        yield Claim(PictureAI.INDICATED, "generator-workflow", name, "ComfyUI")


def _node_kinds(graph: dict[str, Any]) -> Iterator[str]:
    """Yield the kinds of nodes of either form: the prompt (id → node) or the workflow (a list of nodes)."""
    nodes = graph.get("nodes")
    listed = nodes if isinstance(nodes, list) else list(graph.values())
    for node in listed[:_DEEPEST]:
        if isinstance(node, dict):
            kind = node.get("class_type") or (node.get("type") if isinstance(nodes, list) else None)
            if isinstance(kind, str):
                yield kind.casefold()
