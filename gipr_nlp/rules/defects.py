"""From broken equations to defects: what belongs together, how it is called and repaired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gipr_nlp.model import Number
from gipr_nlp.rules.repair import Change, Checked, Key, Puzzle, Values

Repair = tuple[tuple[Key, Number], ...]
"""Cells with the value each should have."""

RANK = {"F01": 0, "F03": 1, "F02": 2}
"""Which broken equation a defect is called after (rules.md 5.0a)."""

MOST_CERTAIN = 5
"""With more wrong cells than this, others may explain the table as well without being found."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect: the broken equations that it explains (by number), the one that names it, and the repairs.

    The repairs are equally small; there is none where none was found. ``certain``: the repaired values may be
    offered; not so where every equation has an unknown cell, or where the table has so many wrong cells that
    others may be to blame as well.
    """

    lead: int
    equations: tuple[int, ...]
    repairs: tuple[Repair, ...] = ()
    certain: bool = True


def localise(values: Values, checked: Sequence[Checked]) -> tuple[Defect, ...]:
    """The defects of a table, in the order of the equations that name them; all broken ones are in some."""
    if not any(c.broken for c in checked):
        return ()
    finder = _Finder(Puzzle(values, checked))
    found = _slipped_rows(finder.defects())
    return tuple(sorted(found, key=lambda defect: finder.rank(defect.lead)))


class _Finder:
    def __init__(self, puzzle: Puzzle) -> None:
        self.puzzle = puzzle
        self.broken = puzzle.bad()
        self.few = True

    def defects(self) -> list[Defect]:
        plans = self.puzzle.solve()
        self.few = plans[0].cost <= MOST_CERTAIN and not plans[0].rest
        if len(plans) > 1:
            ways = list(dict.fromkeys(way for plan in plans for way in plan.ways()))
            parts = self._alike(ways)
            if parts is not None and not any(plan.rest for plan in plans):
                return [self._defect(alternatives) for alternatives in parts]
        found = [defect for block in plans[0].blocks for defect in self._of_block(block)]
        return [*found, *self._unexplained(plans[0].rest)]

    def rank(self, n: int) -> tuple[int, bool, int]:
        """Row sums before column sums, the total column before the others: that is the figure people quote."""
        equation = self.puzzle.checked[n].equation
        return RANK.get(equation.code, 0), equation.right[0][2] != "total", n

    def _of_block(self, block: Sequence[Change]) -> list[Defect]:
        parts = self._alike(block)
        return [self._defect(alternatives) for alternatives in (parts if parts is not None else [block])]

    def _alike(self, ways: Sequence[Change]) -> list[list[Change]] | None:
        """The parts of equally small changes, each with its alternatives; None where they do not agree."""
        named = [self._by_lead(self._parts(way)) for way in ways]
        if any(one.keys() != named[0].keys() for one in named):
            return None
        return [list(dict.fromkeys(one[lead] for one in named)) for lead in named[0]]

    def _parts(self, change: Change) -> list[Change]:
        """Cells that hide each other's mark somewhere (the row holds although two of its cells are wrong)
        belong together; all others are defects of their own."""
        parts: list[tuple[set[int], set[int], Change]] = []
        for step in change:
            alone = self.puzzle.touched((step,))
            touched = set(alone)
            hidden = {n for n in touched - self.broken if self.puzzle.wrong(n, alone[n])}
            merged: Change = (step,)
            apart = []
            for its_hidden, its_touched, part in parts:
                if hidden & its_touched or its_hidden & touched or self._one_slip((*part, step)):
                    hidden, touched, merged = hidden | its_hidden, touched | its_touched, (*part, *merged)
                else:
                    apart.append((its_hidden, its_touched, part))
            parts = [*apart, (hidden, touched, tuple(sorted(merged)))]
        return [part for _, _, part in parts]

    def _one_slip(self, steps: Change) -> bool:
        """Two cells of one row spoilt by one slip of the pen, although the row's sum shows it."""
        if len(steps) != 2:
            return False
        (a, x), (b, y) = sorted(steps)
        one, other = self.puzzle.keys[a], self.puzzle.keys[b]
        if one[1] != other[1] or "total" in (one[2], other[2]):
            return False
        printed = (self.puzzle.printed[a], self.puzzle.printed[b])
        meant = (printed[0] + x, printed[1] + y)
        return (b - a == 1 and torn(printed, meant)) or displaced(printed, meant)

    def _by_lead(self, parts: list[Change]) -> dict[tuple[int, int], Change]:
        """Parts by the equation that names them, numbered where several share it."""
        named: dict[tuple[int, int], Change] = {}
        for part in parts:
            lead = min(self._explained(part), key=self.rank)
            named[lead, sum(1 for other, _ in named if other == lead)] = part
        return named

    def _explained(self, change: Change) -> frozenset[int]:
        return self.broken & {n for cell, _ in change for n, _ in self.puzzle.touch[cell]}

    def _defect(self, changes: Sequence[Change]) -> Defect:
        explained = frozenset[int]().union(*map(self._explained, changes))
        lead = min(self._explained(changes[0]), key=self.rank)
        repairs = tuple(
            tuple((self.puzzle.keys[cell], self.puzzle.printed[cell] + amount) for cell, amount in change)
            for change in changes
        )
        return Defect(
            lead, tuple(sorted(explained)), repairs, any(self.puzzle.kind[n] == 0 for n in explained)
        )

    def _unexplained(self, rest: Iterable[int]) -> list[Defect]:
        """Broken equations without suspect: a defect for every row, columns hang on the first; without a row
        a defect for every column."""
        ranked = sorted(rest, key=self.rank)
        rows = [n for n in ranked if self.rank(n)[0] == 0]
        groups: dict[str, list[int]] = {}
        for n in ranked:
            _, row, column = self.puzzle.checked[n].equation.right[0]
            groups.setdefault(row if n in rows else next(iter(groups)) if rows else column, []).append(n)
        return [Defect(group[0], tuple(sorted(group))) for group in groups.values()]


def _slipped_rows(defects: list[Defect]) -> list[Defect]:
    """Three or more wrong cells in one row are no independent mistakes: the row has slipped."""
    rows: dict[str, list[Defect]] = {}
    for defect in defects:
        touched = {key[1] for repair in defect.repairs for key, _ in repair}
        if len(defect.repairs) == 1 and len(touched) == 1:
            rows.setdefault(touched.pop(), []).append(defect)
    for group in rows.values():
        steps = tuple(step for defect in group for step in defect.repairs[0])
        if len(group) > 1 and len(steps) > 2:
            equations = {n for defect in group for n in defect.equations}
            whole = Defect(group[0].lead, tuple(sorted(equations)), (steps,), all(d.certain for d in group))
            defects = [whole, *(d for d in defects if d not in group)]
    return defects


def torn(printed: tuple[Number, Number], meant: tuple[Number, Number]) -> bool:
    """12 printed as 1 and 2 in neighbouring cells, or 1 and 2 as 12."""
    for whole, parts in ((meant, printed), (printed, meant)):
        if 0 in whole and 0 not in parts and f"{parts[0]}{parts[1]}" == str(whole[0] or whole[1]):
            return True
    return False


def displaced(printed: tuple[Number, Number], meant: tuple[Number, Number]) -> bool:
    """A number of two or more stands in the other cell, its own cell is empty; what stood there was lost."""
    return any(printed[here] == 0 and printed[there] == meant[here] >= 2 for here, there in ((0, 1), (1, 0)))
