"""The three statutory tables out of any layout: cells with state, value, place and, where witnesses disagree, a doubt.

Label, order within the row, and what the layout shows of blanks are the witnesses. Arithmetic raises no doubt
(rules.md 5.0a); it only proposes one of several readings that the witnesses leave open.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gipr_nlp import form as forms
from gipr_nlp.model import MISSING, Cell, Document, FormId, Section, Table
from gipr_nlp.tables.cells import cells_of
from gipr_nlp.tables.printed import headers_of
from gipr_nlp.tables.region import (
    common_form,
    find_region,
    form_of,
    form_of_blank,
    is_mixed,
    report_form,
    why_absent,
)


@dataclass(frozen=True, slots=True)
class Tables:
    """What was read: three tables, all cells that their forms ask for, and the form of the report as a whole."""

    tables: tuple[Table, ...]
    cells: tuple[Cell, ...]
    form: FormId | None


def read_tables(document: Document, sections: Sequence[Section], noise: Collection[int] = ()) -> Tables:
    """Read the three tables of a document.

    Args:
        document: the text; its grids, where a format has them, are a second witness.
        sections: the chapters found in it; a table is looked for in its own chapter first, then everywhere.
        noise: 0-based indexes of lines that are site furniture.
    """
    read = {name: find_region(name, document, sections, noise) for name in forms.TABLES}
    found = {name: got for name, got in read.items() if got is not None}
    own = {
        name: form_of_blank(name, document, sections) if got is None else form_of(name, got)
        for name, got in read.items()
    }
    common = common_form(own)
    tables: list[Table] = []
    cells: list[Cell] = []
    for name in forms.TABLES:
        got = found.get(name)
        listed = own.get(name) or common or "2021"
        if got is None:
            kind, section = why_absent(name, document, sections)
            tables.append(Table(name, own.get(name), kind, section=section))
            cells.extend(Cell(*key, doubt=MISSING) for key in forms.cell_keys(name, listed))
            continue
        mine, extra, notes, printed = cells_of(name, listed, got)
        cells.extend(mine)
        tables.append(
            Table(
                name,
                "2019" if listed == "2019" else "2021",
                "lines",
                line=got.line,
                section=got.section,
                start=got.start,
                end=got.end,
                headers=headers_of(got),
                labels=printed,
                extra=tuple(extra),
                notes=tuple(notes + (["mixed"] if is_mixed(got) else [])),
            )
        )
    return Tables(tuple(tables), tuple(cells), report_form(own, found))
