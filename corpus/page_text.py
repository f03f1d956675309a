"""The text and tables of a made report as HTML, in the ways in which editors and Word write it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from random import Random

from corpus.compose import report
from corpus.values import Cells, balanced
from gipr_nlp import form as statutory
from gipr_nlp.writers.printed import Line, Slot, boxes, grid


@dataclass(frozen=True)
class Made:
    """What a made page holds: title, agency, reporting year, form, lines of the text (a table's name in brackets where
    it stands), its cells, and the day on which the page says it was published."""

    title: str
    agency: str
    year: int
    form: str
    lines: tuple[str, ...]
    cells: Cells
    published: str

    def table(self, name: str) -> list[Line]:
        """The printed grid of one of its tables."""
        return grid(name, self.form, {k: v for k, v in self.cells.items() if k[0] == name})

    @property
    def prose(self) -> tuple[str, ...]:
        """The lines that are no tables."""
        return tuple(line for line in self.lines if not is_table(line))


def is_table(line: str) -> bool:
    """Whether a line only marks where a table stands."""
    return line.startswith("[[") and line.endswith("]]")


def make(seed: int, agency: str = "青岚县水务局", form: str = "2021") -> Made:
    """A report whose text and tables agree; another seed gives other values."""
    cells = balanced(form, Random(f"page {seed}"), dense=seed % 3 != 0)
    text = report(form, agency=agency, cells=cells, tables={t: f"[[{t}]]" for t in statutory.TABLES})
    lines = tuple(line.strip() for line in text.split("\n") if line.strip())
    year = 2023 if form == "2021" else 2020
    return Made(lines[0], agency, year, form, lines, cells, f"{year + 1}-01-{10 + seed % 18:02d}")


Cell = Callable[[str], str]
Paragraph = Callable[[str], str]


def plain_cell(text: str) -> str:
    """As a web editor writes it."""
    return f"<p><span>{escape(text)}</span></p>" if text else "&nbsp;"


def bare_cell(text: str) -> str:
    """Nothing but the text."""
    return escape(text)


def word_cell(text: str) -> str:
    """As Word saves it; a label's narrow column is broken over lines."""
    half = len(text) // 2
    broken = f"{escape(text[:half])}<br>\n  {escape(text[half:])}" if 6 < len(text) < 12 else escape(text)
    return (
        "<p class=MsoNormal align=center style='text-align:center'><span lang=EN-US style='font-size:10.5pt;"
        f"font-family:宋体'>{broken or '&nbsp;'}<o:p></o:p></span></p>"
    )


def field_cell(text: str) -> str:
    """A form field that shows the value."""
    return f'<input type="text" readonly value="{escape(text)}">' if text.isdigit() else escape(text)


def table_html(made: Made, name: str, cell: Cell = plain_cell, attributes: str = 'border="1"') -> str:
    """One of the tables, merged cells as spans."""
    return f"<table {attributes}><tbody>{''.join(rows_html(made.table(name), cell))}</tbody></table>"


def rows_html(lines: list[Line], cell: Cell) -> list[str]:
    """The rows of a grid."""
    rows = []
    for line in lines:
        cells = [
            f"<td{_span('colspan', s.width)}{_span('rowspan', s.height)}>{cell(s.text)}</td>"
            for s in line
            if not s.covered
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>\n")
    return rows


def cut(lines: list[Line], at: int) -> tuple[list[Line], list[Line]]:
    """A grid as two, as a page break leaves it: a merged cell that is cut goes on below, without its text."""
    upper, lower = [list(line) for line in lines[:at]], [list(line) for line in lines[at:]]
    for box in boxes(lines):
        spare = box.row + box.height - at
        if box.row < at and spare > 0:
            row, column = upper[box.row], 0
            for place, slot in enumerate(row):
                if column == box.column and not slot.covered:
                    row[place] = replace(slot, height=box.height - spare)
                column += slot.width
            column = 0
            for place, slot in enumerate(lower[0]):
                if column == box.column:
                    lower[0][place] = Slot("", box.width, spare)
                column += slot.width
    return upper, lower


def _span(name: str, count: int) -> str:
    return f' {name}="{count}"' if count > 1 else ""


def paragraph(text: str) -> str:
    """As a web editor writes it, with the indent as characters."""
    return f'<p style="text-indent:2em;line-height:1.75">　　<span>{escape(text)}</span></p>\n'


def body_html(made: Made, write: Paragraph = paragraph, cell: Cell = plain_cell, title: bool = True) -> str:
    """The whole report, paragraph by paragraph."""
    lines = made.lines if title else made.lines[1:]
    return "".join(
        table_html(made, line.strip("[]"), cell) if is_table(line) else write(line) for line in lines
    )
