"""The same report in every format that the program reads: DOCX, HTML, XLSX, ODT written here; DOC, RTF, ODT, HTML, PDF
and others by LibreOffice; PDF printed by Chromium.

A :class:`Content` is what all of them hold: paragraphs, and tables as grids with spans. It is composed from values, or
taken from a report that was read. LibreOffice and Chromium are tools of the developer: what needs them says so.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from corpus.compose import report
from corpus.pdf_pages import browser, html_table, printed, word_table
from corpus.values import Cells
from gipr_nlp import form as statutory
from gipr_nlp.model import Report
from gipr_nlp.readers import soffice
from gipr_nlp.writers.printed import Line, grid


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or a table by its name and rows."""

    text: str
    table: str = ""
    lines: tuple[tuple[Any, ...], ...] = ()

    @property
    def rows(self) -> list[Line]:
        return [list(line) for line in self.lines]


Content = tuple[Piece, ...]


def composed(form: str, cells: Cells, **parts: Any) -> Content:
    """A report made from values; ``parts`` are those of :func:`corpus.compose.report`."""
    text = report(form, cells=cells, tables={t: f"@@{t}" for t in statutory.TABLES}, **parts)
    return tuple(
        _table(line[2:], form, cells) if line.startswith("@@") else Piece(line)
        for line in text.split("\n")
        if line.strip()
    )


def taken(read: Report) -> Content:
    """The content of a report that was read: its paragraphs, and its tables as the form prints them."""
    cells = {(c.table, c.row, c.column): c.raw for c in read.cells}
    pieces: list[Piece] = []
    placed = sorted((t for t in read.tables if t.start is not None), key=lambda t: t.start or 0)
    at = 0
    for table in placed:
        pieces += _paragraphs(read.text[at : table.start])
        pieces.append(_table(table.table, str(table.form), cells))
        at = table.end or at
    return (*pieces, *_paragraphs(read.text[at:]))


def _paragraphs(text: str) -> list[Piece]:
    return [Piece(line.strip()) for line in text.split("\n") if line.strip()]


def _table(name: str, form: str, cells: Mapping[tuple[str, str, str], str]) -> Piece:
    return Piece("", name, tuple(tuple(line) for line in grid(name, form, cells)))


# --- written here ----------------------------------------------------------------------------------------


