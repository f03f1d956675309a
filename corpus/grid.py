"""Printed grids (:mod:`gipr_nlp.writers.printed`) that lack a row or a column."""

from __future__ import annotations

from gipr_nlp.writers.printed import Line, Slot, boxes


def without(table: str, form: str, lines: list[Line], name: str) -> list[Line]:
    """A grid that lacks one row or one column.

    Args:
        table, form: what the grid shows.
        lines: its rows.
        name: key of a row, or (except in the disclosure table) of a column of the form.

    Raises:
        KeyError: the grid has neither.
    """
    of_row = [n for n, line in enumerate(lines) if any(s.key is not None and s.key[1] == name for s in line)]
    if table != "review" and of_row:
        return _without_row(lines, of_row[0])
    places = [b.column for b in boxes(lines) if b.key is not None and b.key[2] == name]
    if table == "disclosure" or not places:
        raise KeyError(f"no row or column {name} in {table} of form {form}")
    for column in sorted(set(places), reverse=True):
        lines = [_without_column(line, column) for line in lines]
    return lines


def _without_row(lines: list[Line], gone: int) -> list[Line]:
    """Take a row out; a merged cell that began there begins in the next row, others that span it shrink."""
    kept = [list(line) for line in lines]
    for box in boxes(lines):
        if not box.row <= gone < box.row + box.height or box.height == 1:
            continue
        start = gone + 1 if box.row == gone else box.row
        columns = [0]
        for slot in lines[start]:
            columns.append(columns[-1] + slot.width)
        kept[start][columns.index(box.column)] = Slot(box.text, box.width, box.height - 1)
    return kept[:gone] + kept[gone + 1 :]


def _without_column(line: Line, gone: int) -> Line:
    kept, column = [], 0
    for slot in line:
        inside = column <= gone < column + slot.width
        column += slot.width
        if inside and slot.width == 1:
            continue
        kept.append(Slot(slot.text, slot.width - 1, slot.height, slot.key, slot.covered) if inside else slot)
    return kept
