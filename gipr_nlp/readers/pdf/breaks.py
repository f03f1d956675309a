"""Tables over page breaks: the parts put together, repeated headers dropped, rows that the break cut made whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gipr_nlp.model import Doubt
from gipr_nlp.readers.pdf.tables import Cell, Table
from gipr_nlp.text import read_cell, squash

NEAR = 4.5  # points between the column lines of two parts
MOST_HEADERS = 8

_NUMBERED = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,2}[)）、.．]|第[一二三四五六七八九十]+")


def join_tables(first: Table, second: Table) -> tuple[Table, list[Doubt]] | None:
    """One table of the two parts that a page break made of it; None where they are two.

    Doubts tell of a row that may have been cut in two.
    """
    if second.page != first.pages[-1] + 1 or not _same_columns(first.xs, second.xs):
        return None
    start, later = first.xs[0], second.xs[0]
    xs = _united([x - start for x in first.xs], [x - later for x in second.xs])
    above = _on(xs, [x - start for x in first.xs], first.rows)
    below = _on(xs, [x - later for x in second.xs], second.rows)
    header = _repeated(above, below)
    below, pages, boxes = below[header:], second.pages[header:], second.boxes[header:]
    numbers = _number_columns(above, len(xs) - 1)
    _continue_spans(above, below, numbers)
    doubts = []
    if below and (cut := _cut(above, below[0], numbers)):
        if cut == "certain":
            _mend(above[-1], below[0])
            below, pages, boxes = below[1:], pages[1:], boxes[1:]
        else:
            where = f"第{first.pages[-1]}页末、第{second.page}页首"
            doubts.append(Doubt("file.tables", where, "表格跨页，换页处的一行可能被分成了两行"))
    whole = Table(
        first.box,
        [start + x for x in xs],
        above + below,
        first.pages + pages,
        first.boxes + boxes,
    )
    return whole, doubts


def _same_columns(first: Sequence[float], second: Sequence[float]) -> bool:
    """Whether two tables are equally wide and divide their width alike (one may have fewer lines)."""
    if abs((first[-1] - first[0]) - (second[-1] - second[0])) > 2 * NEAR:
        return False
    few, many = sorted(([x - first[0] for x in first], [x - second[0] for x in second]), key=len)
    met = sum(any(abs(x - y) <= NEAR for y in many) for x in few)
    return met >= 0.9 * len(few) and (len(few) > 2 or len(many) == len(few))


def _united(first: Sequence[float], second: Sequence[float]) -> list[float]:
    xs = list(first)
    for x in second:
        if all(abs(x - y) > NEAR for y in xs):
            xs.append(x)
    return sorted(xs)


def _on(xs: Sequence[float], own: Sequence[float], rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Rows with the columns of a finer grid."""
    place = [min(range(len(xs)), key=lambda i: abs(xs[i] - x)) for x in own]
    return [
        [
            replace(c, column=place[c.column], colspan=place[c.column + c.colspan] - place[c.column])
            for c in row
        ]
        for row in rows
    ]


def _repeated(above: Sequence[Sequence[Cell]], below: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top of a part only repeat the header of the table."""
    count = 0
    for mine, other in zip(above, below[:MOST_HEADERS], strict=False):
        texts = [squash(c.text) for c in mine]
        if texts != [squash(c.text) for c in other] or any(_is_value(c) for c in mine):
            break
        if not any(texts) and mine:
            break
        count += 1
    return count if count < len(below) else 0


def _is_value(cell: Cell) -> bool:
    return read_cell(cell.text)[0] in ("number", "zero", "not_applicable")


def _number_columns(rows: Sequence[Sequence[Cell]], wide: int) -> set[int]:
    """Columns that hold numbers."""
    numbers, texts = [0] * wide, [0] * wide
    for row in rows:
        for cell in row:
            if cell.colspan == 1 and cell.text.strip():
                (numbers if _is_value(cell) else texts)[cell.column] += 1
    return {c for c in range(wide) if numbers[c] > texts[c] or (numbers[c] and numbers[c] >= 0.4 * texts[c])}


def _last_over(rows: Sequence[Sequence[Cell]], column: int) -> tuple[int, Cell] | None:
    """Row and cell that reaches down to the end of the rows in a column."""
    for i in range(len(rows) - 1, -1, -1):
        for cell in rows[i]:
            if cell.column <= column < cell.column + cell.colspan and i + cell.rowspan >= len(rows):
                return i, cell
    return None


def _continue_spans(above: list[list[Cell]], below: list[list[Cell]], numbers: set[int]) -> None:
    """A blank cell at the top of a part, under a label that spans rows, is the rest of that label's cell."""
    if not below:
        return
    kept = []
    for cell in below[0]:
        over = _last_over(above, cell.column)
        if (
            over is not None
            and not squash(cell.text)
            and cell.column not in numbers
            and (over[1].column, over[1].colspan) == (cell.column, cell.colspan)
            and (cell.rowspan > 1 or over[1].rowspan > 1)
            and squash(over[1].text)
        ):
            over[1].rowspan += cell.rowspan
        else:
            kept.append(cell)
    if kept:
        below[0] = kept


def _cut(above: Sequence[Sequence[Cell]], row: Sequence[Cell], numbers: set[int]) -> str:
    """Whether the first row of a part is the rest of the last row above: certain | possible | nothing."""
    last = above[-1]
    upper, lower = _values(last, numbers), _values(row, numbers)
    if not upper or len(upper) != len(lower):
        return ""
    halves = all(bool(a.text.strip()) != bool(b.text.strip()) for a, b in zip(upper, lower, strict=True))
    one_side = all(a.text.strip() for a in upper) or all(b.text.strip() for b in lower)
    labels = [c for c in row if c.column not in numbers and squash(c.text)]
    if not halves or not one_side or not labels:
        return ""
    if any(_NUMBERED.match(squash(c.text)) for c in labels[-1:]):
        return ""
    pairs = [(a, b) for b in labels for a in last if a.column == b.column and a.colspan == b.colspan]
    return "certain" if pairs and len(pairs) == len(labels) and pairs[-1][0].full else "possible"


def _values(row: Sequence[Cell], numbers: set[int]) -> list[Cell]:
    return [c for c in row if c.column in numbers]


def _mend(row: list[Cell], rest: Sequence[Cell]) -> None:
    """Put the halves of a cut row together, cell by cell."""
    for cell, more in _pairs(row, rest):
        cell.text = "\n".join(t for t in (cell.text, more.text) if t.strip())
        cell.confidence = min(cell.confidence, more.confidence)
        cell.rowspan = max(cell.rowspan, more.rowspan)


def _pairs(row: Sequence[Cell], rest: Sequence[Cell]) -> Iterator[tuple[Cell, Cell]]:
    for more in rest:
        for cell in row:
            if cell.column == more.column:
                yield cell, more
