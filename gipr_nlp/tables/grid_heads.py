"""Headers of the tables in grids: which column a cell stands in, by what is printed above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from gipr_nlp import form as forms
from gipr_nlp.tables.tokens import CellToken, GridRow, filled
from gipr_nlp.text import squash

_SUM = re.compile("小计|合计")
_ABOVE = ("申请人情况", "法人或其他组织")  # headers over other headers


@cache
def _wide_labels() -> dict[str, str]:
    return {squash(label): key for key, label in forms.column_labels("applications", "2021").items()}


def header_leaves(rows: Sequence[GridRow]) -> list[CellToken]:
    """The lowest header cells of the applications table, from the column of 自然人 on; empty where it has none."""
    head: list[CellToken] = []
    for row in rows:
        if filled(row) and row[0].kind != "value":
            break
        head += [c for c in row if c.kind == "text"]
    start = next((c.column for c in head if c.norm == "自然人"), None)
    if start is None:
        return []
    inside = [c for c in head if c.column >= start and c.norm not in _ABOVE and len(c.norm) <= 10]
    leaves = [c for c in inside if not any(d.row > c.row and overlap(c, d) for d in inside)]
    return joined(sorted(leaves, key=lambda c: c.column))


def joined(head: list[CellToken]) -> list[CellToken]:
    """Header cells from left to right; one that a converter repeats in the columns it spanned is one cell."""
    made: list[CellToken] = []
    for cell in head:
        if made and made[-1].norm == cell.norm and made[-1].row == cell.row:
            made[-1] = replace(made[-1], span=cell.column + cell.span - made[-1].column)
        else:
            made.append(cell)
    return made


def moved(row: GridRow) -> bool:
    order = [list(_wide_labels()).index(c.norm) for c in row if c.norm in _wide_labels()]
    return order != sorted(order)


def wide_names(leaves: Sequence[CellToken]) -> tuple[str, ...] | None:
    """Column keys in the order of the header, ``extra`` for a column of the agency's own; None where it cannot be
    told from the header."""
    known = _wide_labels()
    names = [known.get(leaf.norm, "") for leaf in leaves]
    if "" in names and "total" not in names and _SUM.search(leaves[-1].norm):
        names[-1] = "total"
    lost = [k for k in known.values() if k not in names]
    if len(names) == len(known):  # a label that is misspelt stands where the form has it
        names = [n or (k if k in lost else "") for n, k in zip(names, known.values(), strict=True)]
        lost = [k for k in known.values() if k not in names]
    names = [n or "extra" for n in names]
    counts = Counter(names)
    if any(counts[k] > 1 for k in known.values()) or len(lost) > 1 or (lost and "extra" in names):
        return None
    return tuple(names)


@cache
def _block_labels() -> dict[str, str]:
    return {
        squash(label).split("(")[0]: key
        for year in ("2019", "2021")
        for row in forms.rows("disclosure", year)
        for key, label in forms.column_labels("disclosure", year, row.key).items()
    }


def column_key(norm: str) -> str | None:
    """The column of the disclosure table that a header names; what a place adds in brackets does not count."""
    return _block_labels().get(norm.split("(")[0].rstrip(":"))


def block_names(head: Sequence[CellToken]) -> tuple[str, ...] | None:
    """Column keys of a block in the order of its header, None where a header is not the form's own."""
    names = tuple(column_key(c.norm) or "" for c in head)
    return None if not names or "" in names or len(set(names)) < len(names) else names


def overlap(a: CellToken, b: CellToken) -> bool:
    return a.column < b.column + b.span and b.column < a.column + a.span
