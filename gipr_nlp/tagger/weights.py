"""The learned part of the tagger as plain arrays: a linear model over n-grams and cues, and a chain over a section.

Numpy is all that it takes to apply them; scikit-learn only fits them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gipr_nlp.tagger.features import Context, cues, grams, opening, place, plain
from gipr_nlp.tagger.labels import LABELS

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]

#: Number of what features.py and this module make of a clause; a model made for another number is refused.
FEATURES = 1
SIZE = len(LABELS)
_NONE: Ints = np.empty(0, dtype=np.int64)


#: Channels of n-grams: name → the text that they are taken from, None where the channel is silent. They are weighted by
#: rarity and brought to length 1. In sections 5 and 6 the same words tell another label.
TEXTS: Mapping[str, Callable[[Context], str | None]] = {
    "text": lambda c: c.text,
    "five": lambda c: c.text if c.section == 5 else None,
    "six": lambda c: c.text if c.section == 6 else None,
    "heading": lambda c: c.heading,
    "prev": lambda c: c.prev or None,
}
#: Channels of cues: name → what they take of a clause.
CUES: Mapping[str, Callable[[Context], Collection[str]]] = {
    "before": lambda c: cues(c.prev) if c.prev else (),
    "place": place,
}
CHANNELS = (*TEXTS, *CUES)
#: What a channel looks at: clauses that agree in it have the same features.
_KEYS: Mapping[str, Callable[[Context], Any]] = {
    **TEXTS,
    "before": lambda c: c.prev,
    "place": lambda c: (c.text, c.section, c.heading, not c.prev, opening(c.prev), c.year),
}


def names(channel: str, context: Context) -> Collection[str]:
    """The features that a channel takes of a clause."""
    if channel in CUES:
        return CUES[channel](context)
    text = TEXTS[channel](context)
    return () if text is None else grams(plain(text)[0])


@dataclass(frozen=True, slots=True)
class Bag:
    """Features of many clauses, flat: positions in the vocabulary and where each clause begins."""

    positions: Ints
    begins: Ints


class Linear:
    """Scores of labels: for every channel the sum of the weights of what is there, levelled where asked."""

    def __init__(self, vocabularies: Mapping[str, Sequence[str]], arrays: Mapping[str, Any]) -> None:
        every = sorted(set().union(*vocabularies.values()))
        #: Number (from 1) of every name that any channel knows; the channels share it, a text is looked up once.
        self._number = {name: i for i, name in enumerate(every, 1)}
        self._position = {c: self._positions(known) for c, known in vocabularies.items()}
        self._of_text = lru_cache(maxsize=8192)(self._gram_numbers)
        self.bias = arrays["bias"].astype(np.float32)
        self._table = {
            channel: np.hstack(
                [
                    arrays[f"{channel}_weight"].astype(np.float32),
                    arrays[f"{channel}_rarity"].astype(np.float32)[:, None] ** 2,
                ]
            )
            for channel in CHANNELS
        }

    def _positions(self, vocabulary: Sequence[str]) -> Ints:
        """By number of a name its position in the vocabulary of a channel, -1 where the channel does not know it."""
        found: Ints = np.full(len(self._number) + 1, -1, dtype=np.int64)
        found[[self._number[name] for name in vocabulary]] = np.arange(len(vocabulary))
        return found

    def _numbers(self, found: Collection[str]) -> Ints:
        return np.array(sorted(filter(None, map(self._number.get, found))), dtype=np.int64)

    def _gram_numbers(self, text: str) -> Ints:
        return self._numbers(grams(plain(text)[0]))

    def bag(self, channel: str, contexts: Sequence[Context]) -> Bag:
        """What a channel takes of each clause, as far as it is known."""
        if channel in TEXTS:
            taken = map(TEXTS[channel], contexts)
            rows = [_NONE if text is None else self._of_text(text) for text in taken]
        else:
            rows = [self._numbers(CUES[channel](context)) for context in contexts]
        positions = self._position[channel][np.concatenate([_NONE, *rows])]
        known = positions >= 0
        ends = np.cumsum([0, *map(len, rows)])
        return Bag(positions[known], np.concatenate(([0], np.cumsum(known)))[ends])

    def scores(self, contexts: Sequence[Context]) -> Floats:
        """Log-probabilities of the labels, one row a clause."""
        total: Floats = np.tile(self.bias, (len(contexts), 1))
        for channel in CHANNELS:
            first, which = _distinct(channel, contexts)
            total += self._sum(channel, self.bag(channel, first))[which]
        total -= total.max(axis=1, keepdims=True)
        total -= np.log(np.exp(total).sum(axis=1, keepdims=True))
        return total

    def _sum(self, channel: str, bag: Bag) -> Floats:
        rows = len(bag.begins) - 1
        sums = np.zeros((rows, SIZE + 1), dtype=np.float32)
        filled = np.flatnonzero(np.diff(bag.begins))
        if len(filled):
            sums[filled] = np.add.reduceat(self._table[channel][bag.positions], bag.begins[filled], axis=0)
        if channel in TEXTS:
            sums /= np.sqrt(np.maximum(sums[:, SIZE:], 1e-12))
        return sums[:, :SIZE]


@dataclass(frozen=True, slots=True)
class Run:
    """Clauses that follow each other in one section: their scores, their labels where known, the section's manner."""

    scores: Scores
    relations: tuple[int, ...]  # how each clause but the first follows the one before
    manner: int
    labels: tuple[int, ...] = ()


