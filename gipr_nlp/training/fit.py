"""The whole training: unseen scores by cross-validation, chains on them, then the final linear model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gipr_nlp.tagger.features import Context
from gipr_nlp.tagger.labels import NUMBER
from gipr_nlp.tagger.tagger import Tagger
from gipr_nlp.tagger.weights import SIZE, Chain, Linear
from gipr_nlp.training.chain import Run, fit_chain
from gipr_nlp.training.linear import fit_linear

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled clause in its place."""

    id: str
    report: str
    agency: str
    context: Context
    label: str
    split: str
    pen: str


def read_examples(path: Path) -> list[Example]:
    """The labelled clauses of a JSONL file (``corpus/labels/clauses.jsonl``)."""
    found = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            c = json.loads(line)
            context = Context(c["text"], c["section"], c["heading"], c["prev"], c["year"])
            found.append(
                Example(c["id"], c["report"], c["agency"], context, c["label"], c["split"], c["pen"])
            )
    return found


def folds(examples: Sequence[Example], count: int = FOLDS) -> list[int]:
    """A fold for every example; all clauses of an agency in one, folds of about equal size, always the same."""
    sizes: dict[str, int] = {}
    for example in examples:
        sizes[example.agency] = sizes.get(example.agency, 0) + 1
    loads = [0] * count
    home: dict[str, int] = {}
    for agency in sorted(sizes, key=lambda a: (-sizes[a], a)):
        home[agency] = min(range(count), key=lambda f: (loads[f], f))
        loads[home[agency]] += sizes[agency]
    return [home[example.agency] for example in examples]


def before(context: Context) -> Context:
    """The preceding clause as a clause of its own; what stood before it is not known."""
    return Context(context.prev, context.section, context.heading, "", context.year)


def unseen_scores(examples: Sequence[Example]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Scores of every clause, and of its predecessor, by models that saw neither its agency."""
    fold = np.array(folds(examples))
    own = np.zeros((len(examples), SIZE), dtype=np.float32)
    prev = np.zeros((len(examples), SIZE), dtype=np.float32)
    for f in range(FOLDS):
        inside = [e for e, at in zip(examples, fold, strict=True) if at != f]
        linear = Linear(*fit_linear([e.context for e in inside], [e.label for e in inside]))
        out = np.flatnonzero(fold == f)
        own[out] = linear.scores([examples[i].context for i in out])
        prev[out] = linear.scores([before(examples[i].context) for i in out])
    return own, prev


def section_runs(examples: Sequence[Example], scores: npt.NDArray[np.float32]) -> list[Run]:
    """Whole sections as runs."""
    runs, at = [], 0
    for (_, section), group in groupby(examples, key=lambda e: (e.report, e.context.section)):
        labels = tuple(NUMBER[e.label] for e in group)
        runs.append(Run(scores[at : at + len(labels)].astype(np.float64), labels, Chain.manner(section)))
        at += len(labels)
    return runs


def pair_runs(
    examples: Sequence[Example], own: npt.NDArray[np.float32], prev: npt.NDArray[np.float32]
) -> list[Run]:
    """Each clause with its predecessor, whose label is not given."""
    runs = []
    for example, mine, other in zip(examples, own, prev, strict=True):
        scores = np.stack([other, mine]) if example.context.prev else mine[None]
        labels = (0,) * (len(scores) - 1) + (NUMBER[example.label],)
        runs.append(Run(scores.astype(np.float64), labels, Chain.manner(example.context.section)))
    return runs


def train(examples: Sequence[Example]) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """Vocabularies and arrays of a whole model."""
    own, prev = unseen_scores(examples)
    arrays: dict[str, Any] = {}
    for name, runs, last in (
        ("section", section_runs(examples, own), False),
        ("pair", pair_runs(examples, own, prev), True),
    ):
        arrays |= {f"{name}_{key}": value for key, value in fit_chain(runs, last_only=last).items()}
    words, linear = fit_linear([e.context for e in examples], [e.label for e in examples])
    return words, linear | arrays


def assemble(words: dict[str, list[str]], arrays: dict[str, Any], threshold: float) -> Tagger:
    """A tagger without a folder, to judge what was just fitted."""
    return Tagger(
        Linear(words, arrays), Chain(arrays, "section"), Chain(arrays, "pair"), {"threshold": threshold}
    )
