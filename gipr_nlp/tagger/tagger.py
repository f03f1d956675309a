"""Applying a model: clauses in, clauses with label, probability and doubt out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from gipr_nlp.model import Clause
from gipr_nlp.tagger.features import Context, empty_label, is_commitment, is_empty_negative, relation
from gipr_nlp.tagger.labels import LABELS, NUMBER
from gipr_nlp.tagger.weights import SIZE, Chain, Linear, Run

Probabilities = npt.NDArray[np.float64]

#: What is left for all other labels together where a rule of labels.md decides.
CERTAIN = 0.97


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tagger says about one clause."""

    label: str
    probability: float
    abstained: bool
    probabilities: Mapping[str, float]


class Tagger:
    """A loaded model. ``meta`` is what its folder says about it."""

    def __init__(self, linear: Linear, chain: Chain, pair: Chain, meta: Mapping[str, Any]) -> None:
        self._linear = linear
        self._chain = chain
        self._pair = pair
        self.meta = meta
        self.threshold = float(meta["threshold"])

    def tag(self, clauses: Sequence[Clause], year: int | None = None) -> tuple[Clause, ...]:
        """The clauses of one report with their labels, each section decoded as a whole.

        Args:
            clauses: in the order of the report.
            year: the reporting year.
        """
        return self.tag_reports([(clauses, year)])[0]

    def tag_reports(self, reports: Iterable[tuple[Sequence[Clause], int | None]]) -> list[tuple[Clause, ...]]:
        """As :meth:`tag`, for many reports at once: much faster than one by one."""
        reports = list(reports)
        sections = [
            list(group)
            for clauses, _ in reports
            for _, group in groupby(clauses, key=lambda clause: clause.section)
        ]
        years = [
            year for clauses, year in reports for _, _ in groupby(clauses, key=lambda clause: clause.section)
        ]
        contexts = [
            Context(clause.text, clause.section, clause.heading, group[i - 1].text if i else "", year)
            for group, year in zip(sections, years, strict=True)
            for i, clause in enumerate(group)
        ]
        verdicts = iter(self._verdicts(self._in_sections(contexts, [len(group) for group in sections])))
        return [tuple(_with(clause, next(verdicts)) for clause in clauses) for clauses, _ in reports]

    def tag_alone(self, contexts: Sequence[Context]) -> list[Verdict]:
        """Labels of clauses that are given one by one, each with its preceding clause only."""
        return self._verdicts(self.probabilities(contexts))

    def probabilities(self, contexts: Sequence[Context]) -> Probabilities:
        """Probabilities of the labels of clauses given one by one, in the order of LABELS."""
        before = [Context(c.prev, c.section, c.heading, "", c.year) for c in contexts if c.prev]
        scores = self._linear.scores([*contexts, *before]).astype(np.float64)
        follows = [i for i, c in enumerate(contexts) if c.prev]
        manners = [Chain.manner(contexts[i].section) for i in follows]
        relations = [relation(contexts[i].prev, contexts[i].text) for i in follows]
        result = np.empty((len(contexts), SIZE))
        result[follows] = self._pair.last(scores[len(contexts) :], scores[follows], manners, relations)
        for i, context in enumerate(contexts):
            if not context.prev:
                result[i] = self._pair.of(Run(scores[[i]], (), Chain.manner(context.section)))[0]
        return certain(contexts, result)

    def tag_runs(self, runs: Sequence[Sequence[Context]]) -> list[Verdict]:
        """Labels of clauses that follow each other run by run; a run of one counts as given alone."""
        longer = [run for run in runs if len(run) > 1]
        whole = self._in_sections([c for run in longer for c in run], [len(run) for run in longer])
        single = self.probabilities([run[0] for run in runs if len(run) == 1])
        rows, at, one = [], 0, 0
        for run in runs:
            if len(run) == 1:
                rows.append(single[one : one + 1])
                one += 1
            else:
                rows.append(whole[at : at + len(run)])
                at += len(run)
        return self._verdicts(np.concatenate(rows)) if rows else []

    def _in_sections(self, contexts: Sequence[Context], sizes: Sequence[int]) -> Probabilities:
        scores = self._linear.scores(contexts).astype(np.float64)
        result = np.empty((len(contexts), SIZE))
        at = 0
        for size in sizes:
            group = contexts[at : at + size]
            relations = tuple(relation(c.prev, c.text) for c in group[1:])
            run = Run(scores[at : at + size], relations, Chain.manner(group[0].section))
            result[at : at + size] = self._chain.of(run)
            at += size
        return certain(contexts, result)

    def _verdicts(self, probabilities: Probabilities) -> list[Verdict]:
        best = probabilities.argmax(axis=1)
        rounded = probabilities.round(4)
        return [
            Verdict(
                LABELS[at],
                float(row[at]),
                bool(row[at] < self.threshold),
                dict(zip(LABELS, row.tolist(), strict=True)),
            )
            for at, row in zip(best.tolist(), rounded, strict=True)
        ]


def certain(contexts: Sequence[Context], probabilities: Probabilities) -> Probabilities:
    """Rules of labels.md that leave no choice: an empty negative takes its heading's label, a commitment is an
    improvement wherever it stands."""
    for i, context in enumerate(contexts):
        label = None
        if len(context.text) <= 24 and is_empty_negative(context.text):
            label = empty_label(context.section, context.heading)
        elif is_commitment(context.text):
            label = "improvement"
        if label is not None and probabilities[i, NUMBER[label]] < CERTAIN:
            probabilities[i] *= (1 - CERTAIN) / max(1e-9, 1 - probabilities[i, NUMBER[label]])
            probabilities[i, NUMBER[label]] = CERTAIN
    return probabilities


def _with(clause: Clause, verdict: Verdict) -> Clause:
    return replace(
        clause,
        label=verdict.label,
        probability=verdict.probability,
        abstained=verdict.abstained,
        probabilities=verdict.probabilities,
    )
