"""What two witnesses say of a cell: the lines of the text and the grid. Only a contradiction is a doubt.

A witness that leaves open is contradicted by nothing: where the lines do not show which cell is blank and the grid
does, the grid's value holds. Characters from OCR make a cell less sure without a doubt, until equations confirm it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gipr_nlp import form as forms
from gipr_nlp.model import Cell, Document, Place
from gipr_nlp.tables.cells import BY_ORDER, UNREADABLE
from gipr_nlp.tables.grid_cells import Shown


def agreed(lines: Sequence[Cell], grid: Shown) -> list[Cell]:
    """The cells of a table as both witnesses have it.

    Args:
        lines: cells as the lines of the text give them.
        grid: cells as the grids show them.
    """
    return [_read(_agreed(cell, grid)) for cell in lines]


def _read(cell: Cell) -> Cell:
    """A cell of whose characters nothing is sure (torn by a line, no character of any font) is doubtful."""
    if cell.confidence > 0 or cell.doubt is not None:
        return cell
    return replace(cell, value=None, doubt=UNREADABLE, proposed=cell.value)


def _agreed(line: Cell, grid: Shown) -> Cell:
    seen, _ = grid.get((line.table, line.row, line.column), (None, None))
    if seen is None:
        return line
    if seen.doubt is None and line.doubt is None:
        same = (seen.state, seen.value) == (line.state, line.value)
        return (
            replace(line, line=seen.line, confidence=seen.confidence) if same else _contradicted(line, seen)
        )
    if seen.doubt is None:
        return seen
    if line.doubt is not None:
        return replace(seen, proposed=line.proposed if seen.proposed is None else seen.proposed)
    if seen.doubt == BY_ORDER:
        return replace(line, confidence=seen.confidence)
    return replace(seen, proposed=line.value)


def _contradicted(line: Cell, seen: Cell) -> Cell:
    doubt = f"the lines read {line.raw.strip() or 'a blank'}, the grid {seen.raw.strip() or 'a blank'}"
    return replace(seen, value=None, doubt=doubt, proposed=seen.value)


def by_places(cells: Sequence[Cell], document: Document) -> list[Cell]:
    """Cells that stand in no grid, as sure as the characters of their lines."""
    unsure = [p for p in document.places if p.confidence < 1]
    if not unsure:
        return list(cells)
    return [
        replace(cell, confidence=min((p.confidence for p in _around(cell, document, unsure)), default=1.0))
        if cell.confidence == 1 and cell.line
        else cell
        for cell in cells
    ]


def _around(cell: Cell, document: Document, unsure: Sequence[Place]) -> list[Place]:
    low = document.line_starts[(cell.line or 1) - 1]
    high = low + len(document.lines[(cell.line or 1) - 1])
    at = document.text.find(cell.raw, low, high) if cell.raw else -1
    if at >= 0 and document.text.find(cell.raw, at + 1, high) < 0:  # the only such text of its line
        low, high = at, at + len(cell.raw)
    return [p for p in unsure if p.start < high and low < p.end]


def confirmed(cells: Sequence[Cell], table: str, form: str) -> list[Cell]:
    """Cells less sure than 1 through which every equation of the form holds are sure again."""
    if all(cell.confidence == 1 for cell in cells):
        return list(cells)
    values = {(c.table, c.row, c.column): None if c.doubt else c.value for c in cells}
    through: dict[tuple[str, str, str], list[bool]] = {}
    for equation in forms.equations(table, form):
        holds = equation.holds(values) is True
        for key in (*equation.left, *equation.right):
            through.setdefault(key, []).append(holds)
    balanced = {key for key, all_ in through.items() if all(all_)}
    return [
        replace(c, confidence=1.0) if c.confidence < 1 and (c.table, c.row, c.column) in balanced else c
        for c in cells
    ]
