"""Ruling lines → lattices: which rectangles of a page are cells, and how many columns and rows each spans."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gipr_nlp.readers.pdf.sheet import Box, Glyph, Rule, Sheet

NEAR = 3.0  # points: the two strokes of a double line, the ends of lines that meet
GAP = 2.5
DRAWN = 0.6  # share of a cell's side that must be drawn to divide
MOST_RULES = 1500
SMALLEST = 5.0  # no cell is narrower


@dataclass(frozen=True, slots=True)
class Area:
    """A cell of a lattice: top row, left column, and the columns and rows that it spans."""

    row: int
    column: int
    colspan: int
    rowspan: int


@dataclass(slots=True)
class Lattice:
    """A ruled table: positions of its column and row lines, its cells in reading order."""

    xs: list[float]
    ys: list[float]
    areas: list[Area]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a point, None outside."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        inside = 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return (row, column) if inside else None

    def box_of(self, area: Area) -> Box:
        return (
            self.xs[area.column],
            self.ys[area.row],
            self.xs[area.column + area.colspan],
            self.ys[area.row + area.rowspan],
        )

    def shared(self, glyphs: Iterable[Glyph]) -> dict[Area, list[Glyph]]:
        """The characters in each cell, every cell listed."""
        owner = {
            (row, column): area
            for area in self.areas
            for row in range(area.row, area.row + area.rowspan)
            for column in range(area.column, area.column + area.colspan)
        }
        found: dict[Area, list[Glyph]] = {area: [] for area in self.areas}
        for glyph in glyphs:
            place = self.at(glyph.centre, glyph.middle)
            if place is not None:
                found[owner[place]].append(glyph)
        return found


def lattices(sheet: Sheet) -> list[Lattice]:
    """The ruled tables of a page from top to bottom; a frame around one text is none."""
    across, down = merged(sheet.horizontal), merged(sheet.vertical)
    if len(across) > MOST_RULES or len(down) > MOST_RULES:
        sheet.crowded = True
        return []
    found = []
    for rows, columns in _connected(across, down):
        lattice = _lattice(rows, columns)
        if lattice is not None and len(lattice.areas) > 1:
            found.append(lattice)
    found.sort(key=lambda lattice: (lattice.ys[0], lattice.xs[0]))
    return [one for one in found if not any(_holds(other, one) for other in found if other is not one)]


def loose(sheet: Sheet) -> list[Rule]:
    """The horizontal lines of a page that meet no vertical one, from top to bottom."""
    across, down = merged(sheet.horizontal), merged(sheet.vertical)
    return [r for r in across if not any(_meet(r, v) for v in down)] if len(across) < MOST_RULES else []


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Lines on one level made one: pieces that touch, the strokes of double lines."""
    levels: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: (r.at, r.start)):
        if levels and rule.at - levels[-1][0].at <= NEAR:
            levels[-1].append(rule)
        else:
            levels.append([rule])
    found = []
    for level in levels:
        weight = sum(r.end - r.start for r in level) or 1.0
        at = sum(r.at * (r.end - r.start) for r in level) / weight
        level.sort(key=lambda r: r.start)
        start, end = level[0].start, level[0].end
        for rule in level[1:]:
            if rule.start - end <= GAP:
                end = max(end, rule.end)
            else:
                found.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        found.append(Rule(at, start, end))
    return [r for r in found if r.end - r.start >= SMALLEST]


