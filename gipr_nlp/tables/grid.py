"""The second witness: the three tables in the grids of a document, whose cells the format itself delimits.

The rows of all grids are read in order, for a table may be spread over several grids (page breaks) and one grid may
hold all three tables. Rows are known by their labels, columns by their headers; within a row the order of its source
cells counts, because converters add phantom columns: a grid column is asked only where the order leaves a choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gipr_nlp.model import Document, Grid, Section
from gipr_nlp.tables.grid_rows import GridTable, labelled, review
from gipr_nlp.tables.labels import labels
from gipr_nlp.tables.region import Region
from gipr_nlp.tables.tokens import CellToken, GridRow, filled, token_of

#: A cell longer than this is no cell of a statutory table but a page laid out as a table.
LONGEST = 300
_START = {
    "disclosure": re.compile("第二十条第|信息内容|本年制发件数|本年新制作数量"),
    "applications": re.compile("勾稽关系|申请人情况|新收政府信息公开申请|法人或其他组织"),
    "review": re.compile("结果维持|结果纠正|未经复议直接起诉"),
}
_FIRST = {"disclosure": "规章", "applications": "新收政府信息公开申请", "review": "结果维持"}


def grid_tables(
    document: Document, sections: Sequence[Section], lines: dict[str, Region | None]
) -> dict[str, GridTable]:
    """The statutory tables that the grids of a document hold.

    Args:
        document: with its grids.
        sections: its chapters.
        lines: where the reading of the lines has found each table; of several tables of a kind the one there counts.
    """
    found: dict[str, GridTable] = {}
    best: dict[str, tuple[int, int]] = {}
    for name, rows in _instances(document):
        table = review(rows) if name == "review" else labelled(name, rows)
        if table is None:
            continue
        _place(table.region, document, sections, rows)
        near = lines.get(name)
        here = 0 if near is None else max(
            0, min(near.end, table.region.end) - max(near.start, table.region.start)
        )  # fmt: skip
        weight = (here, sum(1 for r in table.region.runs if r.row))
        if name not in best or weight > best[name]:
            best[name], found[name] = weight, table
    return found


def _place(region: Region, document: Document, sections: Sequence[Section], rows: list[GridRow]) -> None:
    first, last = rows[0][0].line, rows[-1][0].line
    region.start = document.line_starts[first - 1]
    region.end = document.line_starts[last - 1] + len(document.lines[last - 1])
    region.line = first
    region.section = next((s.number for s in sections if s.start <= region.start < s.end), None)


# --- which rows belong to which table --------------------------------------------------------------------


def _rows(document: Document) -> Iterator[tuple[int, GridRow]]:
    """(number of the grid, row) in the order of the document; rows of layout tables are passed over."""
    count = 0
    for number, grid in enumerate(document.grids):
        top = document.line_at(grid.start)
        for i, texts in enumerate(grid.rows):
            line = grid.lines[i] if i < len(grid.lines) else top + i
            if texts and 1 <= line <= len(document.lines) and max(map(len, texts)) <= LONGEST:
                count += 1
                yield number, _row(grid, number, i, line, count)


def _row(grid: Grid, number: int, i: int, line: int, count: int) -> GridRow:
    cells, at = [], 0
    for j, text in enumerate(grid.rows[i]):
        at = grid.columns[i][j] if grid.columns else at
        span, height = grid.spans[i][j] if grid.spans else (1, 1)
        plain = token_of(text, line, count, True, column=at)
        sure = grid.confidence[i][j] if grid.confidence else 1.0
        cells.append(
            CellToken(plain.kind, plain.raw, plain.norm, line, count, True, column=at, span=span,
                      height=height, sure=sure, anchor=(number, i, j))
        )  # fmt: skip
        at += span
    return cells


def _instances(document: Document) -> list[tuple[str, list[GridRow]]]:
    """The tables in order, each with its rows; a table that is continued in another grid is one table."""
    found: list[tuple[str, list[GridRow]]] = []
    current: list[GridRow] | None = None
    name, grid, seen = "", -1, False
    rows = list(_rows(document))
    for at, (number, row) in enumerate(rows):
        flat = "".join(cell.norm for cell in row)
        begins = next((n for n, pattern in _START.items() if pattern.search(flat)), None)
        fresh = number != grid
        if fresh and begins is None and current is not None:
            rest = [r for n, r in rows[at:] if n == number]
            if not _goes_on(name, current, rest):
                current = None
        grid = number
        again = fresh and seen and begins == name and _FIRST[name] in _text(number, rows[at:])
        if begins is not None and (begins != name or current is None or again):
            current, name, seen = [], begins, False
            found.append((name, current))
        if current is not None:
            current.append(row)
            seen = seen or (_FIRST[name] in flat)
    return found


def _text(number: int, rows: Sequence[tuple[int, GridRow]]) -> str:
    return "".join(cell.norm for n, row in rows if n == number for cell in row)


def _goes_on(name: str, before: list[GridRow], rows: list[GridRow]) -> bool:
    """Does a grid without headers go on with a table that the grid before it began?"""
    if any(pattern.search("".join(c.norm for c in row)) for row in rows[:2] for pattern in _START.values()):
        return True
    if name == "review":
        done = any(filled(row) >= 8 for row in before)
        return not done and any(filled(row) >= 5 for row in rows)
    wanted = [n for label in labels(name) for n in label.names if len(n) > 2]
    return any(any("".join(c.norm for c in row if c.kind == "text").endswith(n) for n in wanted) for row in rows)  # fmt: skip
