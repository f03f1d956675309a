"""What a rule may rest on: cells whose characters OCR was not sure enough of are doubtful to every rule.

The reader keeps such cells with their confidence and raises no doubt; how much is enough is the profile's
(``thresholds.cell_confidence``). A cell that equations confirm is sure and never comes here.
"""

from __future__ import annotations

from dataclasses import replace

from gipr_nlp.model import Cell, Facts, Report
from gipr_nlp.quantities import quantity_keys

#: The doubt of a cell whose characters are less sure than the profile asks for.
FAINT = "characters not read for certain"


def sure_enough(report: Report, least: float) -> Report:
    """A report whose cells below a confidence are doubtful, and statements about them not verifiable."""
    faint = {key for key, cell in report.by_key.items() if cell.confidence < least and cell.doubt is None}
    if not faint:
        return report
    claims = tuple(
        replace(claim, verdict="unverifiable")
        if faint & {*quantity_keys(claim.quantity, report.by_key)}
        else claim
        for claim in report.claims
    )
    cells = tuple(_faint(c) if (c.table, c.row, c.column) in faint else c for c in report.cells)
    return replace(report, cells=cells, claims=claims)


def facts_enough(facts: Facts, least: float) -> Facts:
    """The same for the other reports that a corpus hands to a rule."""

    def enough(report: Report | None) -> Report | None:
        return None if report is None else sure_enough(report, least)

    return replace(
        facts,
        previous=enough(facts.previous),
        following=enough(facts.following),
        predecessors=tuple(sure_enough(r, least) for r in facts.predecessors),
        units=tuple((entry, enough(r)) for entry, r in facts.units),
        units_before=tuple((entry, enough(r)) for entry, r in facts.units_before),
    )


def _faint(cell: Cell) -> Cell:
    return replace(cell, value=None, doubt=FAINT, proposed=cell.value)
