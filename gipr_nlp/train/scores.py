"""Figures of a tagger on labelled clauses: F1, confusion, reliability, the threshold below which it abstains."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from gipr_nlp.model import Clause
from gipr_nlp.tagger.labels import LABELS, NUMBER
from gipr_nlp.tagger.tagger import Tagger
from gipr_nlp.train.fit import Example

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Labels that turn directly into findings (labels.md 5).
WEIGHTY = ("problem", "improvement", "fee_note")
#: What the labels that the tagger does not abstain from should reach.
KEPT_ACCURACY = 0.97


def truth(examples: Sequence[Example]) -> Ints:
    """Numbers of the labels."""
    return np.array([NUMBER[e.label] for e in examples], dtype=np.int64)


def f_scores(true: Ints, said: Ints) -> Floats:
    """Precision, recall, F1 and support of every label, one row a label; nought where there is nothing to divide."""
    rows = np.zeros((len(LABELS), 4))
    for label in range(len(LABELS)):
        hit, says, is_ = (
            int(x.sum()) for x in ((true == label) & (said == label), said == label, true == label)
        )
        rows[label] = (hit / max(1, says), hit / max(1, is_), 2 * hit / max(1, says + is_), is_)
    return rows


def in_reports(tagger: Tagger, examples: Sequence[Example]) -> list[Clause]:
    """The clauses tagged with their whole sections, as in a report."""
    reports = []
    for _, group in groupby(examples, key=lambda e: e.report):
        rows = list(group)
        clauses = [
            Clause(i, e.context.section, e.context.heading, e.context.text, 0, 0)
            for i, e in enumerate(rows, 1)
        ]
        reports.append((clauses, rows[0].context.year))
    return [clause for report in tagger.tag_reports(reports) for clause in report]


def probabilities_in_reports(tagger: Tagger, examples: Sequence[Example]) -> Floats:
    """Probabilities of the clauses tagged with their whole sections."""
    return np.array([[c.probabilities[label] for label in LABELS] for c in in_reports(tagger, examples)])


def summary(true: Ints, said: Ints) -> dict[str, float]:
    """The figures that a table quotes: macro-F1 over the labels that occur, accuracy, F1 of the weighty labels."""
    f1 = f_scores(true, said)[:, 2]
    present = np.unique(true)
    return {
        "macro_f1": round(float(f1[present].mean()), 4),
        "accuracy": round(float((true == said).mean()), 4),
        **{f"f1_{name}": round(float(f1[NUMBER[name]]), 4) for name in WEIGHTY},
    }


def labels_table(true: Ints, said: Ints) -> dict[str, list[float]]:
    """Precision, recall, F1 and number of clauses by label."""
    return {
        label: [*(round(float(x), 3) for x in row[:3]), int(row[3])]
        for label, row in zip(LABELS, f_scores(true, said), strict=True)
    }


def confusion(true: Ints, said: Ints) -> list[list[int]]:
    """Counts by true label (rows) and label said (columns), in the order of LABELS."""
    table = np.zeros((len(LABELS), len(LABELS)), dtype=np.int64)
    np.add.at(table, (true, said), 1)
    return [[int(n) for n in row] for row in table]


def reliability(true: Ints, probabilities: Floats, bins: int = 10) -> dict[str, Any]:
    """How often the tagger is right where it says so: bins of the best probability, and the expected error."""
    best = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == true
    rows, error = [], 0.0
    for low in range(bins):
        inside = (best >= low / bins) & ((best < (low + 1) / bins) | (low == bins - 1))
        if inside.any():
            said, was = float(best[inside].mean()), float(right[inside].mean())
            rows.append([round(low / bins, 2), int(inside.sum()), round(said, 3), round(was, 3)])
            error += abs(said - was) * float(inside.mean())
    return {"bins": rows, "expected_calibration_error": round(error, 4)}


def abstain_threshold(true: Ints, probabilities: Floats) -> dict[str, float]:
    """The lowest threshold with which what is kept is right often enough, and what it costs."""
    best = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == true
    for threshold in np.arange(0.3, 0.96, 0.01):
        kept = best >= threshold
        if right[kept].mean() >= KEPT_ACCURACY:
            break
    return {
        "threshold": round(float(threshold), 2),
        "abstained": round(float(1 - kept.mean()), 4),
        "accuracy_of_kept": round(float(right[kept].mean()), 4),
        "accuracy_of_abstained": round(float(right[~kept].mean()), 4) if (~kept).any() else 1.0,
    }
