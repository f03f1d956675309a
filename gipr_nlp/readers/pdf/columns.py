"""Pages set in two columns."""

from __future__ import annotations

from gipr_nlp.readers.pdf.lines import Line, line_of
from gipr_nlp.readers.pdf.sheet import Sheet
from gipr_nlp.readers.pdf.tables import Table

Part = tuple[list[Table], list[Line]]


def columns_of(sheet: Sheet, tables: list[Table], lines: list[Line]) -> list[Part]:
    """The parts of a page in reading order: tables and lines of each column; one part where there is one."""
    return [(tables, lines)]
