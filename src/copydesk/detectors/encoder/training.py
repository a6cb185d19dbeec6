"""Fine-tune an encoder: fixed seeds, one thread, checkpoints from which a stopped run goes on."""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor
from torch.nn import functional

from copydesk.detectors.encoder.batches import Batch, Material
from copydesk.detectors.encoder.body import Weights, forward, found, pretrained

__all__ = ["Plan", "State", "fine_tune", "start"]

FROZEN = frozenset({"word"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does: layers kept of the body, optimiser steps, the learning rate's course, steps between saves.

    The rate rises over ``warm`` steps to ``peak``, follows half a cosine, and over the last ``cool`` of the ``steps``
    falls to nothing in a straight line. Then come ``late`` steps on the last material, falling from ``late_peak``.
    ``every`` is a multiple of ``reweigh``: a resumed run draws the same passages.
    """

    steps: int
    layers: int = 6
    cool: int = 300
    late: int = 0
    peak: float = 1.5e-4
    late_peak: float = 6e-5
    warm: int = 264
    decay: float = 0.02
    average: float = 0.995
    late_average: float = 0.98
    every: int = 200
    reweigh: int = 200


@dataclass
class State:
    """Everything that a checkpoint holds: where the run stands, weights, their running mean, the optimiser, losses."""

    weights: Weights
    mean: Weights
    optimiser: torch.optim.AdamW
    step: int = 0
    losses: dict[str, float] = field(default_factory=dict)


def rate(plan: Plan, step: int) -> float:
    """Return the learning rate of ``step``."""
    if step < plan.warm:
        return plan.peak * (step + 1) / plan.warm
    if step >= plan.steps:
        return plan.late_peak * (plan.steps + plan.late - step) / plan.late
    course = 0.033 + 0.967 * 0.5 * (1 + math.cos(math.pi * (step - plan.warm) / (plan.steps - plan.warm)))
    return plan.peak * course * min(1.0, (plan.steps - step) / max(plan.cool, 1))


def start(plan: Plan, classes: int) -> State:
    """Return the state before the first step.

    Raises:
        ModuleNotFoundError: the package with the body is not installed.
    """
    weights = pretrained(found(), plan.layers, classes)
    for name, weight in weights.items():
        weight.requires_grad_(name not in FROZEN)
    return State(weights, {name: w.detach().clone() for name, w in weights.items()}, optimiser(plan, weights))


def optimiser(plan: Plan, weights: Weights) -> torch.optim.AdamW:
    """Return AdamW over what is not frozen; vectors do not decay."""
    moving = [weight for weight in weights.values() if weight.requires_grad]
    groups = [
        {"params": [w for w in moving if w.dim() > 1], "weight_decay": plan.decay},
        {"params": [w for w in moving if w.dim() == 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=plan.peak, fused=True)


def save(state: State, path: Path) -> None:
    """Write a checkpoint, whole or not at all."""
    values = {"weights": state.weights, "mean": state.mean, "optimiser": state.optimiser.state_dict()}
    torch.save({**values, "step": state.step, "losses": state.losses}, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def resume(state: State, path: Path) -> None:
    """Take up the checkpoint at ``path``."""
    saved = torch.load(path, weights_only=True)
    with torch.no_grad():
        for kind in ("weights", "mean"):
            for name, weight in getattr(state, kind).items():
                weight.copy_(saved[kind][name])
    state.optimiser.load_state_dict(saved["optimiser"])
    state.step, state.losses = saved["step"], saved["losses"]


def advance(state: State, batch: Batch, plan: Plan) -> Tensor:
    """Take one step and return the loss of each window."""
    for group in state.optimiser.param_groups:
        group["lr"] = rate(plan, state.step)
    with torch.autocast("cpu", torch.bfloat16):
        logits = forward(state.weights, torch.from_numpy(batch.ids))
    losses = functional.cross_entropy(logits.float(), torch.from_numpy(batch.targets), reduction="none")
    state.optimiser.zero_grad(set_to_none=True)
    losses.mean().backward()
    moving = [weight for weight in state.weights.values() if weight.requires_grad]
    torch.nn.utils.clip_grad_norm_(moving, 1.0)
    state.optimiser.step()
    keep = min(plan.late_average if state.step >= plan.steps else plan.average, (state.step + 1) / (state.step + 10))
    with torch.no_grad():
        torch._foreach_lerp_([state.mean[n] for n in state.weights if n not in FROZEN], moving, 1 - keep)
    state.step += 1
    return losses.detach()


def note(state: State, batch: Batch, losses: Tensor) -> float:
    """Fold the losses into the running means of their strata; return the mean of the batch."""
    for stratum, loss in zip(batch.strata, losses.tolist(), strict=True):
        state.losses[stratum] = 0.98 * state.losses.get(stratum, loss) + 0.02 * loss
    return float(losses.mean())


def train(plan: Plan, pools: Sequence[Material], state: State, kept: Path) -> Iterator[float]:
    """Run ``plan`` from where ``state`` stands, saving into ``kept``; yield the loss of each step.

    The first of the ``pools`` serves ``plan.steps``, the second the late steps after them, where there are any.
    """
    for pool, last in zip(pools, (plan.steps, plan.steps + plan.late), strict=False):
        if 0 < state.step < last:
            pool.reweigh(state.losses)
        while state.step < last:
            batch = pool.batch(state.step)
            yield note(state, batch, advance(state, batch, plan))
            if state.step % plan.reweigh == 0:
                pool.reweigh(state.losses)
            if state.step % plan.every == 0 or state.step == last:
                save(state, kept)


def fine_tune(plan: Plan, state: State, pools: Sequence[Material], kept: Path) -> State:
    """Train ``state`` by ``plan`` on ``pools``, with a progress bar; go on from the checkpoint ``kept`` where one lies.

    A log of steps, losses and seconds is written beside it. One thread and fixed seeds: the same weights each time.
    """
    torch.set_num_threads(1)
    torch.manual_seed(3)
    torch.use_deterministic_algorithms(mode=True)
    kept.parent.mkdir(parents=True, exist_ok=True)
    if kept.exists():
        resume(state, kept)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress, kept.with_suffix(".log").open("a", encoding="utf-8") as log:
        task = progress.add_task("encoder", total=plan.steps + plan.late, completed=state.step)
        recent, began = 1.0, time.monotonic()
        for loss in train(plan, pools, state, kept):
            recent += 0.02 * (loss - recent)
            progress.update(task, advance=1, description=f"encoder, loss {recent:.3f}")
            if state.step % 50 == 0:
                log.write(f"{state.step} {recent:.4f} {time.monotonic() - began:.0f}s\n")
                log.flush()
    return state
