"""Sheets → document: reading order, paragraphs and tables over page breaks, marks and places."""

from __future__ import annotations

from collections.abc import Mapping

from gipr_nlp.model import Document, Doubt, Source
from gipr_nlp.readers.blocks import Blocks
from gipr_nlp.readers.pdf.breaks import join_tables
from gipr_nlp.readers.pdf.clean import usual_size
from gipr_nlp.readers.pdf.columns import columns_of
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
            for text in gone.get(page, ()):
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
    kept, gone = without_furniture(drawn)
    items: list[Item] = []
    column = Column(0, 0, 0)
    for sheet, mine, lines in zip(sheets, tables, kept, strict=True):
        for part, (stretch, fresh) in enumerate(_stretches(sheet, mine, lines, size, column)):
            column = fresh
            begins = part == 0
            for item in stretch:
                _append(items, item, column, begins, loaded.doubts)
                begins = False
    return items, {s.number: [line.text for line in g] for s, g in zip(sheets, gone, strict=True)}


def _stretches(
    sheet: Sheet, tables: list[Table], lines: list[Line], size: float, last: Column
) -> list[tuple[list[Item], Column]]:
    """The columns of a page in reading order, each with its paragraphs and tables from top to bottom."""
    found = []
    for mine, own in columns_of(sheet, tables, lines):
        column = column_of(own, size)
        if len(own) < 4 and last.right > 0 and len(found) == 0:
            column = Column(min(last.left, column.left or last.left), max(last.right, column.right), last.leading)
        stretch: list[Item] = [*mine]
        edges = sorted(t.top for t in mine)
        groups: dict[int, list[Line]] = {}
        for line in own:
            groups.setdefault(sum(edge < line.middle for edge in edges), []).append(line)
        for group in groups.values():
            stretch += paragraphs_of(group, sheet.number, column)
        stretch.sort(key=lambda item: item.top)
        found.append((stretch, column))
    return found


def _append(items: list[Item], item: Item, column: Column, begins: bool, doubts: list[Doubt]) -> None:
    """Put an item behind the others; at the beginning of a page or column it may continue the last one."""
    last = items[-1] if items else None
    if begins and isinstance(item, Paragraph) and isinstance(last, Paragraph) and goes_on(last, item, column):
        items[-1] = joined(last, item)
    elif begins and isinstance(item, Table) and isinstance(last, Table) and (whole := join_tables(last, item)):
        items[-1] = whole[0]
        doubts += whole[1]
    else:
        items.append(item)
