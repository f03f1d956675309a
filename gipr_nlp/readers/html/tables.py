"""Tables of a page: which hold data, which only lay the page out, and the cells of the former with their spans."""

from __future__ import annotations

import re

from gipr_nlp.readers.blocks import GridCell
from gipr_nlp.readers.html.flow import Flow, Line
from gipr_nlp.readers.html.tree import Element
from gipr_nlp.text import squash

_ROWS = ("tr",)
_LONG_CELL = 300  # no cell of a statutory table holds so many characters; a page's column does
_HEADING = re.compile(
    r"^[一二三四五六]、(?:总体情况|主动公开政府信息|收到和处理|.{0,12}行政复议|存在的|其他需要)"
)
_MOST_SPAN = 1000

Rows = list[list[GridCell]]


def data_tables(root: Element) -> list[Element]:
    """The tables below an element that hold data; a table around others, or around the page's text, is none of them.

    A small table inside a cell (one cell, or one row) belongs to the cell.
    """
    found: list[Element] = []
    inner: dict[int, bool] = {}  # table → whether one that counts stands inside it
    small: dict[int, list[Element]] = {}  # table → one-row tables in its cells
    open_: list[Element] = []
    for begins, node in root.walk():
        if not isinstance(node, Element) or node.tag != "table":
            continue
        if begins:
            open_.append(node)
            continue
        open_.pop()
        around = open_[-1] if open_ else None
        if inner.get(id(node)) or _lays_out(node):
            real = inner.get(id(node), False) or _cell_count(node) > 1
            found += small.get(id(node), ())
        elif around is not None and _is_small(node):
            real = False
            small.setdefault(id(around), []).append(node)
        else:
            real = True
            found.append(node)
        if around is not None:
            inner[id(around)] = inner.get(id(around), False) or real
    return found


def _cells(table: Element) -> list[list[Element]]:
    """Cell elements row by row, heads first and feet last, those of nested tables left out."""
    parts: dict[str, list[Element]] = {"thead": [], "tbody": [], "tfoot": []}
    for child in table.children:
        if not isinstance(child, Element):
            continue
        if child.tag == "tr":
            parts["tbody"].append(child)
        elif child.tag in parts:
            parts[child.tag] += [c for c in child.children if isinstance(c, Element) and c.tag == "tr"]
    return [
        [c for c in row.children if isinstance(c, Element) and c.tag in ("td", "th")]
        for rows in parts.values()
        for row in rows
    ]


def _cell_count(table: Element) -> int:
    return sum(map(len, _cells(table)))


def _is_small(table: Element) -> bool:
    rows = [row for row in _cells(table) if row]
    return len(rows) <= 1


def _lays_out(table: Element) -> bool:
    """Whether a table without others of weight in it only puts text in its place."""
    if table.get("role") in ("presentation", "none"):
        return True
    rows = _cells(table)
    if sum(map(len, rows)) <= 1:
        return True
    for row in rows:
        for cell in row:
            text = cell.text()
            if len(text) > _LONG_CELL and len(squash(text)) > _LONG_CELL:
                return True
            if len(text) < 2000 and len(rows) < 4 and any(
                isinstance(line, Line) and _HEADING.match(squash(line.text)) for line in Flow()(cell)
            ):  # fmt: skip
                return True
    return False


def rows_of(table: Element) -> Rows:
    """The cells of a data table; a one-row table inside a cell is put in its place."""
    found: Rows = []
    for row in _cells(table):
        cells: list[GridCell] = []
        for cell in row:
            inside = [t for t in cell.all("table") if not _is_empty(t)]
            nested = _cells(inside[0]) if len(inside) == 1 else []
            single = [r for r in nested if r]
            if len(single) == 1 and len(single[0]) > 1:
                cells += [_cell(c) for c in single[0]]
            else:
                cells.append(_cell(cell))
        found.append(cells)
    return found


def _is_empty(table: Element) -> bool:
    return not table.text().strip()


def _cell(cell: Element) -> GridCell:
    lines = [piece.text for piece in Flow()(cell) if isinstance(piece, Line)]
    return GridCell("\n".join(lines), _span(cell, "colspan"), _span(cell, "rowspan"))


def _span(cell: Element, name: str) -> int:
    found = re.match(r"\s*\+?(\d{1,9})", cell.get(name))
    number = int(found[1]) if found else 1
    if name == "rowspan" and number == 0:
        return _MOST_SPAN  # down to the end of the table
    return max(1, min(number, _MOST_SPAN))
