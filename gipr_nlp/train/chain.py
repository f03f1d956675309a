"""Fitting a linear chain of labels on scores that the linear model gave to clauses it had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gipr_nlp.tagger.features import RELATIONS
from gipr_nlp.tagger.weights import SIZE, Run

Floats = npt.NDArray[np.float64]
MANNERS = 3
WAYS = len(RELATIONS)


def fit_chain(runs: Sequence[Run], decay: float = 2.0, last_only: bool = False) -> dict[str, Any]:
    """Start, step and scale that make the labels of the runs most likely.

    Args:
        runs: scored and labelled.
        decay: how strongly parameters are drawn to nought (to one for the scale).
        last_only: whether only the last label of each run counts; the earlier ones are not given at tagging time.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    batch = _Batch(runs, last_only)
    size = 1 + MANNERS * SIZE + MANNERS * (1 + WAYS) * SIZE * SIZE
    start = np.zeros(size)
    start[0] = 1.0

    def loss(parameters: Floats) -> tuple[float, Floats]:
        value, slope = batch.loss(parameters)
        free = parameters.copy()
        free[0] -= 1.0
        return value + 0.5 * decay * float(free @ free), slope + decay * free

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    scale, begin, step = _unpack(found)
    return {"scale": np.float32(scale), "start": begin.astype(np.float32), "step": step.astype(np.float32)}


def _unpack(parameters: Floats) -> tuple[float, Floats, Floats]:
    """Scale, start, and the steps: what a manner has in common plus what a relation adds."""
    edge = 1 + MANNERS * SIZE
    parts = parameters[edge:].reshape(MANNERS, 1 + WAYS, SIZE, SIZE)
    return float(parameters[0]), parameters[1:edge].reshape(MANNERS, SIZE), parts[:, :1] + parts[:, 1:]


def _pack(scale: float, begin: Floats, step: Floats) -> Floats:
    """The slope of :func:`_unpack`'s parts as that of the parameters."""
    parts = np.concatenate([step.sum(axis=1, keepdims=True), step], axis=1)
    return np.concatenate([[scale], begin.ravel(), parts.ravel()])


class _Batch:
    """Runs side by side, longest first, so that each step is one operation."""

    def __init__(self, runs: Sequence[Run], last_only: bool) -> None:
        runs = sorted(runs, key=lambda run: -len(run.labels))
        self.last_only = last_only
        self.lengths = np.array([len(run.labels) for run in runs])
        longest = int(self.lengths.max())
        self.scores = np.zeros((len(runs), longest, SIZE))
        self.labels = np.zeros((len(runs), longest), dtype=np.int64)
        for i, run in enumerate(runs):
            self.scores[i, : len(run.labels)] = run.scores
            self.labels[i, : len(run.labels)] = run.labels
        self.manner = np.array([run.manner for run in runs])
        self.relations = np.zeros((len(runs), longest), dtype=np.int64)
        for i, run in enumerate(runs):
            self.relations[i, 1 : 1 + len(run.relations)] = run.relations
        self.active = [int((self.lengths > t).sum()) for t in range(longest)]

    def loss(self, parameters: Floats) -> tuple[float, Floats]:
        scale, begin, step = _unpack(parameters)
        free = self._expect(scale, begin, step, None)
        held = self._expect(scale, begin, step, self._given())
        return free[0] - held[0], free[1] - held[1]

    def _given(self) -> Floats:
        """0 where a label is allowed when the truth is known, minus much elsewhere."""
        runs, longest = self.labels.shape
        wall = np.full((runs, longest, SIZE), 0.0 if self.last_only else -1e4)
        rows = np.arange(runs)
        if self.last_only:
            last = self.lengths - 1
            wall[rows, last] = -1e4
            wall[rows, last, self.labels[rows, last]] = 0.0
        else:
            for t in range(longest):
                wall[rows, t, self.labels[:, t]] = 0.0
        return wall

    def _expect(self, scale: float, begin: Floats, step: Floats, wall: Floats | None) -> tuple[float, Floats]:
        """Log of the sum over all labellings that the wall allows, and its slope."""
        local = scale * self.scores
        if wall is not None:
            local = local + wall
        top = local.max(axis=2, keepdims=True)
        local = np.exp(local - top)
        moves, opens = np.exp(step), np.exp(begin)
        runs, longest, _ = local.shape
        ahead = np.zeros_like(local)
        norm = np.ones((runs, longest))
        for t in range(longest):
            n = self.active[t]
            if t == 0:
                value = local[:n, 0] * opens[self.manner[:n]]
            else:
                value = local[:n, t] * np.einsum(
                    "ri,rij->rj", ahead[:n, t - 1], moves[self.manner[:n], self.relations[:n, t]]
                )
            norm[:n, t] = value.sum(axis=1)
            ahead[:n, t] = value / norm[:n, t, None]
        total = float(
            sum(
                np.log(norm[: self.active[t], t]).sum() + top[: self.active[t], t, 0].sum()
                for t in range(longest)
            )
        )
        d_scale, d_begin, d_step = 0.0, np.zeros_like(begin), np.zeros_like(step)
        back = np.ones((runs, SIZE))
        for t in range(longest - 1, -1, -1):
            n = self.active[t]
            joint = ahead[:n, t] * back[:n]
            joint /= joint.sum(axis=1, keepdims=True)
            d_scale += float((joint * self.scores[:n, t]).sum())
            if t == 0:
                np.add.at(d_begin, self.manner[:n], joint)
            else:
                coming = local[:n, t] * back[:n]
                way = (self.manner[:n], self.relations[:n, t])
                pairs = ahead[:n, t - 1, :, None] * moves[way] * coming[:, None, :]
                pairs /= pairs.sum(axis=(1, 2), keepdims=True)
                np.add.at(d_step, way, pairs)
                fresh = np.einsum("rij,rj->ri", moves[way], coming)
                back[:n] = fresh / fresh.sum(axis=1, keepdims=True)
        return total, _pack(d_scale, d_begin, d_step)
