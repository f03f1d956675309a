"""Sheets → document: reading order, paragraphs and tables over page breaks, marks and places."""

from __future__ import annotations

from collections.abc import Mapping

from gipr_nlp.model import Document, Doubt, Source
from gipr_nlp.readers.blocks import Blocks
from gipr_nlp.readers.pdf.breaks import join_tables
from gipr_nlp.readers.pdf.clean import usual_size
from gipr_nlp.readers.pdf.columns import Part, columns_of
from gipr_nlp.readers.pdf.furniture import without_furniture
from gipr_nlp.readers.pdf.lines import Line, lines_of
from gipr_nlp.readers.pdf.load import Loaded
from gipr_nlp.readers.pdf.paragraphs import Column, Paragraph, column_of, goes_on, joined, paragraphs_of
from gipr_nlp.readers.pdf.sheet import Sheet
from gipr_nlp.readers.pdf.tables import Table, ruled_tables

Item = Paragraph | Table


def assemble(loaded: Loaded, source: Source, limits: Mapping[str, float]) -> Document:
    """The document that some sheets make."""
    blocks = Blocks(source.path, limits)
    items, gone = _items(loaded)
    page = 0
    for item in items:
        while page < item.page:
            page += 1
            for text in (*gone.get(page, ()), *loaded.taken.get(page, ())):
                blocks.mark("noise", text)
        if isinstance(item, Table):
            blocks.table(item.grid, item.pages, item.boxes, item.columns)
        else:
            blocks.paragraph(item.text, item.page, item.box, item.confidence)
    for doubt in loaded.doubts:
        blocks.doubt(doubt.what, doubt.where, doubt.why)
    return blocks.document(source)


def _items(loaded: Loaded) -> tuple[list[Item], dict[int, list[str]]]:
    """Paragraphs and tables in reading order, and by page what was left out of them."""
    sheets = loaded.sheets
    tables = [ruled_tables(sheet) for sheet in sheets]
    size = usual_size(g for sheet in sheets for g in sheet.glyphs)
    drawn = [(sheet.height, lines_of(g for g in sheet.glyphs if g.turn == 0)) for sheet in sheets]
    kept, gone = without_furniture(drawn, size)
    parts = [columns_of(*page) for page in zip(sheets, tables, kept, strict=True)]
    usual = _usual_columns(sheets, parts, size)
    items: list[Item] = []
    last = Column(0, 0, 0)
    for sheet, mine in zip(sheets, parts, strict=True):
        for own, lines in mine:
            column = _column(lines, size, usual.get(round(sheet.width)) if len(mine) == 1 else None)
            seam = Column(column.left, last.right, column.leading)
            for number, item in enumerate(_stretch(sheet.number, own, lines, column)):
                _append(items, item, seam if number == 0 else None, loaded.doubts)
            last = column
    return items, {s.number: [line.text for line in g] for s, g in zip(sheets, gone, strict=True)}


def _usual_columns(sheets: list[Sheet], parts: list[list[Part]], size: float) -> dict[int, Column]:
    """The column of running text on pages of one width, by width; a last page of three lines has no edges of its own."""
    lines: dict[int, list[Line]] = {}
    for sheet, mine in zip(sheets, parts, strict=True):
        if len(mine) == 1:
            lines.setdefault(round(sheet.width), []).extend(mine[0][1])
    return {width: column_of(own, size) for width, own in lines.items()}


def _column(lines: list[Line], size: float, usual: Column | None) -> Column:
    """The column of some lines: that of the whole document where they stand within it."""
    own = column_of(lines, size)
    if usual is None or not lines:
        return own
    within = sum(usual.left - size < line.x0 and line.x1 < usual.right + size for line in lines)
    return usual if within >= 0.9 * len(lines) else own


def _stretch(page: int, tables: list[Table], lines: list[Line], column: Column) -> list[Item]:
    """The paragraphs and tables of one column from top to bottom."""
    edges = sorted(t.top for t in tables)
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(sum(edge < line.middle for edge in edges), []).append(line)
    found: list[Item] = [*tables]
    for group in groups.values():
        found += paragraphs_of(group, page, column)
    return sorted(found, key=lambda item: item.top)


def _append(items: list[Item], item: Item, seam: Column | None, doubts: list[Doubt]) -> None:
    """Put an item behind the others; the first one of a page or column may continue the last one before it.

    ``seam``: left edge of the new column, right edge of the one before; None within a column.
    """
    last = items[-1] if items else None
    if seam and isinstance(item, Paragraph) and isinstance(last, Paragraph) and goes_on(last, item, seam):
        items[-1] = joined(last, item)
    elif seam and isinstance(item, Table) and isinstance(last, Table) and (whole := join_tables(last, item)):
        items[-1] = whole[0]
        doubts += whole[1]
    else:
        items.append(item)
