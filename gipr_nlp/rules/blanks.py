"""Blank cells of a table: which are blank for certain, and how they are told in as few findings as they deserve (D01)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gipr_nlp import form as statutory
from gipr_nlp.model import Cell
from gipr_nlp.rules.base import Hit
from gipr_nlp.rules.printed import UNSEEN, VERIFY, column_name, counted, row_name, some, title

MOSTLY = 5
"""So many blanks in one column are one finding on the column."""
SEVERAL = 3
"""So many rows left blank throughout are one finding."""


def certain(cell: Cell) -> bool:
    """The layout shows that nothing is printed in the cell."""
    return cell.state == "blank" and cell.doubt is None


def possible(cell: Cell) -> bool:
    """Something is lacking in the row, but the layout does not show which cell is blank."""
    numbers = counted(cell)
    if numbers is not None:
        return numbers[0] < numbers[1]
    return cell.doubt is not None and (cell.state == "blank" or cell.doubt == UNSEEN)


def blank_hits(table: str, form: str, cells: Sequence[Cell]) -> Iterator[Hit]:
    """The blanks of a table in as few findings as tell them: the table, rows, columns, then cells row by row."""
    left = [c for c in cells if certain(c)]
    if left and all(certain(c) or c.doubt == UNSEEN for c in cells):
        yield _hit(table, "各格均未填写", left, False)
        return
    filled = {(kind, key) for c in cells if c.value for kind, key in (("row", c.row), ("column", c.column))}
    if table != "applications":  # the blocks of the other tables share no columns
        filled = {f for f in filled if f[0] == "row"}

    def hit(what: str, mine: Sequence[Cell]) -> Hit:
        beside = any(("row", c.row) in filled or ("column", c.column) in filled for c in mine)
        return _hit(table, what, mine, beside)

    empty = [r for r in dict.fromkeys(c.row for c in left) if all(certain(c) for c in cells if c.row == r)]
    if len(empty) >= SEVERAL:
        names = some([row_name(table, form, row) for row in empty], 4, "行")
        yield hit(f"{names}各列未填写", [c for c in left if c.row in empty])
        left = [c for c in left if c.row not in empty]
    for name in statutory.column_labels(table, form) if table == "applications" else ():
        mine = [c for c in left if c.column == name]
        if len(mine) >= MOSTLY:
            yield hit(f"“{column_name(table, form, '', name)}”列有{len(mine)}格未填写", mine)
            left = [c for c in left if c.column != name]
    for row in dict.fromkeys(c.row for c in left):
        mine = [c for c in left if c.row == row]
        names = some([f"“{column_name(table, form, row, c.column)}”" for c in mine], 7)
        whole = row in empty and len(mine) > 1
        yield hit(f"{row_name(table, form, row)}行{'各' if whole else names}列未填写", mine)


def _hit(table: str, what: str, cells: Sequence[Cell], others: bool) -> Hit:
    reason = "，而同行或同列的其他格有非零数字，数据不完整" if others else ""
    return Hit(
        f"{title(table)}中，{what}{reason}。没有发生的请填写“0”，不要留空。{VERIFY}",
        cell=cells[0],
        section=statutory.SECTION_OF[table],
        found="空",
        expected="数字；没有发生的填写0",
        severity="error" if others else "warning",
        confidence=min(c.confidence for c in cells),
    )
