"""Which library reads office files: a dozen made documents and workbooks, read by each (the table in docs/formats.md).

    python -m corpus.office_report

Twelve reports are written with python-docx: thirty numbered paragraphs and three tables with random merged areas, as
large as the statutory ones; and as workbooks with openpyxl. A cell is right if its text stands at its grid column with
its span; an automatic number if it stands before its paragraph; a value if it reads as the sheet shows it.
"""

from __future__ import annotations

import io
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gipr_nlp.profile import load_profile
from gipr_nlp.readers import read_bytes

LIMITS = dict(load_profile().limits)
SHAPES = ((14, 4), (28, 10), (4, 15))
NUMBERED = 30
FORMATS = (
    ("0", 12, "12"),
    ("#,##0.00", 1203.56, "1,203.56"),
    ("0.0%", 0.125, "12.5%"),
    ("0.0000", 161.8, "161.8000"),
)
Cells = dict[tuple[int, int, int], tuple[str, int, int]]  # table, row, column → text, columns, rows


@dataclass
class Made:
    """One document with its truth."""

    data: bytes
    cells: Cells = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def areas(dice: random.Random, height: int, width: int) -> list[tuple[int, int, int, int]]:
    """Rectangles to merge (top, left, bottom, right) that do not touch one another."""
    taken: set[tuple[int, int]] = set()
    found = []
    for _ in range(6):
        top, left = dice.randrange(height), dice.randrange(width)
        bottom, right = min(height - 1, top + dice.randrange(4)), min(width - 1, left + dice.randrange(4))
        area = {(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)}
        if len(area) > 1 and not area & taken:
            taken |= area
            found.append((top, left, bottom, right))
    return found


def make_docx(seed: int) -> Made:
    """A document with numbered paragraphs and three tables."""
    import docx

    dice, document, made = random.Random(seed), docx.Document(), Made(b"")
    for n in range(NUMBERED):
        document.add_paragraph(f"第{seed}件第{n}段，政府信息公开。", style="List Number")
        made.lines.append(f"{n + 1}. 第{seed}件第{n}段，政府信息公开。")
    for t, (height, width) in enumerate(SHAPES):
        table = document.add_table(height, width)
        for i in range(height):
            for j, cell in enumerate(table.rows[i].cells):
                cell.text = f"{t}.{i}.{j}"
                made.cells[t, i, j] = (cell.text, 1, 1)
        for top, left, bottom, right in areas(dice, height, width):
            table.cell(top, left).merge(table.cell(bottom, right)).text = f"{t}.{top}.{left}"
            for i in range(top, bottom + 1):
                for j in range(left, right + 1):
                    del made.cells[t, i, j]
            made.cells[t, top, left] = (f"{t}.{top}.{left}", right - left + 1, bottom - top + 1)
        document.add_paragraph("表后。")
    buffer = io.BytesIO()
    document.save(buffer)
    made.data = buffer.getvalue()
    return made


def make_xlsx(seed: int) -> Made:
    """A workbook with three tables of figures in several formats, one below another."""
    import openpyxl

    dice, workbook, made = random.Random(seed), openpyxl.Workbook(), Made(b"")
    sheet, row = workbook.active, 1
    for height, width in SHAPES:
        for i in range(height):
            for j in range(width):
                form, value, text = dice.choice(FORMATS)
                cell = sheet.cell(row + i, j + 1, value)
                cell.number_format = form
                made.lines.append(text)
        row += height + 1
    buffer = io.BytesIO()
    workbook.save(buffer)
    made.data = buffer.getvalue()
    return made


def ours(data: bytes) -> tuple[Cells, list[str]]:
    """Cells and lines as our reader finds them."""
    found = read_bytes(data, "made", LIMITS)
    cells: Cells = {}
    for t, grid in enumerate(found.grids):
        for row, columns, spans in zip(grid.rows, grid.columns, grid.spans, strict=True):
            for text, column, (across, down) in zip(row, columns, spans, strict=True):
                cells[t, int(text.split(".")[1]) if text.count(".") == 2 else len(cells), column] = (
                    text,
                    across,
                    down,
                )
    return cells, list(found.lines)


def python_docx(data: bytes) -> tuple[Cells, list[str]]:
    """The same with python-docx: a merged cell is the same object wherever it is met."""
    import docx

    document = docx.Document(io.BytesIO(data))
    cells: Cells = {}
    for t, table in enumerate(document.tables):
        places: dict[Any, list[tuple[int, int]]] = {}
        for i, row in enumerate(table.rows):  # table.cell(i, j) would take seconds for a table
            for j, cell in enumerate(row.cells):
                places.setdefault(cell._tc, []).append((i, j))
        for tc, where in places.items():
            (top, left), (bottom, right) = where[0], where[-1]
            text = "".join(p.text or "" for p in tc.iter() if p.tag.endswith("}t"))
            cells[t, top, left] = (text, right - left + 1, bottom - top + 1)
    return cells, [p.text for p in document.paragraphs]


def our_values(data: bytes) -> tuple[Cells, list[str]]:
    """What a sheet shows, as our reader finds it."""
    found = read_bytes(data, "made", LIMITS)
    return {}, [text for grid in found.grids for row in grid.rows for text in row]


def openpyxl_values(data: bytes) -> tuple[Cells, list[str]]:
    """The values of a sheet as openpyxl gives them."""
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    return {}, [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None]


def measure(name: str, read: Callable[[bytes], tuple[Cells, list[str]]], documents: list[Made]) -> str:
    """One line of the table: cells and lines that came back, milliseconds (best of three) and peak memory a document."""
    cells = lines = 0
    for made in documents:
        got, shown = read(made.data)
        cells += sum(got.get(key) == cell for key, cell in made.cells.items())
        lines += sum(a == b for a, b in zip(made.lines, shown, strict=False))
    best = min(_seconds(read, documents) for _ in range(3))
    tracemalloc.start()
    read(documents[0].data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    total, wanted = sum(len(m.cells) for m in documents), sum(len(m.lines) for m in documents)
    share = f"{cells}/{total}" if total else "-"
    return (
        f"| {name} | {share} | {lines}/{wanted} | {1000 * best / len(documents):.1f} | {peak / 2**20:.1f} |"
    )


def _seconds(read: Callable[[bytes], tuple[Cells, list[str]]], documents: list[Made]) -> float:
    start = time.process_time()
    for made in documents:
        read(made.data)
    return time.process_time() - start


def main() -> int:
    """Print the table."""
    documents, books = [make_docx(n) for n in range(12)], [make_xlsx(n) for n in range(12)]
    print("| reader | cells | numbers / values as shown | ms a document (CPU) | peak MB (Python objects) |")
    print("|---|---|---|---|---|")
    print(measure("docx: ours (lxml)", ours, documents))
    print(measure("docx: python-docx", python_docx, documents))
    print(measure("xlsx: ours (lxml)", our_values, books))
    print(measure("xlsx: openpyxl", openpyxl_values, books))
    return 0


if __name__ == "__main__":
    sys.exit(main())
