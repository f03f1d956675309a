"""The review table: read by position, one row of 15 values, three rows of five, or values named by their columns."""

from __future__ import annotations

from itertools import pairwise

from gipr_nlp import form as forms
from gipr_nlp.tables.align import Run
from gipr_nlp.tables.labels import labels
from gipr_nlp.tables.tokens import Token


def review_runs(runs: list[Run]) -> list[Run]:
    """One row of 15 values after the headers, or three labelled rows of five, or values named by their columns."""
    outcomes = tuple(forms.column_labels("review", "2021").values())
    if sum(1 for r in runs if len(r.solid) == 1 and r.before.rstrip(":=为是共").endswith(outcomes)) >= 10:
        return _review_named(runs)
    if whole := _halves(runs):
        return [whole]
    headed = False
    groups = labels("review")
    for run in runs:
        headed = headed or "结果维持" in run.before or "总计" in run.before
        solid = len(run.solid)
        if solid == 15 or (headed and solid >= 8):
            run.row, run.score = "line", 1.0
            return [run]
    fives = [r for r in runs if len(r.solid) == 5]
    if len(fives) == 3:
        for run, label in zip(fives, groups, strict=True):
            run.row = label.key
            run.score = 1.0 if run.before.endswith((label.core, *label.keywords)) else 0.5
        return fives
    shown = [r for r in runs if headed and r.tokens and r.tokens[0].shown and len(r.tokens) >= 15 and r.solid]
    if shown:
        shown[0].row, shown[0].score = "line", 1.0
        return shown[:1]
    return _joined_line(runs)


def _halves(runs: list[Run]) -> Run | None:
    """One line of what is printed as two tables: five values of reconsideration, then ten of litigation."""
    for first, second in pairwise(runs):
        heads = first.before[-60:].count("结果维持"), second.before.count("结果维持")
        if (len(first.solid), len(second.solid)) == (5, 10) and heads == (1, 2):
            return Run(first.before, [*first.tokens, *second.tokens], second.after, "line", 1.0)
    return None


def _joined_line(runs: list[Run]) -> list[Run]:
    after = False
    tokens: list[Token] = []
    for run in runs:
        after = after or "结果维持" in run.before
        if after:
            tokens.extend(run.tokens)
    solid = [t for t in tokens if t.kind != "blank"]
    if not 5 <= len(solid) <= 20:
        return []
    return [Run("", tokens, "", "line", 1.0 if len(solid) == 15 else 0.0)]


def _review_named(runs: list[Run]) -> list[Run]:
    columns = {v: k for k, v in forms.column_labels("review", "2021").items()}
    group, made = "", []
    for run in runs:
        text = run.before
        for label in labels("review"):
            if any(k in text for k in (label.core, *label.keywords)):
                group = label.key
        column = next((key for name, key in columns.items() if text.rstrip(":=为是共").endswith(name)), None)
        if group and column and len(run.solid) == 1:
            made.append(Run(text, run.tokens, run.after, f"{group}.{column}", 1.0))
    return made
