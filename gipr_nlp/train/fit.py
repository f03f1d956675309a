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

from gipr_nlp.tagger.features import Context, relation
from gipr_nlp.tagger.labels import NUMBER
from gipr_nlp.tagger.tagger import Tagger, certain
from gipr_nlp.tagger.weights import SIZE, Chain, Linear, Run
from gipr_nlp.train.chain import fit_chain
from gipr_nlp.train.linear import fit_linear

FOLDS = 5
Floats = npt.NDArray[np.float64]


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


def folds(examples: Sequence[Example], count: int = FOLDS) -> npt.NDArray[np.int64]:
    """A fold for every example; all clauses of an agency in one, folds of about equal size, always the same."""
    sizes: dict[str, int] = {}
    for example in examples:
        sizes[example.agency] = sizes.get(example.agency, 0) + 1
    loads = [0] * count
    home: dict[str, int] = {}
    for agency in sorted(sizes, key=lambda a: (-sizes[a], a)):
        home[agency] = min(range(count), key=lambda f: (loads[f], f))
        loads[home[agency]] += sizes[agency]
    return np.array([home[example.agency] for example in examples], dtype=np.int64)


def before(context: Context) -> Context:
    """The preceding clause as a clause of its own; what stood before it is not known."""
    return Context(context.prev, context.section, context.heading, "", context.year)


def unseen_scores(examples: Sequence[Example]) -> tuple[Floats, Floats]:
    """Scores of every clause, and of its predecessor, by models that saw neither its agency."""
    fold = folds(examples)
    own = np.zeros((len(examples), SIZE))
    prev = np.zeros((len(examples), SIZE))
    for f in range(FOLDS):
        linear = Linear(*fit_linear([e for e, at in zip(examples, fold, strict=True) if at != f]))
        out = np.flatnonzero(fold == f).tolist()
        own[out] = linear.scores([examples[i].context for i in out])
        prev[out] = linear.scores([before(examples[i].context) for i in out])
    return own, prev


def section_runs(examples: Sequence[Example], scores: Floats) -> list[Run]:
    """Whole sections as runs."""
    runs, at = [], 0
    for (_, section), group in groupby(examples, key=lambda e: (e.report, e.context.section)):
        rows = list(group)
        relations = tuple(relation(e.context.prev, e.context.text) for e in rows[1:])
        labels = tuple(NUMBER[e.label] for e in rows)
        runs.append(Run(scores[at : at + len(rows)], relations, Chain.manner(section), labels))
        at += len(rows)
    return runs


def pair_runs(examples: Sequence[Example], own: Floats, prev: Floats) -> list[Run]:
    """Each clause with its predecessor, whose label is not given."""
    runs = []
    for example, mine, other in zip(examples, own, prev, strict=True):
        context, label = example.context, NUMBER[example.label]
        manner = Chain.manner(context.section)
        if context.prev:
            follows = (relation(context.prev, context.text),)
            runs.append(Run(np.stack([other, mine]), follows, manner, (0, label)))
        else:
            runs.append(Run(mine[None], (), manner, (label,)))
    return runs


def fit_chains(examples: Sequence[Example], own: Floats, prev: Floats) -> dict[str, Any]:
    """Arrays of both chains: for whole sections, and for a clause with its predecessor."""
    section = fit_chain(section_runs(examples, own))
    pair = fit_chain(pair_runs(examples, own, prev), last_only=True)
    return {f"section_{k}": v for k, v in section.items()} | {f"pair_{k}": v for k, v in pair.items()}


def train_arrays(
    examples: Sequence[Example], scores: tuple[Floats, Floats] | None = None
) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """Vocabularies and arrays of a whole model; ``scores`` are those of :func:`unseen_scores` if they are known."""
    own, prev = scores or unseen_scores(examples)
    words, linear = fit_linear(examples)
    return words, linear | fit_chains(examples, own, prev)


def unseen_probabilities(examples: Sequence[Example], own: Floats, prev: Floats) -> tuple[Floats, Floats]:
    """Probabilities alone and in sections, by linear models and chains that saw neither the agency."""
    half = folds(examples, 2)
    alone, inside = np.zeros((len(examples), SIZE)), np.zeros((len(examples), SIZE))
    for f in (0, 1):
        into = np.flatnonzero(half != f).tolist()
        out = np.flatnonzero(half == f).tolist()
        chains = fit_chains([examples[i] for i in into], own[into], prev[into])
        held = [examples[i] for i in out]
        pair, section = Chain(chains, "pair"), Chain(chains, "section")
        alone[out] = [pair.of(run)[-1] for run in pair_runs(held, own[out], prev[out])]
        inside[out] = np.concatenate([section.of(run) for run in section_runs(held, own[out])])
    contexts = [e.context for e in examples]
    return certain(contexts, alone), certain(contexts, inside)


def assemble(words: dict[str, list[str]], arrays: dict[str, Any], threshold: float) -> Tagger:
    """A tagger without a folder, to judge what was just fitted."""
    return Tagger(
        Linear(words, arrays), Chain(arrays, "section"), Chain(arrays, "pair"), {"threshold": threshold}
    )
