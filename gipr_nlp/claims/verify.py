"""Do the tables support a claim? Only a claim of the same year and scope about cells read for certain is judged."""

from __future__ import annotations

from collections.abc import Sequence

from gipr_nlp.model import Claim
from gipr_nlp.quantities import Cells, cell_key, in_scope, value_of

__all__ = ["Cells", "cell_key", "in_scope", "verdict"]

_WAN = {"元": 0.0001, "千元": 0.1, "万元": 1.0, "亿元": 10_000.0}


def verdict(claim: Claim, options: Sequence[str], cells: Cells, year: int | None, kind: str) -> str:
    """supported | contradicted | unverifiable. ``options`` are other quantities that the words may mean."""
    if claim.value is None or claim.kind in ("trend", "ratio"):
        return "unverifiable"
    if year is None or claim.year != year or not in_scope(claim.scope, kind):
        return "unverifiable"
    values = [value_of(q, cells) for q in (claim.quantity, *options)]
    if values[0] is None:
        return "unverifiable"
    if claim.quantity == "disclosure.fees.amount":
        stated, exact = claim.value * _WAN.get(claim.unit or "万元", 1.0), values[0]
        if abs(stated - exact) < 0.005:
            return "supported"
        return "unverifiable" if claim.approximate else "contradicted"
    if claim.value in values:
        return "supported"
    if claim.approximate:
        near = any(v is not None and claim.value <= v < claim.value * 1.2 + 10 for v in values)
        return "supported" if near else "unverifiable"
    if None in values:  # one of the readings cannot be checked
        return "unverifiable"
    return "contradicted"
