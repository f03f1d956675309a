"""What the rules on the disclosure table share: its rows in the form of the report, and hits on them."""

from __future__ import annotations

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Number, Severity
from gipr_nlp.rules.base import Case, Hit
from gipr_nlp.rules.printed import row_name, title

TABLE = "disclosure"
STOCKS = ("regulations", "normative_documents")


def form_here(case: Case) -> str:
    """The form of the disclosure table."""
    return case.form(TABLE)


def needs_form(case: Case, form: str) -> None:
    """Raise NotApplicable where the table follows another form."""
    if case.form(TABLE) != form:
        raise NotApplicable(f"仅适用于{form}年版格式的表格")


def row_here(case: Case, row: str) -> str:
    """A row as a message names it."""
    return f"{row_name(TABLE, form_here(case), row)}行"


def row_hit(
    case: Case,
    row: str,
    column: str,
    text: str,
    expected: str,
    *,
    severity: Severity | None = None,
    confidence: Number = 1.0,
    defect: str | None = None,
    leads: bool = False,
) -> Hit:
    """A hit on a cell of the table; ``text`` goes on after the name of the table."""
    cell = case.cell(TABLE, row, column)
    return Hit(
        f"{title(TABLE)}中，{text}",
        cell=cell,
        section=statutory.SECTION_OF[TABLE],
        found=cell.raw,
        expected=expected,
        severity=severity,
        confidence=min(confidence, cell.confidence),
        defect=defect,
        leads=leads,
    )
