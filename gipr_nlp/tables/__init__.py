"""The three statutory tables out of any layout: cells with state, value, place and, where witnesses disagree, a doubt.

Label, order within the row, and what the layout shows of blanks are the witnesses; where the format itself delimits
cells, its grid is a second one. Arithmetic raises no doubt (rules.md 5.0a); it only proposes one of several readings
that the witnesses leave open, and confirms characters that OCR was not sure of.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from gipr_nlp import form as forms
from gipr_nlp.model import MISSING, Cell, Document, Doubt, FormId, Section, Table
from gipr_nlp.tables.agree import agreed, by_places, confirmed
from gipr_nlp.tables.cells import cells_of
from gipr_nlp.tables.grid import grid_tables
from gipr_nlp.tables.grid_cells import Anchor, Key, shown
from gipr_nlp.tables.printed import headers_of, with_header_units
from gipr_nlp.tables.region import (
    Region,
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
    """What was read: three tables, all cells that their forms ask for, the form of the report as a whole, and where
    cells stand in the grids: key → (grid, row, cell)."""

    tables: tuple[Table, ...]
    cells: tuple[Cell, ...]
    form: FormId | None
    anchors: Mapping[Key, Anchor] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()


def read_tables(document: Document, sections: Sequence[Section], noise: Collection[int] = ()) -> Tables:
    """Read the three tables of a document.

    Args:
        document: the text; its grids, where a format has them, are a second witness.
        sections: the chapters found in it; a table is looked for in its own chapter first, then everywhere.
        noise: 0-based indexes of lines that are site furniture.
    """
    lines = {name: find_region(name, document, sections, noise) for name in forms.TABLES}
    grids = grid_tables(document, sections, lines) if document.grids else {}
    read: dict[str, Region | None] = {
        name: lines[name] or (grids[name].region if name in grids else None) for name in forms.TABLES
    }
    found = {name: got for name, got in read.items() if got is not None}
    own = {
        name: form_of_blank(name, document, sections)
        if got is None
        else (form_of(name, grids[name].region) if name in grids else None) or form_of(name, got)
        for name, got in read.items()
    }
    common = common_form(own)
    tables: list[Table] = []
    cells: list[Cell] = []
    anchors: dict[Key, Anchor] = {}
    doubts = [
        Doubt(name, f"line {got.line}", "本部分有不止一张这样的表，只读取了其中一张")
        for name, got in found.items()
        if got.others
    ]
    for name in forms.TABLES:
        got = found.get(name)
        listed = own.get(name) or common or "2021"
        if got is None:
            kind, section = why_absent(name, document, sections)
            tables.append(Table(name, own.get(name), kind, section=section))
            cells.extend(Cell(*key, doubt=MISSING) for key in forms.cell_keys(name, listed))
            continue
        mine, extra, notes, printed = cells_of(name, listed, got)
        seen = shown(name, listed, grids[name]) if name in grids else {}
        mine = with_header_units(agreed(mine, seen), printed) if seen else mine
        cells.extend(confirmed(by_places(mine, document), name, listed))
        anchors |= {key: at for key, (_, at) in seen.items() if at is not None}
        rows = {cell.row for cell in mine if cell.doubt != MISSING}
        tables.append(
            Table(
                name,
                "2019" if listed == "2019" else "2021",
                "grid" if seen and rows <= {row for _, row, _ in seen} else "lines",
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
    return Tables(tuple(tables), tuple(cells), report_form(own, found), anchors, tuple(doubts))
