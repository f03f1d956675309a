"""Two reports side by side: which clauses of one stand in the other, whatever was changed, moved, merged or cut.

Looked at are text clauses only; statutory wording and short clauses never match. What links two clauses is the same
from either side; how much of a report stands in the other is told of its own characters.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gipr_nlp.similarity.prints import Print

#: Masked clauses that are so similar (Indel ratio, 0-100) are one (calibrated: ``python -m corpus.copies``).
RATIO = 75
#: Or so much of a clause (0-100) stands in 5-grams in one clause of the other report and its two neighbours.
COVER, SPAN = 70, 5


@dataclass(frozen=True, slots=True)
class Link:
    """A clause of the one report in the other: indices, similarity 0-1, and which of the two is contained."""

    own: int
    other: int
    similarity: float
    own_in: bool = True
    other_in: bool = True


def links(
    own: Sequence[Print], other: Sequence[Print], ratio: int = RATIO, cover: int = COVER
) -> tuple[Link, ...]:
    """The best link of every clause that has one, in the order of ``own``: the most similar, then the one that goes on
    where the last one stood, then the first."""
    by_own: dict[int, list[Link]] = defaultdict(list)
    for link in pairs(own, other, ratio, cover):
        by_own[link.own].append(link)
    chosen: list[Link] = []
    for i in sorted(by_own):
        follows = chosen[-1].other + 1 if chosen else -1
        chosen.append(
            min(by_own[i], key=lambda k: (not k.own_in, -k.similarity, k.other != follows, k.other))
        )
    return tuple(chosen)


def pairs(
    own: Sequence[Print], other: Sequence[Print], ratio: int = RATIO, cover: int = COVER
) -> tuple[Link, ...]:
    """All pairs of clauses that are linked, the same from either side."""
    mine = [i for i, p in enumerate(own) if p.kind == "text"]
    theirs = [j for j, p in enumerate(other) if p.kind == "text"]
    if not mine or not theirs:
        return ()
    found = {(i, j): Link(i, j, 1.0) for i in mine for j in theirs if own[i].hash == other[j].hash}
    left = _without(mine, {i for i, _ in found})
    right = _without(theirs, {j for _, j in found})
    for i, j, alike in _alike(own, other, mine, theirs, set(left), set(right), ratio):
        found.setdefault((i, j), Link(i, j, alike))
    left = _without(mine, {i for i, _ in found})
    right = _without(theirs, {j for _, j in found})
    for i, j, share in _contained(own, left, other, theirs, cover):
        found[i, j] = Link(i, j, share, other_in=False)
    for j, i, share in _contained(other, right, own, mine, cover):
        known = found.get((i, j))
        both = known is not None and known.own_in
        found[i, j] = Link(i, j, max(share, known.similarity if known else 0), own_in=both)
    return tuple(found.values())


def _without(places: Sequence[int], taken: set[int]) -> list[int]:
    return [place for place in places if place not in taken]


def _alike(
    own: Sequence[Print],
    other: Sequence[Print],
    mine: Sequence[int],
    theirs: Sequence[int],
    left: set[int],
    right: set[int],
    least: int,
) -> list[tuple[int, int, float]]:
    """Pairs of similar clauses of which at least one has no equal."""
    import numpy as np
    from rapidfuzz import fuzz
    from rapidfuzz.process import cdist

    table = cdist(
        [own[i].masked for i in mine],
        [other[j].masked for j in theirs],
        scorer=fuzz.ratio,
        score_cutoff=least,
        dtype=np.float32,
    )
    rows, columns = np.nonzero(table)
    return [
        (mine[r], theirs[c], round(float(table[r, c]) / 100, 3))
        for r, c in zip(rows.tolist(), columns.tolist(), strict=True)
        if mine[r] in left or theirs[c] in right
    ]


def _contained(
    parts: Sequence[Print], left: Sequence[int], whole: Sequence[Print], places: Sequence[int], cover: int
) -> list[tuple[int, int, float]]:
    """Clauses that stand in a stretch of the other report, with the clause that has most of it: what was merged with
    its neighbour or cut in two."""
    if not left:
        return []
    where = _index(tuple(whole[place].masked for place in places))
    found = []
    for i in left:
        text = parts[i].masked
        hits = [
            (at, where[gram]) for at in range(len(text) - SPAN + 1) if (gram := text[at : at + SPAN]) in where
        ]
        if _share(text, (at for at, _ in hits)) < cover / 100:
            continue
        counts = Counter(position for _, positions in hits for position in positions)
        best = min(counts, key=lambda position: (-counts[position], position))
        near = {best - 1, best, best + 1}
        share = _share(text, (at for at, positions in hits if not near.isdisjoint(positions)))
        if share >= cover / 100:
            found.append((i, places[best], round(share, 3)))
    return found


@lru_cache(maxsize=32)
def _index(texts: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Every 5-gram of texts with the texts that have it."""
    found: dict[str, list[int]] = {}
    for position, text in enumerate(texts):
        for gram in {text[at : at + SPAN] for at in range(len(text) - SPAN + 1)}:
            found.setdefault(gram, []).append(position)
    return {gram: tuple(positions) for gram, positions in found.items()}


def _share(text: str, starts: Iterable[int]) -> float:
    """Share of a text that 5-grams beginning at these places cover."""
    covered = end = 0
    for at in starts:
        covered += at + SPAN - max(at, end)
        end = at + SPAN
    return covered / len(text)