def _distinct(channel: str, contexts: Sequence[Context]) -> tuple[list[Context], list[int]]:
    """Clauses that differ in what a channel looks at, and which of them each clause is like."""
    key = _KEYS[channel]
    seen: dict[Any, int] = {}
    first: list[Context] = []
    which: list[int] = []
    for context in contexts:
        at = seen.setdefault(key(context), len(first))
        if at == len(first):
            first.append(context)
        which.append(at)
    return first, which


class Chain:
    """How labels follow each other: sections 0-4, 5 and 6 each have their manners.

    A model has two: ``section`` for whole sections, ``pair`` for a clause given with its predecessor only.
    """

    def __init__(self, arrays: Mapping[str, Any], name: str) -> None:
        self.step = arrays[f"{name}_step"].astype(np.float64)  # manner, relation, label before, label
        self.start = arrays[f"{name}_start"].astype(np.float64)  # manner, label
        self._moves = np.exp(self.step)
        self.scale = float(arrays[f"{name}_scale"])

    @staticmethod
    def manner(section: int) -> int:
        """Row of the tables for a section."""
        return {5: 1, 6: 2}.get(section, 0)

    def of(self, run: Run) -> Scores:
        """Probabilities of the labels of the clauses of a run, each in the light of all the others."""
        return forward_backward(
            run.scores * self.scale, self.start[run.manner], self._moves[run.manner], run.relations
        )

    def last(self, before: Scores, own: Scores, manners: Sequence[int], relations: Sequence[int]) -> Scores:
        """Probabilities of clauses of which each is known with its predecessor only."""
        ahead = _rise(before * self.scale + self.start[list(manners)])
        coming = np.empty_like(own)
        groups: dict[tuple[int, int], list[int]] = {}
        for at, key in enumerate(zip(manners, relations, strict=True)):
            groups.setdefault(key, []).append(at)
        for (manner, way), rows in groups.items():
            coming[rows] = ahead[rows] @ self._moves[manner, way]
        joint: Scores = coming * _rise(own * self.scale)
        joint /= joint.sum(axis=1, keepdims=True)
        return joint


def _rise(scores: Scores) -> Scores:
    raised: Scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised


def forward_backward(
    scores: Scores,
    start: Scores,
    moves: Scores,
    relations: Sequence[int],
) -> Scores:
    """Marginal probabilities of a linear chain; scores and start are logarithms, moves (by relation) are not."""
    local = _rise(scores)
    ahead = np.empty_like(local)
    ahead[0] = local[0] * np.exp(start)
    ahead[0] /= ahead[0].sum()
    for i in range(1, len(local)):
        ahead[i] = local[i] * (ahead[i - 1] @ moves[relations[i - 1]])
        ahead[i] /= ahead[i].sum()
    back = np.ones(local.shape[1])
    joint: Scores = ahead.copy()
    for i in range(len(local) - 2, -1, -1):
        back = moves[relations[i]] @ (back * local[i + 1])
        back /= back.sum()
        joint[i] *= back
    joint /= joint.sum(axis=1, keepdims=True)
    return joint
