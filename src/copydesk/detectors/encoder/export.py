"""Write the trained encoder as an ONNX graph with eight-bit weights, a scale for each row or column of them."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from copydesk.detectors.encoder.body import EPSILON, HEADS, Weights
from copydesk.detectors.encoder.reading import record

__all__ = ["export", "graph"]

Array = npt.NDArray[np.generic]

CONTRIB = "com.microsoft"


def quantised(weight: npt.NDArray[np.float32], axis: int) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return ``weight`` in steps of -127 to 127, and the size of a step, one along ``axis``.

    >>> quantised(np.array([[1.0, 254.0]], dtype=np.float32), axis=0)[0].tolist()
    [[0, 127]]
    """
    other = tuple(a for a in range(weight.ndim) if a != axis)
    scale = np.maximum(np.abs(weight).max(axis=other, keepdims=True), 1e-8) / np.float32(127)
    return np.round(weight / scale).astype(np.int8), scale.astype(np.float32)


class Graph:
    """Nodes and constants as they are laid; each method returns the name of what its node gives."""

    def __init__(self, weights: Weights) -> None:
        self.weights = {name: weight.detach().numpy() for name, weight in weights.items()}
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: Array) -> str:
        self.constants.append(numpy_helper.from_array(value.copy(order="C"), name))
        return name

    def node(self, kind: str, *inputs: str, out: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, list(inputs), [out], domain=domain, **attributes))
        return out

    def linear(self, name: str, inside: str) -> str:
        weight, scale = quantised(self.weights[f"{name}.weight"].T, axis=1)
        parts = (
            self.constant(f"{name}.weight", weight),
            self.constant(f"{name}.scale", scale.reshape(-1)),
            self.constant(f"{name}.zero", np.zeros(scale.size, dtype=np.int8)),
            self.constant(f"{name}.bias", self.weights[f"{name}.bias"]),
        )
        return self.node("DynamicQuantizeMatMul", inside, *parts, out=f"{name}.out", domain=CONTRIB)

    def norm(self, name: str, inside: str) -> str:
        parts = [self.constant(f"{name}.{kind}", self.weights[f"{name}.{kind}"]) for kind in ("weight", "bias")]
        return self.node("LayerNormalization", inside, *parts, out=f"{name}.out", epsilon=EPSILON, axis=-1)

    def embedding(self) -> str:
        rows, scale = quantised(self.weights["word"], axis=0)
        small = self.node("Gather", self.constant("word", rows), "ids", out="word.rows")
        steps = self.node("Gather", self.constant("word.scale", scale), "ids", out="word.steps")
        words = self.node("Mul", self.node("Cast", small, out="word.float", to=TensorProto.FLOAT), steps, out="words")
        length = self.node("Shape", "ids", out="length", start=1, end=2)
        zero = self.constant("zero", np.array([0], dtype=np.int64))
        places = self.node("Slice", self.constant("place", self.weights["place"]), zero, length, out="places")
        return self.norm("norm", self.node("Add", words, places, out="embedded"))

    def layer(self, at: str, inside: str) -> str:
        joined = self.linear(f"{at}qkv", inside)
        parts = [f"{at}query", f"{at}key", f"{at}value"]
        self.nodes.append(helper.make_node("Split", [joined], parts, axis=-1, num_outputs=3))
        drawn = self.node(
            "MultiHeadAttention",
            *parts,
            "",
            "seen",
            out=f"{at}drawn",
            domain=CONTRIB,
            num_heads=HEADS,
            mask_filter_value=-1e4,
        )
        inside = self.norm(f"{at}norm1", self.node("Add", inside, self.linear(f"{at}out", drawn), out=f"{at}sum1"))
        wide = self.node("Gelu", self.linear(f"{at}up", inside), out=f"{at}wide", domain=CONTRIB)
        return self.norm(f"{at}norm2", self.node("Add", inside, self.linear(f"{at}down", wide), out=f"{at}sum2"))

    def head(self, inside: str) -> str:
        one, first = (
            self.constant("one", np.array([1], dtype=np.int64)),
            self.constant("first", np.array(0, dtype=np.int64)),
        )
        share = self.node("Unsqueeze", "seen.float", self.constant("last", np.array([-1], dtype=np.int64)), out="share")
        total = self.node("ReduceSum", self.node("Mul", inside, share, out="shared"), one, out="total", keepdims=0)
        mean = self.node("Div", total, self.node("ReduceSum", share, one, out="count", keepdims=0), out="mean")
        start = self.node("Gather", inside, first, out="start", axis=1)
        both = self.node("Concat", start, mean, out="both", axis=-1)
        parts = [self.constant(f"head.{kind}", self.weights[f"head.{kind}"]) for kind in ("weight", "bias")]
        return self.node("Gemm", both, *parts, out="logits", transB=1)


def graph(weights: Weights, name: str) -> onnx.ModelProto:
    """Return the model: ``ids`` (int64, rows by word pieces, 0 pads) to ``logits`` (float32, rows by classes)."""
    laid = Graph(weights)
    laid.node("Cast", laid.node("Sign", "ids", out="sign"), out="seen", to=TensorProto.INT32)
    laid.node("Cast", "sign", out="seen.float", to=TensorProto.FLOAT)
    inside = laid.embedding()
    for layer in range(sum(name.endswith("qkv.weight") for name in weights)):
        inside = laid.layer(f"{layer}.", inside)
    laid.head(inside)
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["rows", "places"])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["rows", len(weights["head.bias"])])
    body = helper.make_graph(laid.nodes, name, [ids], [logits], laid.constants)
    imports = [helper.make_opsetid("", 18), helper.make_opsetid(CONTRIB, 1)]
    model = helper.make_model(body, opset_imports=imports, ir_version=9)
    onnx.checker.check_model(model, check_custom_domain=False)
    return model


def export(weights: Weights, path: Path, name: str, version: str) -> None:
    """Write the model ``name`` to ``path`` (``.onnx``) and its record beside it (``.json``: version, checksums)."""
    path.write_bytes(graph(weights, name).SerializeToString(deterministic=True))
    path.with_suffix(".json").write_text(record(path, version, len(weights["head.bias"])), "utf-8")
