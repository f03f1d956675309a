"""Tables as text (.csv, .tsv), as Excel and WPS write a sheet: rows become grids, rows of one cell paragraphs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace

from gipr_nlp.model import Document, Doubt, Source
from gipr_nlp.readers.blocks import Blocks, GridCell

SUFFIXES = (".csv", ".tsv")
_DELIMITERS = ",\t;"
_LEAST_ROWS, _SHARE = 4, 0.4


def is_delimited(text: str) -> str:
    """The character that separates the cells of a text; empty where it is no table.

    Lines of a sheet have the same number of cells; lines of prose with commas have not.
    """
    lines = [line for line in text.split("\n")[:400] if line.strip()]
    best = max(_DELIMITERS, key=lambda mark: sum(mark in line for line in lines))
    parted = [row for row in _rows("\n".join(lines), best) if len(row) > 1]
    if len(parted) < _LEAST_ROWS or len(parted) < _SHARE * len(lines):
        return ""
    widths = [len(row) for row in parted]
    return best if widths.count(max(set(widths), key=widths.count)) >= 0.7 * len(widths) else ""


def read_text(text: str, source: Source, limits: Mapping[str, float], doubts: tuple[Doubt, ...]) -> Document:
    """Read a decoded sheet.

    Args:
        text: the decoded file, whose delimiter :func:`is_delimited` knows.
        source: where it came from.
        limits: ``max_chars``, ``max_cells``.
        doubts: those of the decoding.
    """
    blocks = Blocks(source.path, limits)
    for doubt in doubts:
        blocks.doubt(doubt.what, doubt.where, doubt.why)
    table: list[list[GridCell]] = []
    width = 0
    for row in _rows(text, is_delimited(text)):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) == 1 and row[0].strip() and (len(row[0]) > 30 or not table):
            if table:
                blocks.table(table)
                table = []
            blocks.paragraph(row[0].strip())
        elif filled or table:
            width = max(width, len(row))
            table.append([GridCell(cell) for cell in row])
    if table:
        blocks.table(table)
    return blocks.document(replace(source, media_type="text/csv"))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(10_000_000)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or ","))
    except csv.Error:  # a NUL, or a quotation that never ends
        return [line.split(delimiter or ",") for line in text.split("\n")]
