"""``w:tbl`` → rows of source cells with their grid columns and spans.

A cell that goes on from above (``vMerge``) or from the left (``hMerge``) is no cell of its own; grid columns left out
at the beginning of a row (``gridBefore``) hold no cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gipr_nlp.readers.docx.names import child, is_on, kind, number, value

#: A cell with more characters than this holds narrative; the longest label of the forms has 48.
NARRATIVE = 150
_MOST_COLUMNS = 1000


@dataclass
class Source:
    """A source cell: the elements that hold its content, its grid column and spans."""

    element: Any
    column: int
    colspan: int = 1
    rowspan: int = 1
    covered: list[Any] = field(default_factory=list)

    @property
    def letters(self) -> int:
        """Characters of its text, roughly."""
        return sum(len(e.text or "") for e in self.element.iter() if kind(e) == "t")

    @property
    def inner(self) -> list[Any]:
        """Tables inside it, outermost only."""
        return list(_tables(self.element))


def source_rows(table: Any, most: float) -> list[list[Source]] | None:
    """The rows of a table that are not deleted, with their source cells; None where it has more cells than ``most``."""
    rows: list[list[Source]] = []
    above: dict[int, Source] = {}
    count = 0
    for row in _parts(table, "tr"):
        properties = child(row, "trPr")
        if child(properties, "del") is not None or is_on(child(properties, "hidden")):
            continue
        column = number(child(properties, "gridBefore"))
        cells: list[Source] = []
        here: dict[int, Source] = {}
        for cell in _parts(row, "tc"):
            count += 1
            if count > most:
                return None
            about = child(cell, "tcPr")
            width = max(1, min(number(child(about, "gridSpan"), default=1), _MOST_COLUMNS))
            down, across = child(about, "vMerge"), child(about, "hMerge")
            if across is not None and value(across) != "restart" and cells:
                cells[-1].colspan += width
                cells[-1].covered.append(cell)
            elif down is not None and value(down) != "restart" and column in above:
                held = above[column]
                held.rowspan += 1
                held.covered.append(cell)
                here[column] = held
            else:
                source = Source(cell, column, width)
                cells.append(source)
                if down is not None:
                    here[column] = source
            column += width
        above = here
        rows.append(cells)
    return rows


def is_layout(rows: list[list[Source]]) -> bool:
    """Whether a table only arranges a page: one column, or mostly other tables inside it."""
    cells = [cell for row in rows for cell in row]
    if all(len(row) <= 1 for row in rows):
        return True
    inner = [table for cell in cells for table in cell.inner]
    return sum(len(list(_cells(table))) for table in inner) >= len(cells) if inner else False


def is_narrative(row: list[Source]) -> bool:
    """Whether a row holds running text beside a label rather than figures."""
    return any(cell.letters > NARRATIVE for cell in row)


def _parts(element: Any, name: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those inside content controls."""
    for part in element:
        what = kind(part)
        if what == name:
            yield part
        elif what in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            yield from _parts(part, name)


def _tables(element: Any) -> Iterator[Any]:
    for part in element:
        if kind(part) == "tbl":
            yield part
        elif kind(part) not in ("p", "tcPr"):
            yield from _tables(part)


def _cells(table: Any) -> Iterator[Any]:
    return (cell for row in _parts(table, "tr") for cell in _parts(row, "tc"))