def as_docx(content: Content) -> bytes:
    """A Word document with truly merged cells."""
    import docx

    document = docx.Document()
    for piece in content:
        if piece.table:
            word_table(document, piece.table, piece.rows, 9)
        else:
            document.add_paragraph(piece.text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_html(content: Content) -> bytes:
    """A plain web page."""
    style = "table { border-collapse: collapse; width: 100%; font-size: 9pt } td { border: 1px solid #000 }"
    body = [html_table(p.table, p.rows) if p.table else f"<p>{html.escape(p.text)}</p>" for p in content]
    title = html.escape(content[0].text)
    head = f"<meta charset=utf-8><title>{title}</title><style>{style}</style>"
    return f"<!doctype html><html><head>{head}</head><body>{''.join(body)}</body></html>".encode()


def as_xlsx(content: Content) -> bytes:
    """A sheet: paragraphs in merged cells over the width of the widest table, numbers as numbers."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    row = 1
    for piece in content:
        if not piece.table:
            sheet.cell(row, 1, piece.text)
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=15)
            row += 1
            continue
        for n, line in enumerate(piece.rows):
            column = 1
            for slot in line:
                if not slot.covered:
                    sheet.cell(row + n, column, _number(slot.text) if slot.key else slot.text)
                    if slot.width * slot.height > 1:
                        sheet.merge_cells(
                            start_row=row + n, end_row=row + n + slot.height - 1,
                            start_column=column, end_column=column + slot.width - 1,
                        )  # fmt: skip
                column += slot.width
        row += len(piece.lines) + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _number(text: str) -> int | float | str | None:
    try:
        return int(text) if text.isdigit() else float(text) if text[:1].isdigit() else text or None
    except ValueError:
        return text


_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("table", "table"))
)


def as_odt(content: Content) -> bytes:
    """An OpenDocument text with spans and covered cells, written without any library."""
    body = "".join(
        _odt_table(piece) if piece.table else f"<text:p>{escape(piece.text)}</text:p>" for piece in content
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.2">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    kind = "application/vnd.oasis.opendocument.text"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.2" '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f"{entry.format('/', kind)}{entry.format('content.xml', 'text/xml')}</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", text, zipfile.ZIP_DEFLATED)
        package.writestr("META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _odt_table(piece: Piece) -> str:
    wide = max(sum(slot.width for slot in line) for line in piece.rows)
    rows = []
    for line in piece.rows:
        cells = []
        for slot in line:
            if slot.covered:
                cells.append("<table:covered-table-cell/>" * slot.width)
                continue
            spans = f'table:number-columns-spanned="{slot.width}" table:number-rows-spanned="{slot.height}"'
            text = f"<text:p>{escape(slot.text)}</text:p>"
            cells.append(f"<table:table-cell {spans}>{text}</table:table-cell>")
            cells.append("<table:covered-table-cell/>" * (slot.width - 1))
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    columns = f'<table:table-column table:number-columns-repeated="{wide}"/>'
    return f'<table:table table:name="{piece.table}">{columns}{"".join(rows)}</table:table>'


# --- written by other programs ---------------------------------------------------------------------------

_WRITER = {
    "doc": "MS Word 97",
    "docx": "MS Word 2007 XML",
    "fodt": "OpenDocument Text Flat XML",
    "html": "HTML (StarWriter)",
    "odt": "writer8",
    "pdf": "writer_pdf_Export",
    "rtf": "Rich Text Format",
}
_CALC = {"ods": "calc8", "xls": "MS Excel 97"}


@dataclass(frozen=True, slots=True)
class Format:
    """A format by the way it is made: ``ending`` of its files, and the tool needed: "" | office | browser."""

    make: Callable[[Sequence[Content]], list[bytes]]
    ending: str
    needs: str = ""

    @property
    def lacking(self) -> str:
        """The tool that is not installed, or nothing."""
        found = {"": "here", "office": soffice.program(), "browser": browser()}[self.needs]
        return "" if found else {"office": "LibreOffice", "browser": "Chromium"}[self.needs]


def _each(make: Callable[[Content], bytes]) -> Callable[[Sequence[Content]], list[bytes]]:
    return lambda contents: [make(content) for content in contents]


def _by_office(
    make: Callable[[Content], bytes], start: str, ending: str
) -> Callable[[Sequence[Content]], list[bytes]]:
    """Made here as one format, saved by LibreOffice as another; all documents at once."""
    reading = {"docx": "MS Word 2007 XML", "html": "HTML (StarWriter)", "xlsx": "Calc MS Excel 2007 XML"}[
        start
    ]
    writing = _CALC.get(ending) or _WRITER[ending]

    def made(contents: Sequence[Content]) -> list[bytes]:
        files = {f"{n}.{start}": make(content) for n, content in enumerate(contents)}
        done = soffice.convert(files, ending, (reading, writing), 60.0 + 10 * len(files))
        return [done[name] for name in files]

    return made


def _again(contents: Sequence[Content]) -> list[bytes]:
    """Word's binary format, opened by LibreOffice and saved as .docx: what an office does with an old file."""
    old = _by_office(as_docx, "docx", "doc")(contents)
    files = {f"{n}.doc": data for n, data in enumerate(old)}
    done = soffice.convert(files, "docx", ("MS Word 97", _WRITER["docx"]), 60.0 + 10 * len(files))
    return [done[name] for name in files]


FORMATS: dict[str, Format] = {
    "docx": Format(_each(as_docx), "docx"),
    "html": Format(_each(as_html), "html"),
    "xlsx": Format(_each(as_xlsx), "xlsx"),
    "odt": Format(_each(as_odt), "odt"),
    "docx_by_office": Format(_by_office(as_docx, "docx", "docx"), "docx", "office"),
    "docx_from_doc": Format(_again, "docx", "office"),
    "docx_from_html": Format(_by_office(as_html, "html", "docx"), "docx", "office"),
    "html_by_office": Format(_by_office(as_docx, "docx", "html"), "html", "office"),
    "odt_by_office": Format(_by_office(as_docx, "docx", "odt"), "odt", "office"),
    "fodt_by_office": Format(_by_office(as_docx, "docx", "fodt"), "fodt", "office"),
    "doc": Format(_by_office(as_docx, "docx", "doc"), "doc", "office"),
    "rtf": Format(_by_office(as_docx, "docx", "rtf"), "rtf", "office"),
    "xls": Format(_by_office(as_xlsx, "xlsx", "xls"), "xls", "office"),
    "ods": Format(_by_office(as_xlsx, "xlsx", "ods"), "ods", "office"),
    "pdf_by_office": Format(_by_office(as_docx, "docx", "pdf"), "pdf", "office"),
    "pdf_by_browser": Format(_each(lambda content: printed(as_html(content).decode())), "pdf", "browser"),
}
