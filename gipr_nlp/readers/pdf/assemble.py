"""Sheets → document: reading order, paragraphs and tables over page breaks, marks and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as wide as a table might be; what it shows is not read."""

    page: int
    top: float


Item = Paragraph | Table | Picture

GROUND = 0.6  # of the page
WIDE, HIGH = 0.35, 50.0  # share of the page's width, points: smaller pictures are seals and emblems


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
        elif isinstance(item, Picture):
            blocks.mark("image", f"第{item.page}页图片")
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
        pictures = _pictures(sheet, any(own or lines for own, lines in mine))
        for own, lines in mine:
            column = _column(lines, size, usual.get(round(sheet.width)) if len(mine) == 1 else None)
            seam = Column(column.left, last.right, column.leading)
            stretch = _stretch(sheet.number, own, lines, column, pictures)
            pictures = []
            for number, item in enumerate(stretch):
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


def _pictures(sheet: Sheet, text: bool) -> list[Picture]:
    """The pictures of a page that was not recognised itself; under ``text`` one as large as the page is its ground."""
    if sheet.blank < 1:
        return []
    return [
        Picture(sheet.number, y0)
        for x0, y0, x1, y1 in sheet.pictures
        if x1 - x0 >= WIDE * sheet.width
        and y1 - y0 >= HIGH
        and not (text and (x1 - x0) * (y1 - y0) > GROUND * sheet.width * sheet.height)
    ]


def _stretch(
    page: int, tables: list[Table], lines: list[Line], column: Column, pictures: list[Picture]
) -> list[Item]:
    """The paragraphs, tables and pictures of one column from top to bottom."""
    apart: list[Table | Picture] = [*tables, *pictures]
    edges = sorted(item.top for item in apart)
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(sum(edge < line.middle for edge in edges), []).append(line)
    found: list[Item] = [*apart]
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
