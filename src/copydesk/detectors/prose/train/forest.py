"""A forest on style features, trained by LightGBM with fixed seeds, turned into plain arrays."""

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["fit_forest"]

DEPTH = 7
_SETTINGS: dict[str, Any] = {
    "objective": "multiclass", "num_class": 3, "num_leaves": 31, "max_depth": DEPTH, "learning_rate": 0.08,
    "min_data_in_leaf": 200, "feature_fraction": 0.4, "bagging_fraction": 0.5, "bagging_freq": 1, "lambda_l2": 10.0,
    "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 7, "verbose": -1, "max_bin": 63,
}  # fmt: skip


def fit_forest(
    values: npt.NDArray[np.float32], targets: npt.NDArray[np.int64], weights: npt.NDArray[np.float32], rounds: int
) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a forest (see ``model.Trees``) of ``rounds`` trees for each of the three classes."""
    import lightgbm  # noqa: PLC0415  # needed to train only

    data = lightgbm.Dataset(values, targets, weight=weights)
    booster = lightgbm.train(_SETTINGS, data, rounds)
    return _arrays([tree["tree_structure"] for tree in booster.dump_model()["tree_info"]])


def _arrays(trees: list[dict[str, Any]]) -> dict[str, npt.NDArray[Any]]:
    nodes: list[tuple[int, float, int, int, float]] = []
    roots = [_lay(tree, nodes) for tree in trees]
    feature, threshold, left, right, value = zip(*nodes, strict=True)
    return {
        "tree_feature": np.array(feature, dtype=np.int16),
        "tree_threshold": np.array(threshold, dtype=np.float32),
        "tree_left": np.array(left, dtype=np.uint16 if len(nodes) < 1 << 16 else np.int32),
        "tree_right": np.array(right, dtype=np.uint16 if len(nodes) < 1 << 16 else np.int32),
        "tree_value": np.array(value, dtype=np.float32),
        "tree_roots": np.array(roots, dtype=np.int32),
        "tree_depth": np.array(DEPTH, dtype=np.int32),
    }


def _lay(node: dict[str, Any], nodes: list[tuple[int, float, int, int, float]]) -> int:
    place = len(nodes)
    if "leaf_value" in node:
        nodes.append((0, 0.0, place, place, node["leaf_value"]))
        return place
    nodes.append((0, 0.0, 0, 0, 0.0))
    left, right = _lay(node["left_child"], nodes), _lay(node["right_child"], nodes)
    nodes[place] = (node["split_feature"], node["threshold"], left, right, 0.0)
    return place