def _meet(across: Rule, down: Rule) -> bool:
    return (
        across.start - NEAR <= down.at <= across.end + NEAR
        and down.start - NEAR <= across.at <= down.end + NEAR
    )


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of lines that hang together."""
    owner = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while owner[i] != i:
            owner[i] = owner[owner[i]]
            i = owner[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down, len(across)):
            if _meet(h, v):
                owner[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, h in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(h)
    for j, v in enumerate(down, len(across)):
        groups.setdefault(root(j), ([], []))[1].append(v)
    return [group for group in groups.values() if group[0] and group[1]]


def _lattice(across: list[Rule], down: list[Rule]) -> Lattice | None:
    xs = _levels((r.at for r in down), (p for r in across for p in (r.start, r.end)))
    ys = _levels((r.at for r in across), (p for r in down for p in (r.start, r.end)))
    if len(xs) < 2 or len(ys) < 2 or (len(xs) == 2 and len(ys) == 2):
        return None
    right = _drawn(xs, ys, down)  # right[j][i]: the line xs[j] divides row i
    below = _drawn(ys, xs, across)
    areas, taken = [], [[False] * (len(xs) - 1) for _ in ys[1:]]
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if not taken[row][column]:
                areas.append(_area(row, column, right, below, taken))
                area = areas[-1]
                for r in range(row, row + area.rowspan):
                    taken[r][column : column + area.colspan] = [True] * area.colspan
    return _without_idle_lines(xs, ys, areas)


def _without_idle_lines(xs: list[float], ys: list[float], areas: list[Area]) -> Lattice:
    """The lattice without the lines at which no cell begins or ends."""
    columns = sorted({edge for a in areas for edge in (a.column, a.column + a.colspan)})
    rows = sorted({edge for a in areas for edge in (a.row, a.row + a.rowspan)})
    column, row = {old: new for new, old in enumerate(columns)}, {old: new for new, old in enumerate(rows)}
    kept = [
        Area(
            row[a.row],
            column[a.column],
            column[a.column + a.colspan] - column[a.column],
            row[a.row + a.rowspan] - row[a.row],
        )
        for a in areas
    ]
    return Lattice([xs[c] for c in columns], [ys[r] for r in rows], kept)


def _levels(drawn: Iterable[float], ends: Iterable[float]) -> list[float]:
    """Positions of the lines, and of the sides that are open: where the crossing lines end."""
    levels: list[float] = []
    for at in sorted(drawn):
        if not levels or at - levels[-1] >= SMALLEST:
            levels.append(at)
    stops = sorted(ends)
    if stops and levels:
        if stops[0] < levels[0] - SMALLEST:
            levels.insert(0, stops[0])
        if stops[-1] > levels[-1] + SMALLEST:
            levels.append(stops[-1])
    return levels


def _drawn(levels: Sequence[float], crossing: Sequence[float], rules: Sequence[Rule]) -> list[list[bool]]:
    """For each level and each stretch between two crossing levels: whether a line is drawn there."""
    found = []
    for number, level in enumerate(levels):
        if number in (0, len(levels) - 1):
            found.append([True] * (len(crossing) - 1))
            continue
        mine = [r for r in rules if abs(r.at - level) < SMALLEST]
        found.append(
            [
                sum(max(0.0, min(r.end, high) - max(r.start, low)) for r in mine) >= DRAWN * (high - low)
                for low, high in pairwise(crossing)
            ]
        )
    return found


def _area(
    row: int, column: int, right: list[list[bool]], below: list[list[bool]], taken: list[list[bool]]
) -> Area:
    """The largest undivided rectangle that begins here, first to the right, then down."""
    wide = 1
    while column + wide < len(taken[0]) and not right[column + wide][row] and not taken[row][column + wide]:
        wide += 1
    high = 1
    while (
        row + high < len(taken)
        and not any(below[row + high][column : column + wide])
        and not any(taken[row + high][column : column + wide])
        and not any(right[c][row + high] for c in range(column + 1, column + wide))
    ):
        high += 1
    return Area(row, column, wide, high)


def _holds(outer: Lattice, inner: Lattice) -> bool:
    """Whether one table stands within a single cell of another: then the outer one is a frame."""
    x0, y0, x1, y1 = inner.box
    middle = outer.at((x0 + x1) / 2, (y0 + y1) / 2)
    if middle is None or len(outer.areas) <= len(inner.areas):
        return False
    a, b, c, d = outer.box
    return a - NEAR <= x0 and b - NEAR <= y0 and x1 <= c + NEAR and y1 <= d + NEAR
