"""Ruled tables of a page with their text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gipr_nlp.readers.blocks import GridCell
from gipr_nlp.readers.pdf.lines import lines_of
from gipr_nlp.readers.pdf.rulings import Area, Lattice, lattices
from gipr_nlp.readers.pdf.sheet import UNREADABLE, Box, Glyph, Sheet
from gipr_nlp.readers.pdf.unruled import parted


@dataclass(slots=True)
class Cell:
    """A cell in its grid column. ``full``: its last line ends where the next character would not have fitted."""

    text: str
    column: int
    colspan: int = 1
    rowspan: int = 1
    confidence: float = 1.0
    full: bool = False


@dataclass(slots=True)
class Table:
    """A table, or the part of one that stands on a page: column lines, cells row by row, page and box of each row."""

    box: Box
    xs: list[float]
    rows: list[list[Cell]]
    pages: list[int]
    boxes: list[Box]

    @property
    def page(self) -> int:
        return self.pages[0]

    @property
    def top(self) -> float:
        return self.box[1]

    @property
    def grid(self) -> list[list[GridCell]]:
        return [[GridCell(c.text, c.colspan, c.rowspan, c.confidence) for c in row] for row in self.rows]

    @property
    def columns(self) -> list[tuple[int, ...]]:
        return [tuple(c.column for c in row) for row in self.rows]


def ruled_tables(sheet: Sheet) -> list[Table]:
    """The ruled tables of a page; their characters are taken from the sheet."""
    found = []
    for lattice in lattices(sheet):
        x0, y0, x1, y1 = lattice.box
        inside = [g for g in sheet.glyphs if x0 <= g.centre < x1 and y0 <= g.middle < y1]
        if inside:
            taken = {id(g) for g in inside}
            sheet.glyphs = [g for g in sheet.glyphs if id(g) not in taken]
            found.append(_filled(sheet, parted(lattice, inside), inside))
    return found


def _filled(sheet: Sheet, lattice: Lattice, glyphs: list[Glyph]) -> Table:
    texts = lattice.shared(glyphs)
    torn = _crossed([(g, area) for area, own in texts.items() for g in own])
    rows: list[list[Cell]] = [[] for _ in lattice.ys[1:]]
    for area in lattice.areas:
        cell = cell_of(texts[area], lattice.box_of(area)[2], sheet.blank)
        cell.column, cell.colspan, cell.rowspan = area.column, area.colspan, area.rowspan
        cell.confidence = 0.0 if area in torn else cell.confidence
        rows[area.row].append(cell)
    x0, _, x1, _ = lattice.box
    boxes = [(x0, top, x1, bottom) for top, bottom in pairwise(lattice.ys)]
    return Table(lattice.box, lattice.xs, rows, [sheet.number] * len(rows), boxes)


def _crossed(placed: Sequence[tuple[Glyph, Area]]) -> set[Area]:
    """The cells on both sides of a line that a number runs across, too long for its cell: no telling whose digits."""
    digits = [(g, area) for g, area in placed if g.text.isdigit()]
    digits.sort(key=lambda pair: (round(pair[0].middle, 1), pair[0].x0))
    torn: set[Area] = set()
    for (g, here), (h, there) in pairwise(digits):
        apart = abs(g.middle - h.middle) > 0.2 * g.size or abs(h.x0 - g.x1) > 0.12 * g.size
        if here != there and not apart:
            torn |= {here, there}
    return torn


def cell_of(glyphs: Sequence[Glyph], right: float, blank: float) -> Cell:
    """A cell with the lines of its text; nothing is sure of one with characters that cannot be read."""
    lines = lines_of(glyphs)
    text = "\n".join(line.text for line in lines)
    sure = 0.0 if UNREADABLE in text else min((g.confidence for g in glyphs), default=blank)
    full = bool(lines) and right - lines[-1].x1 < 1.9 * lines[-1].size
    return Cell(text, 0, confidence=sure, full=full)
