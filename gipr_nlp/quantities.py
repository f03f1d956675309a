"""Quantities that the narrative may state, as cells of the tables or sums of them (formats: ``quantities``)."""

from __future__ import annotations

from collections.abc import Mapping

from gipr_nlp import form as forms
from gipr_nlp.model import Cell, Number

Cells = Mapping[tuple[str, str, str], Cell]
Key = tuple[str, str, str]

ORGANISATIONS = ("commercial", "research", "public_welfare", "legal_service", "other_org")
_SUMS = {"received": ("new_received", "carried_in"), "disclosed": ("granted", "partly_granted")}
_GROUPS = ("refused", "unable", "declined", "other")


def quantity_keys(quantity: str, cells: Cells) -> tuple[Key, ...]:
    """The cells whose sum a quantity is; empty where the tables have none for it."""
    table, _, rest = quantity.partition(".")
    row, _, column = rest.partition(".")
    if table not in forms.TABLES or not column:
        return ()
    if (table, row) == ("review", "litigation"):
        keys: list[Key] = [(table, f"litigation_{way}", column) for way in ("direct", "after_review")]
    elif table == "applications":
        rows = _SUMS.get(row) or (
            [r for _, r, c in _of(table, cells, f"{row}_")] if row in _GROUPS else [row]
        )
        columns = ORGANISATIONS if column == "organisations" else (column,)
        keys = [(table, r, c) for r in dict.fromkeys(rows) for c in columns]
    else:
        keys = [(table, row, column)]
        if keys[0] not in cells and column == "issued":
            keys = [(table, row, "made")]
    return tuple(keys) if keys and all(k in cells for k in keys) else ()


def _of(table: str, cells: Cells, start: str) -> list[Key]:
    return [k for k in cells if k[0] == table and k[1].startswith(start)]


def cell_key(quantity: str, cells: Cells) -> str | None:
    """``table.row.column`` where a quantity is one cell, else None."""
    keys = quantity_keys(quantity, cells)
    return ".".join(keys[0]) if len(keys) == 1 else None


def value_of(quantity: str, cells: Cells) -> Number | None:
    """Value of a quantity by the tables; None where a cell of it is missing, blank or doubtful."""
    keys = quantity_keys(quantity, cells)
    if not keys:
        return None
    total: Number = 0
    for key in keys:
        cell = cells[key]
        if cell.doubt is not None or cell.value is None:
            return None
        total += cell.value
    return total


def in_scope(scope: str, kind: str) -> bool:
    """Do the tables of such an agency cover what a claim speaks of?"""
    if kind == "government":
        return scope == "area"
    return scope == "own" or (scope == "area" and kind in ("town", "subdistrict"))
