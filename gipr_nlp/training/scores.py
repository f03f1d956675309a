"""Figures of a tagger on labelled clauses."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from gipr_nlp.model import Clause
from gipr_nlp.tagger.labels import LABELS, NUMBER
from gipr_nlp.tagger.tagger import Tagger
from gipr_nlp.training.fit import Example

Ints = npt.NDArray[np.int64]


def truth(examples: Sequence[Example]) -> Ints:
    """Numbers of the labels."""
    return np.array([NUMBER[e.label] for e in examples], dtype=np.int64)


def f_scores(true: Ints, said: Ints) -> npt.NDArray[np.float64]:
    """Precision, recall and F1 of every label, one row a label; nought where there is nothing to divide."""
    rows = np.zeros((len(LABELS), 3))
    for label in range(len(LABELS)):
        hit = float(((true == label) & (said == label)).sum())
        rows[label] = (
            hit / max(1, int((said == label).sum())),
            hit / max(1, int((true == label).sum())),
            2 * hit / max(1, int((said == label).sum()) + int((true == label).sum())),
        )
    return rows


def in_reports(tagger: Tagger, examples: Sequence[Example]) -> list[Clause]:
    """The clauses tagged with their whole sections."""
    reports = []
    for _, group in groupby(examples, key=lambda e: e.report):
        rows = list(group)
        clauses = [
            Clause(i, e.context.section, e.context.heading, e.context.text, 0, 0)
            for i, e in enumerate(rows, 1)
        ]
        reports.append((clauses, rows[0].context.year))
    return [clause for report in tagger.tag_reports(reports) for clause in report]


def figures(tagger: Tagger, examples: Sequence[Example]) -> dict[str, Any]:
    """Macro-F1, accuracy and F1 of the labels that become findings, clauses alone and in their sections."""
    true = truth(examples)
    alone = tagger.probabilities([e.context for e in examples]).argmax(axis=1)
    inside = np.array([NUMBER[c.label] for c in in_reports(tagger, examples)], dtype=np.int64)
    return {"alone": summary(true, alone), "in_sections": summary(true, inside)}


def summary(true: Ints, said: Ints) -> dict[str, float]:
    """The figures that a card quotes."""
    f1 = f_scores(true, said)[:, 2]
    present = np.unique(true)
    return {
        "macro_f1": round(float(f1[present].mean()), 4),
        "accuracy": round(float((true == said).mean()), 4),
        **{
            f"f1_{name}": round(float(f1[NUMBER[name]]), 4) for name in ("problem", "improvement", "fee_note")
        },
    }
