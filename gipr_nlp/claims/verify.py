"""Do the tables support a claim? Only a claim of the same year and scope about cells read for certain is judged."""

from __future__ import annotations

from collections.abc import Mapping

from gipr_nlp import form as forms
from gipr_nlp.model import Cell, Claim, Number

Cells = Mapping[tuple[str, str, str], Cell]

_SUMS = {
    "applications.received.total": ("new_received", "carried_in"),
    "applications.disclosed.total": ("granted", "partly_granted"),
}
_PREFIXES = {
    "applications.refused.total": "refused_",
    "applications.unable.total": "unable_",
    "applications.declined.total": "declined_",
    "applications.other.total": "other_",
}
_ORGANISATIONS = ("commercial", "research", "public_welfare", "legal_service", "other_org")


def quantity_keys(quantity: str, cells: Cells) -> tuple[tuple[str, str, str], ...]:
    """The cells whose sum a quantity is (formats.yaml, quantities); empty where it has none."""
    if quantity in _SUMS:
        return tuple(("applications", row, "total") for row in _SUMS[quantity])
    if quantity in _PREFIXES:
        head = _PREFIXES[quantity]
        return tuple(k for k in cells if k[0] == "applications" and k[1].startswith(head) and k[2] == "total")
    if quantity == "applications.new_received.organisations":
        return tuple(("applications", "new_received", c) for c in _ORGANISATIONS)
    if quantity.startswith("review.litigation."):
        outcome = quantity.rsplit(".", 1)[1]
        return (("review", "litigation_direct", outcome), ("review", "litigation_after_review", outcome))
    parts = quantity.split(".")
    if len(parts) == 3 and parts[0] in forms.TABLES:
        key = (parts[0], parts[1], parts[2])
        if key not in cells and key[2] == "issued":
            key = (key[0], key[1], "made")
        return (key,) if key in cells else ()
    return ()


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
        cell = cells.get(key)
        if cell is None or cell.doubt is not None or cell.value is None:
            return None
        total += cell.value
    return total


def verdict(claim: Claim, cells: Cells, year: int | None, kind: str) -> str:
    """supported | contradicted | unverifiable."""
    if claim.value is None or claim.kind in ("trend", "ratio") or claim.quantity.startswith(("published", "fee")):
        return "unverifiable"
    if year is None or claim.year not in (None, year):
        return "unverifiable"
    covers_area = kind in ("government", "town")
    if claim.scope == "unknown" or (claim.scope == "area") != covers_area and claim.scope == "area":
        return "unverifiable"
    options = (claim.cell or claim.quantity).split("|")
    values = [value_of(q, cells) for q in options]
    if values[0] is None:
        return "unverifiable"
    stated = claim.value
    if claim.quantity == "disclosure.fees.amount":
        factor = {"元": 0.0001, "万元": 1.0, "亿元": 10_000.0}.get(claim.unit or "", 1.0)
        return "supported" if abs(stated * factor - values[0]) < 0.005 else "unverifiable" if claim.approximate else "contradicted"
    if stated in values:
        return "supported"
    if claim.approximate:
        near = any(v is not None and stated <= v < stated * 1.2 + 10 for v in values)
        return "supported" if near else "unverifiable"
    if claim.scope == "own" and kind == "government" and "本级" in claim.text:
        return "unverifiable"
    return "contradicted"
