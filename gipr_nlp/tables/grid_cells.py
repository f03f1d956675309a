"""From the rows of a grid to cells: source-cell order first, headers where the order leaves a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from gipr_nlp import form as forms
from gipr_nlp.model import Cell
from gipr_nlp.tables.align import Run
from gipr_nlp.tables.cells import BROKEN, BY_ORDER, OTHER_ORDER, cell_of
from gipr_nlp.tables.grid_heads import block_names, wide_names
from gipr_nlp.tables.grid_rows import GridTable
from gipr_nlp.tables.tokens import CellToken

Key = tuple[str, str, str]
Anchor = tuple[int, int, int]
APART = "the label stands in another row than the values"
Shown = dict[Key, tuple[Cell, Anchor | None]]


def shown(name: str, form: str, table: GridTable) -> Shown:
    """What the grids show in the cells that the form asks for, each with its place in the grids.

    A row whose cells do not go with the columns has a doubt that tells how many there are; rows that stand in no grid
    are left out.
    """
    if name == "review":
        return _review(form, table)
    found: Shown = {}
    rows = {row.key: row for row in forms.rows(name, form)}
    wide = wide_names(table.leaves) if table.leaves else None
    for at, run in enumerate(table.region.runs):
        row = rows.get(run.row or "")
        if row is None:
            continue
        head = table.heads.get(at, []) if name == "disclosure" else table.leaves
        names = wide or row.columns
        if name == "disclosure":
            named = block_names(head)
            names = named if named is not None and set(named) <= set(row.columns) else row.columns
        cells = _cells(run)
        under = _above(head, cells, table) if len(head) == len(names) else ()
        chosen = pick(cells, len(names), under, table.first[cells[0].anchor[0]])
        doubt = OTHER_ORDER if table.moved and wide is None else APART if at in table.apart else None
        found |= _made(name, row.key, names, row.columns, run, chosen, doubt)
    return found


def _above(head: Sequence[CellToken], cells: Sequence[CellToken], table: GridTable) -> Sequence[CellToken]:
    """Header cells whose columns are those of a row; another grid, the next page, may count its columns otherwise."""
    grid = cells[0].anchor[0]
    return head if head[0].anchor[0] == grid or head[0].column == table.first[grid] else ()


def _made(
    name: str,
    row: str,
    names: Sequence[str],
    columns: Sequence[str],
    run: Run,
    chosen: Sequence[CellToken] | None,
    doubt: str | None = None,
) -> Shown:
    if chosen is None:
        raw = " ".join(t.raw for t in run.tokens if t.kind != "blank")
        why = f"{len(run.tokens)} cells for {len(names)} columns"
        line = run.tokens[0].line
        return {(name, row, c): (Cell(name, row, c, raw, line=line, doubt=why), None) for c in columns}
    doubt = BY_ORDER if run.score < 0.6 else BROKEN if run.broken else doubt
    return {
        (name, row, column): (_sure(cell_of(name, row, column, token, doubt), token), token.anchor)
        for column, token in zip(names, chosen, strict=True)
        if column in columns
    }


def _sure(cell: Cell, token: CellToken) -> Cell:
    return cell if token.sure == 1 else replace(cell, confidence=token.sure)


def _cells(run: Run) -> list[CellToken]:
    return [cast(CellToken, token) for token in run.tokens]


def pick(
    cells: list[CellToken], width: int, leaves: Sequence[CellToken], first: int
) -> list[CellToken] | None:
    """The cells of a row that go with its columns, in their order.

    Args:
        cells: the source cells behind the label.
        width: number of columns.
        leaves: the header cells above them, where as many were found as there are columns.
        first: grid column in which most rows have their first value.

    Returns:
        ``width`` cells, or None where more than one reading is possible.
    """
    inside = [c for c in cells if c.column >= first]
    outside = [c for c in cells if c.column < first]
    blank = any(c.kind == "blank" for c in outside)  # a label cell left empty, or a value that was forgotten
    # A blank may be a cell of an empty column, and a value missing elsewhere: then the headers must agree.
    sure = not leaves or all(c.kind != "blank" for c in cells) or _below(cells, leaves) is not None
    if len(cells) == width and not blank and sure:
        return cells
    if len(inside) == width < len(cells) and all(c.kind == "blank" for c in outside):
        return inside
    if leaves and (below := _below(cells, leaves)) is not None:
        return below
    head, rest = cells[:width], cells[width:]
    if rest and all(c.kind == "blank" for c in rest) and all(c.kind != "blank" for c in head):
        return head
    solid = [c for c in cells if c.kind != "blank"]
    return solid if width == 1 == len(solid) else None


def _below(cells: Sequence[CellToken], leaves: Sequence[CellToken]) -> list[CellToken] | None:
    """One cell for each header cell: the only one with a value among those below it, else a blank."""
    under: list[list[CellToken]] = [[] for _ in leaves]
    for cell in cells:
        over = _over(cell, leaves)
        if len(over) == 1:
            under[over[0]].append(cell)
        elif cell.kind != "blank" or over:
            return None
    chosen = []
    for mine in under:
        solid = [c for c in mine if c.kind != "blank"]
        if not mine or len(solid) > 1:
            return None
        chosen.append((solid or mine)[0])
    return chosen


def _over(cell: CellToken, leaves: Sequence[CellToken]) -> list[int]:
    """Numbers of the header cells above a cell."""
    return [
        i
        for i, leaf in enumerate(leaves)
        if cell.column < leaf.column + leaf.span and leaf.column < cell.column + cell.span
    ]


def _review(form: str, table: GridTable) -> Shown:
    groups = forms.rows("review", form)
    if len(table.region.runs) == 3:
        found: Shown = {}
        for run in table.region.runs:
            columns = groups[0].columns
            chosen = pick(_cells(run), len(columns), (), run.tokens[0].column)
            found |= _made("review", str(run.row), columns, columns, run, chosen)
        return found
    run = table.region.runs[0]
    keys = _headed(form, table.leaves) or list(forms.cell_keys("review", form))
    cells = _cells(run)
    chosen = pick(cells, len(keys), table.leaves, table.first[cells[0].anchor[0]])
    if chosen is None:
        raw = " ".join(t.raw for t in run.solid)
        doubt = f"{len(run.tokens)} cells for {len(keys)} columns"
        return {k: (Cell(*k, raw, line=run.tokens[0].line, doubt=doubt), None) for k in keys}
    return {k: (_sure(cell_of(*k, token, None), token), token.anchor) for k, token in zip(keys, chosen, strict=True)}  # fmt: skip


def _headed(form: str, leaves: Sequence[CellToken]) -> list[Key] | None:
    """The keys that the headers name, in their order; None where a group does not have its five outcomes."""
    by_label = {label: key for key, label in forms.column_labels("review", form).items()}
    keys: list[Key] = []
    for at, group in enumerate(forms.rows("review", form)):
        mine = [by_label.get(leaf.norm, "") for leaf in leaves[5 * at : 5 * at + 5]]
        if set(mine) != set(group.columns):
            return None
        keys += [("review", group.key, column) for column in mine]
    return keys
