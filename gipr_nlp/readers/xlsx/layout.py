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


def lay_out(sheet: Sheet, blocks: Blocks) -> None:
    """Hand the paragraphs and tables of a sheet over, from top to bottom."""
    last = max((r for r, _ in sheet.texts), default=0)
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(sheet.texts):
        by_row.setdefault(row, []).append(column)
    held = {row for row, _ in sheet.covered}
    table: list[int] = []
    for row in range(min(by_row, default=1), last + 1):
        if row in sheet.hidden_rows:
            continue
        columns = by_row.get(row, [])
        if not columns:
            if (
                table
                and row in held
                and any(sheet.covered.get((row, c), (row,))[0] in table for c in _all(sheet, row))
            ):
                table.append(row)
                continue
            _table(sheet, table, blocks)
            table = []
        elif _is_text(sheet, row, columns, by_row.get(row + 1, []), bool(table), row in held):
            _table(sheet, table, blocks)
            table = []
            for column in columns:
                blocks.paragraph(sheet.texts[row, column])
        else:
            table.append(row)
    _table(sheet, table, blocks)


def _all(sheet: Sheet, row: int) -> list[int]:
    return [c for r, c in sheet.covered if r == row]


def _is_text(
    sheet: Sheet, row: int, columns: list[int], below: list[int], in_table: bool, held: bool
) -> bool:
    texts = [sheet.texts[row, c] for c in columns]
    if any(len(text) > _NARRATIVE for text in texts):
        return True
    if len(columns) > 1 or (held and in_table):
        return False
    text = texts[0].strip()
    if _HEADING.match(text) or len(text) > _LONG or (_SENTENCE.search(text) and not in_table):
        return True
    wide = sheet.merged.get((row, columns[0]), (1, 1))[0] > 1
    return not in_table and not (wide and len(below) > 1)


def _table(sheet: Sheet, rows: list[int], blocks: Blocks) -> None:
    """A table over the columns that its rows use; positions that nothing covers are cells, blank ones too."""
    used = [(r, c) for r, c in sheet.texts if r in set(rows)]
    if not used:
        return
    left = min(c for _, c in used)
    right = max(c + sheet.merged.get((r, c), (1, 1))[0] - 1 for r, c in used)
    grid, places = [], []
    for row in rows:
        cells, columns = [], []
        for column in range(left, right + 1):
            if column in sheet.hidden_columns or (row, column) in sheet.covered:
                continue
            across, down = sheet.merged.get((row, column), (1, 1))
            down = sum(1 for r in rows if row <= r < row + down) or 1
            sure = UNSURE if (row, column) in sheet.unsure else 1.0
            cells.append(GridCell(sheet.texts.get((row, column), ""), across, down, sure))
            columns.append(column - left)
        grid.append(cells)
        places.append(tuple(columns))
    blocks.table(grid, columns=places)
