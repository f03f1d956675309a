"""Column lines that nobody drew: numbers that stand apart in one ruled cell belong to columns of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from gipr_nlp.readers.pdf.lines import Line, chunks_of, lines_of
from gipr_nlp.readers.pdf.rulings import Area, Lattice
from gipr_nlp.readers.pdf.sheet import Glyph
from gipr_nlp.text import squash

APART = 0.9  # of the size: numbers of one cell do not stand so far from each other
_NUMBER = re.compile(r"[+\-增减]?\d[\d,.]*(?:万?元|件|个|项)?|[-—/]+|无")


def parted(lattice: Lattice, glyphs: Sequence[Glyph]) -> Lattice:
    """The lattice with a column line more wherever the numbers of some row stand apart without one."""
    chunks = {
        area: [chunk for line in lines_of(inside) for chunk in chunks_of(line, APART)]
        for area, inside in lattice.shared(glyphs).items()
    }
    areas: list[Area] = []
    for area in lattice.areas:
        inner = lattice.xs[area.column + 1 : area.column + area.colspan]
        if inner and len(_numbers_on_a_level(chunks[area])) >= 2 and _divides(chunks[area], inner):
            areas += [Area(area.row, area.column + i, 1, area.rowspan) for i in range(area.colspan)]
        else:
            areas.append(area)
    lattice = Lattice(lattice.xs, lattice.ys, areas)
    rows = {area: chunks[area] for area in areas if area.colspan == 1 and area in chunks}
    for column in range(len(lattice.xs) - 2, -1, -1):
        own = {area: chunks for area, chunks in rows.items() if area.column == column}
        if edges := _edges(list(own.values())):
            lattice = _with(lattice, column, edges, own)
    return lattice


def _numbers_on_a_level(chunks: Sequence[Line]) -> list[Line]:
    """The numbers among some pieces, where all of these stand on one line."""
    level = max((c.middle for c in chunks), default=0) - min((c.middle for c in chunks), default=0) < 3
    return [c for c in chunks if _is_number(c)] if level else []


def _edges(rows: Sequence[Sequence[Line]]) -> list[float]:
    """Where column lines would run: between the numbers of the rows that hold several on one level."""
    several = [row for row in rows if len(_numbers_on_a_level(row)) >= 2]
    if not several:
        return []
    spans: list[list[float]] = []
    for x0, x1 in sorted((c.x0, c.x1) for row in several for c in row):
        if spans and x0 < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], x1)
        else:
            spans.append([x0, x1])
    return [(a[1] + b[0]) / 2 for a, b in pairwise(spans)]


def _is_number(chunk: Line) -> bool:
    return _NUMBER.fullmatch(squash(chunk.text)) is not None


def _with(lattice: Lattice, column: int, edges: list[float], own: dict[Area, list[Line]]) -> Lattice:
    """A lattice with lines more within a column: cells that no text crosses are parted, others span them."""
    more = len(edges)
    areas: list[Area] = []
    for area in lattice.areas:
        if area.column > column:
            areas.append(Area(area.row, area.column + more, area.colspan, area.rowspan))
        elif area.column + area.colspan <= column:
            areas.append(area)
        elif area in own and _divides(own[area], edges):
            areas += [Area(area.row, column + i, 1, area.rowspan) for i in range(more + 1)]
        else:
            areas.append(Area(area.row, area.column, area.colspan + more, area.rowspan))
    xs = [*lattice.xs[: column + 1], *edges, *lattice.xs[column + 1 :]]
    return Lattice(xs, lattice.ys, areas)


def _divides(chunks: Sequence[Line], edges: Sequence[float]) -> bool:
    """Whether a cell's text stands in the columns: several pieces, none across a line."""
    across = any(c.x0 < edge < c.x1 for c in chunks for edge in edges)
    return len(chunks) > 1 and any(map(_is_number, chunks)) and not across
