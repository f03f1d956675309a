"""The smallest change of cells that makes all sums of a table come out (rules.md 5.7.4).

A wrong cell leaves its mark on every equation it stands in: the row sum and one or two column sums. Read
backwards, the marks name the cell. The search looks for the fewest cells that explain all broken equations:
single cells; two cells that belong together (a value in another column or row, two values exchanged, a row
and its total changed alike); a whole row or column; any three or four cells. What it cannot explain it leaves
without suspect: better none than a wrong one.

An unknown cell makes its equations undecided, unless what is known already exceeds the other side (counts are
not negative). Such an equation says only "at most" or "at least" (``kind`` 1 or -1 instead of 0).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from gipr_nlp.form import Equation
from gipr_nlp.model import Number

Key = tuple[str, str, str]
Values = Mapping[Key, Number | None]

Change = tuple[tuple[int, Number], ...]
"""Cells, by their number in the search, with what has to be added to each."""

Block = list[Change]
"""Equally small changes that explain the same equations."""

UNEXPLAINED = 4
"""What an equation costs that is left unexplained: more than any explanation by two cells."""

MOST_STEPS = 1000
MOST_CHANGES = 40
MOST_PAIRED = 14
"""Bounds that keep the audit of a hopeless table near 10 ms: steps of a search, equally small changes kept,
and broken equations among which pairs of cells are still looked for."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An equation with what is known of both sides. ``kind``: 0 all known; 1 (-1) unknown cells on the left
    (right) only; None on both."""

    equation: Equation
    left: Number
    right: Number
    unknown: tuple[Key, ...]
    kind: int | None

    @property
    def difference(self) -> Number:
        """Left minus right side."""
        return _neat(self.left - self.right)

    @property
    def broken(self) -> bool:
        """Does not hold, whatever the unknown cells are."""
        return self.kind is not None and not _holds(self.kind, self.difference)

    @property
    def undecided(self) -> bool:
        return bool(self.unknown) and not self.broken


def check(values: Values, equations: Sequence[Equation]) -> tuple[Checked, ...]:
    """Both sides of every equation; a cell that is absent or None is unknown."""
    checked = []
    for equation in equations:
        left = [v for key in equation.left if (v := values.get(key)) is not None]
        right = [v for key in equation.right if (v := values.get(key)) is not None]
        open_ = (len(left) < len(equation.left), len(right) < len(equation.right))
        kind = {(False, False): 0, (True, False): 1, (False, True): -1, (True, True): None}[open_]
        cells = (*equation.left, *equation.right) if kind != 0 else ()
        unknown = tuple(key for key in cells if values.get(key) is None)
        checked.append(Checked(equation, sum(left), sum(right), unknown, kind))
    return tuple(checked)


def _holds(kind: int, residual: Number) -> bool:
    return residual == 0 if kind == 0 else residual * kind <= 0


def _neat(number: Number) -> Number:
    return number if isinstance(number, int) else round(number, 6)


@dataclass(frozen=True, slots=True)
class Plan:
    """An explanation: blocks of cells to change, and the equations that stay unexplained."""

    blocks: tuple[Block, ...]
    rest: frozenset[int] = frozenset()

    @property
    def cost(self) -> int:
        return sum(len(block[0]) for block in self.blocks) + UNEXPLAINED * len(self.rest)

    def ways(self) -> list[Change]:
        """The whole explanation as one change, in all its equally small variants."""
        variants = product(*self.blocks)
        return [join(parts) for _, parts in zip(range(MOST_CHANGES), variants, strict=False)]


def join(parts: Collection[Change]) -> Change:
    return tuple(sorted(step for part in parts for step in part))


class Puzzle:
    """The table as the search sees it: what is left over in each equation after the cells changed so far."""

    def __init__(self, values: Values, checked: Sequence[Checked]) -> None:
        self.checked = checked
        self.keys: list[Key] = [key for key, value in values.items() if value is not None]
        self.printed: list[Number] = [value for value in values.values() if value is not None]
        self.kind = [c.kind for c in checked]
        self.residual: list[Number] = [c.difference for c in checked]
        self.settled: set[int] = set()
        self.steps = 0
        self.members: list[list[tuple[int, int]]] = [[] for _ in checked]
        self.touch: list[list[tuple[int, int]]] = [[] for _ in self.keys]
        place = {key: i for i, key in enumerate(self.keys)}
        for n, c in enumerate(checked):
            if c.kind is None:
                continue
            for sign, side in ((1, c.equation.left), (-1, c.equation.right)):
                for cell in (place[key] for key in side if key in place):
                    self.members[n].append((cell, sign))
                    self.touch[cell].append((n, sign))

    def solve(self) -> list[Plan]:
        """The cheapest explanation; several where they are equally cheap."""
        first = self._plan(peel=True)
        if all(len(block) == 1 and len(block[0]) == 1 for block in first.blocks) and not first.rest:
            return [first]
        second = self._plan(peel=False)
        least = min(first.cost, second.cost)
        return [plan for plan in (first, second) if plan.cost == least]

    # --- steps ----------------------------------------------------------------------------------------------

    def wrong(self, n: int, residual: Number) -> bool:
        kind = self.kind[n]
        return kind is not None and not _holds(kind, residual)

    def bad(self) -> frozenset[int]:
        """Equations that do not hold."""
        return frozenset(
            n for n, residual in enumerate(self.residual) if residual and self.wrong(n, residual)
        )

    def fixes(self, n: int, residual: Number, taken: Collection[int] = ()) -> Iterator[tuple[int, Number]]:
        """Cells that alone can put equation ``n`` right, with what to add; no cell becomes negative."""
        for cell, sign in self.members[n]:
            amount = -sign * residual
            if self.printed[cell] + amount >= 0 and cell not in self.settled and cell not in taken:
                yield cell, amount

    def touched(self, change: Change, start: Mapping[int, Number] | None = None) -> dict[int, Number]:
        """Residual of every equation in which a changed cell stands."""
        after = dict(start or {})
        for cell, amount in change:
            for n, sign in self.touch[cell]:
                after[n] = _neat(after.get(n, self.residual[n]) + sign * amount)
        return after

    # --- explanations ---------------------------------------------------------------------------------------

    def _plan(self, peel: bool) -> Plan:
        before = list(self.residual)
        blocks = self._peel() if peel else []
        todo = self.bad()
        found, rest = self._independent(todo)
        cost = sum(len(block[0]) for block in found) + UNEXPLAINED * len(rest)
        for search in (self._one_line, self._few_cells):
            if cost > 2 and (whole := search(todo)) and len(whole[0]) < cost:
                found, rest, cost = [whole], frozenset(), len(whole[0])
        if rest and (last := self._one_line(rest) or self._few_cells(rest)):
            found, rest = [*found, last], frozenset()
        self.residual = before
        self.settled.clear()
        return Plan((*blocks, *found), rest)

    def _peel(self) -> list[Block]:
        """Single cells that explain two or more equations which no other single cell explains."""
        blocks: list[Block] = []
        while todo := self.bad():
            singles = [(cover, block) for cover, block in self._groups(todo, 1).items() if len(cover) > 1]
            clear = [
                block
                for cover, block in singles
                if len(block) == 1 and not any(cover & other for other, _ in singles if other is not cover)
            ]
            for block in clear:
                after = self.touched(block[0])
                if any(self.wrong(n, residual) for n, residual in after.items()):
                    return blocks  # two cells of one half-known equation
                for n, residual in after.items():
                    self.residual[n] = residual
                self.settled.add(block[0][0][0])
                blocks.append(block)
            if not clear:
                break
        return blocks

    def _groups(self, todo: frozenset[int], size: int) -> dict[frozenset[int], Block]:
        """Changes of one or two cells that put right all they touch, by the broken equations they explain."""
        found: dict[frozenset[int], dict[Change, None]] = {}
        for n in sorted(todo):
            for first in self.fixes(n, self.residual[n]):
                after = self.touched((first,))
                open_ = [m for m, residual in after.items() if self.wrong(m, residual)]
                if not open_:
                    found.setdefault(todo.intersection(after), {})[(first,)] = None
                elif size > 1:
                    m = min(open_, key=lambda m: len(self.members[m]))
                    for second in self.fixes(m, after[m], (first[0],)):
                        both = self.touched((second,), after)
                        if not any(self.wrong(k, residual) for k, residual in both.items()):
                            found.setdefault(todo.intersection(both), {})[join(((first,), (second,)))] = None
        least = {cover: min(map(len, changes)) for cover, changes in found.items()}
        return {cover: [c for c in changes if len(c) == least[cover]] for cover, changes in found.items()}

    def _independent(self, todo: frozenset[int]) -> tuple[list[Block], frozenset[int]]:
        """Explanations by one or two cells each that together leave least unexplained, with as few cells as
        possible; and the equations left over."""
        groups = self._groups(todo, 2 if len(todo) <= MOST_PAIRED else 1)
        by_equation = {n: [group for group in groups if n in group] for n in todo}
        best: list[tuple[frozenset[int], ...]] = []
        least, steps = UNEXPLAINED * len(todo), 0

        def go(left: frozenset[int], used: tuple[frozenset[int], ...], cost: int) -> None:
            nonlocal best, least, steps
            steps += 1
            if cost > least or steps > MOST_STEPS:
                return
            if not left:
                best = [*best, used] if cost == least else [used]
                least = cost
                return
            n = min(left, key=lambda n: len(by_equation[n]))
            for group in by_equation[n]:
                if group <= left:
                    go(left - group, (*used, group), cost + len(groups[group][0]))
            go(left - {n}, used, cost + UNEXPLAINED)

        go(todo, (), 0)
        if not best or steps > MOST_STEPS:
            return [], todo
        done = frozenset[int]().union(*best[0])
        best = [way for way in best if done == frozenset[int]().union(*way)]
        common = set(best[0]).intersection(*best[1:])
        blocks = [groups[group] for group in sorted(common, key=min)]
        if len(best) > 1:
            ways = [Plan(tuple(groups[group] for group in way if group not in common)).ways() for way in best]
            blocks.append(list(dict.fromkeys(change for way in ways for change in way))[:MOST_CHANGES])
        return blocks, todo - done

    def _one_line(self, todo: frozenset[int]) -> Block:
        """Changes in one row or column that put right all of ``todo``: a slipped row, a column left out."""
        lines: dict[tuple[int, str], set[int]] = {}
        for cell, key in enumerate(self.keys):
            for i in (1, 2):
                lines.setdefault((i, key[i]), set()).add(cell)
        found: Block = []
        for line in lines.values():
            change: Change = ()
            after: dict[int, Number] = {}
            for n in sorted(todo):
                residual = after.get(n, self.residual[n])
                inside = [cell for cell, _ in self.members[n] if cell in line]
                if self.wrong(n, residual) and len(inside) == 1:  # with more of them it is the line's own sum
                    change += tuple(step for step in self.fixes(n, residual) if step[0] in line)
                    after = self.touched(change)
            if todo <= after.keys() and not any(self.wrong(n, residual) for n, residual in after.items()):
                found.append(tuple(sorted(change)))
        least = min(map(len, found), default=0)
        return [change for change in found if len(change) == least]

    def _few_cells(self, todo: frozenset[int]) -> Block:
        """Any three or four cells that put right all of ``todo``; none where time runs out."""
        for size in (3, 4):
            found: dict[Change, None] = {}
            self._dig((), {n: self.residual[n] for n in todo}, size, found, set())
            if self.steps > MOST_STEPS:
                return []
            if found:
                return list(found)
        return []

    def _dig(
        self,
        change: Change,
        after: dict[int, Number],
        more: int,
        found: dict[Change, None],
        seen: set[Change],
    ) -> None:
        """Put right one equation wholly by one cell, and so on: in a smallest change some equation always is.

        A cell stands in at most one equation of each code: with more broken than cells left there is no way.
        """
        self.steps += 1
        open_: dict[str, list[int]] = {}
        for n, residual in after.items():
            if self.wrong(n, residual):
                open_.setdefault(self.checked[n].equation.code, []).append(n)
        if not open_:
            found[change] = None
            return
        most = max(open_.values(), key=len)
        if len(most) > more or change in seen or self.steps > MOST_STEPS or len(found) >= MOST_CHANGES:
            return
        seen.add(change)
        taken = [cell for cell, _ in change]
        for n in most[:1] if len(most) == more else [n for group in open_.values() for n in group]:
            for step in self.fixes(n, after[n], taken):
                self._dig(join((change, (step,))), self.touched((step,), after), more - 1, found, seen)
