"""A sheet's cells → paragraphs and tables: offices paste whole reports into one sheet, a paragraph a row.

A row with one text is a paragraph if it reads like one (a heading, a sentence, or nothing beside it anywhere); rows
with several texts, and short single ones between them, are a table.
"""

from __future__ import annotations

import re

from gipr_nlp.readers.blocks import Blocks, GridCell
from gipr_nlp.readers.xlsx.sheet import Sheet

_HEADING = re.compile(r"\s*[一二三四五六七八九十]+\s*[、.．]")
_SENTENCE = re.compile(r"[。；：，;]")
_LONG = 40
_NARRATIVE = 150
#: Confidence of a cell whose text may not be what the workbook shows.
UNSURE = 0.5


class TooManyCells(Exception):
    """A sheet spreads over more cells than a document may have."""


def lay_out(sheet: Sheet, blocks: Blocks, most_cells: float) -> None:
    """Hand the paragraphs and tables of a sheet over, from top to bottom.

    Raises:
        TooManyCells: a table of more than ``most_cells`` positions.
    """
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(sheet.texts):
        by_row.setdefault(row, []).append(column)
    held: dict[int, set[int]] = {}  # rows that a cell of another row covers in part → those rows
    for (row, _), (top, _) in sheet.covered.items():
        if top != row:
            held.setdefault(row, set()).add(top)
    table: list[int] = []
    before = 0
    for row in sorted(by_row.keys() | held.keys()):
        ended = any(between not in sheet.hidden_rows for between in range(before + 1, min(row, before + 100)))
        before = row
        columns = by_row.get(row, [])
        goes_on = bool(table) and not held.get(row, set()).isdisjoint(table)
        text = bool(columns) and _is_text(sheet, row, columns, by_row.get(row + 1, []), bool(table), goes_on)
        if ended or text or not (columns or goes_on):
            _table(sheet, table, by_row, blocks, most_cells)
            table = []
        if text:
            for column in columns:
                blocks.paragraph(sheet.texts[row, column])
        elif columns or goes_on:
            table.append(row)
    _table(sheet, table, by_row, blocks, most_cells)


def _is_text(
    sheet: Sheet, row: int, columns: list[int], below: list[int], in_table: bool, held: bool
) -> bool:
    texts = [sheet.texts[row, c] for c in columns]
    if any(len(text) > _NARRATIVE for text in texts):
        return True
    if len(columns) > 1 or held:
        return False
    text = texts[0].strip()
    if _HEADING.match(text) or len(text) > _LONG or (_SENTENCE.search(text) and not in_table):
        return True
    wide = sheet.merged.get((row, columns[0]), (1, 1))[0] > 1
    return not in_table and not (wide and len(below) > 1)


def _table(
    sheet: Sheet, rows: list[int], by_row: dict[int, list[int]], blocks: Blocks, most_cells: float
) -> None:
    """A table over the columns that its rows use; positions that nothing covers are cells, blank ones too."""
    used = [(r, c) for r in rows for c in by_row.get(r, ())]
    if not used:
        return
    left = min(c for _, c in used)
    right = max(c + sheet.merged.get((r, c), (1, 1))[0] - 1 for r, c in used)
    if len(rows) * (right - left + 1) > most_cells:
        raise TooManyCells
    grid, places = [], []
    for i, row in enumerate(rows):
        cells, columns = [], []
        for column in range(left, right + 1):
            if column in sheet.hidden_columns or (row, column) in sheet.covered:
                continue
            across, down = sheet.merged.get((row, column), (1, 1))
            down = sum(1 for r in rows[i : i + down] if r < row + down) or 1
            sure = UNSURE if (row, column) in sheet.unsure else 1.0
            cells.append(GridCell(sheet.texts.get((row, column), ""), across, down, sure))
            columns.append(column - left)
        grid.append(cells)
        places.append(tuple(columns))
    blocks.table(grid, columns=places)
