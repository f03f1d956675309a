"""Fitting the linear model: labelled clauses to vocabularies and arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, Protocol

import numpy as np

from gipr_nlp.tagger.features import Context, cues, heading_classes
from gipr_nlp.tagger.labels import NUMBER
from gipr_nlp.tagger.weights import CHANNELS, TEXTS, names


class Labelled(Protocol):
    """What fitting needs of an example."""

    @property
    def context(self) -> Context: ...
    @property
    def label(self) -> str: ...


#: How much a channel counts beside the others, and in how many clauses a feature must occur.
WEIGHT: Mapping[str, float] = {
    "text": 1.0,
    "five": 0.4,
    "six": 0.4,
    "heading": 0.55,
    "prev": 0.3,
    "place": 0.2,
    "before": 0.1,
}
LEAST: Mapping[str, int] = {"text": 3, "five": 3, "six": 3, "heading": 2, "prev": 4, "place": 2, "before": 3}
STRENGTH = 10.0

#: Labels that content decides whatever the heading of section 1 says.
_OWN = {
    "proactive",
    "on_request",
    "management",
    "platform",
    "supervision",
    "interpretation",
    "other_work",
    "review_litigation",
    "fee_note",
}


def thinned(contexts: Sequence[Context], labels: Sequence[str]) -> tuple[list[Context], list[str]]:
    """The clauses, and some of them again as a tagger may meet them: without heading, without predecessor, or in
    section 1 under another report's heading, since content beats heading, and shortcomings and measures are such
    wherever they stand (labels.md 2)."""
    headings = sorted({c.heading for c in contexts if c.section == 1 and heading_classes(c.heading)})
    everywhere = {"improvement": "planned", "problem": "lacking", "rectification": "found_fixed"}
    more: list[tuple[Context, str]] = []
    for context, label in zip(contexts, labels, strict=True):
        lot = sha256(f"{context.text}|{context.heading}|{context.prev}".encode()).digest()
        if lot[0] < 64 and context.heading:
            more.append((replace(context, heading=""), label))
        if lot[1] < 64 and context.prev:
            more.append((replace(context, prev=""), label))
        if lot[2] < 102 and context.section == 1 and label in _OWN and len(context.text) > 14:
            other = headings[int.from_bytes(lot[3:7], "big") % len(headings)]
            more.append((replace(context, heading=other), label))
        if lot[7] < 26 and context.section == 5 and everywhere.get(label) in cues(context.text):
            other = headings[int.from_bytes(lot[8:12], "big") % len(headings)]
            more.append((replace(context, heading=other, prev="", section=1), label))
    return [*contexts, *(c for c, _ in more)], [*labels, *(label for _, label in more)]


def fit_linear(examples: Sequence[Labelled]) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """Vocabularies and arrays of the linear model (logistic regression over all channels at once)."""
    from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression

    contexts, labels = thinned([e.context for e in examples], [e.label for e in examples])
    words: dict[str, list[str]] = {}
    rarity: dict[str, Any] = {}
    parts = []
    for channel in CHANNELS:
        bags = [set(names(channel, context)) for context in contexts]
        counts = Counter(name for bag in bags for name in bag)
        words[channel] = sorted(name for name, n in counts.items() if n >= LEAST[channel])
        known = {name: i for i, name in enumerate(words[channel])}
        rarity[channel] = np.array(
            [np.log(len(bags) / counts[n]) + 1 if channel in TEXTS else 1.0 for n in words[channel]],
            dtype=np.float32,
        )
        values, columns, begins = [], [], [0]
        for bag in bags:
            found = sorted(known[name] for name in bag if name in known)
            row = rarity[channel][found].astype(np.float64)
            if channel in TEXTS and len(row):
                row = row / np.sqrt((row**2).sum())
            values.append(WEIGHT[channel] * row)
            columns += found
            begins.append(len(columns))
        parts.append(csr_matrix((np.concatenate(values), columns, begins), shape=(len(bags), len(known))))
    model = LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-3)
    model.fit(hstack(parts).tocsr(), [NUMBER[label] for label in labels])
    arrays: dict[str, Any] = {"bias": model.intercept_.astype(np.float32)}
    at = 0
    for channel in CHANNELS:
        weight = model.coef_[:, at : at + len(words[channel])].T * WEIGHT[channel] * rarity[channel][:, None]
        at += len(words[channel])
        arrays[f"{channel}_weight"] = weight.astype(np.float16)
        arrays[f"{channel}_rarity"] = rarity[channel].astype(np.float16)
    return words, arrays
