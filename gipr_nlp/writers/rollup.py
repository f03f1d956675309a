"""The summed tables of a government, as the form prints them: one workbook (XLSX) and one document (DOCX).

The document goes into the government's own report, so it holds the tables and nothing else but what the sums rest on:
which units are in, which are missing, and which of their cells could not be added. The workbook has beside the tables
every unit's contribution, and the difference to the report that the government has published, cell by cell.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from gipr_nlp import form as statutory
from gipr_nlp.rollup import Key, Summed
from gipr_nlp.writers import number
from gipr_nlp.writers.printed import Box, boxes, grid

STAMP = datetime(2000, 1, 1)  # inside the files: the same sums give the same bytes
#: Widths of columns in centimetres where they are not all the same.
WIDTHS = {"disclosure": [5.4, 4.0, 4.0, 4.0], "applications": [1.1, 1.7, 5.6, *[1.28] * 7]}
NUMERALS = "〇一二三四五六"


def write_docx(path: Path, summed: Summed) -> None:
    """Write the document.

    Raises:
        OSError: the file cannot be written (it may be open in Word).
    """
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = summed.title, "", ""
    properties.created = properties.modified = STAMP
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(2)
    _font(document.styles["Normal"], 10.5)
    heading = document.add_paragraph(summed.title)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.runs[0].bold = True
    _size(heading.runs[0], 16)
    for table in statutory.TABLES:
        place = statutory.SECTION_OF[table]
        line = document.add_paragraph(f"{NUMERALS[place]}、{statutory.section_headings()[place][1]}")
        line.runs[0].bold = True
        line.paragraph_format.keep_with_next = True
        line.paragraph_format.space_before = Pt(12)
        _add_table(document, table, summed)
    document.add_paragraph()
    document.add_paragraph(f"汇总说明：{summed.coverage}")
    if summed.open_cells:
        document.add_paragraph("带“≥”的数为下限：有单位未报送，或其报告中该单元格未能确认，未计入合计。")
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(_dated(buffer.getvalue()))


def _add_table(document: Any, table: str, summed: Summed) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    lines = grid(table, summed.form, _printed(summed))
    found = boxes(lines)
    width = max(box.column + box.width for box in found)
    drawn = document.add_table(len(lines), width)
    drawn.style = "Table Grid"
    drawn.autofit = False
    for index, centimetres in enumerate(WIDTHS.get(table) or [17.4 / width] * width):
        drawn.columns[index].width = Cm(centimetres)
        for cell in drawn.columns[index].cells:
            cell.width = Cm(centimetres)
    for row in drawn.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    small = {"disclosure": 10.5, "applications": 8, "review": 8}[table]
    for box in found:
        cell = drawn.cell(box.row, box.column)
        if box.width > 1 or box.height > 1:
            cell = cell.merge(drawn.cell(box.row + box.height - 1, box.column + box.width - 1))
        _fill(cell, box, small)


def _fill(cell: Any, box: Box, points: float) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = 0
    left = box.key is None and (len(box.text) > 12 or box.text[:1].isdigit())
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
    _size(paragraph.add_run(box.text), points)


def _font(style: Any, points: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = "Times New Roman", Pt(points)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


def _size(run: Any, points: float) -> None:
    from docx.shared import Pt

    run.font.size = Pt(points)


def _dated(data: bytes) -> bytes:
    """The same archive with one fixed time on every member."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, STAMP.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _printed(summed: Summed) -> dict[Key, str]:
    """What stands in the cells: the sum, behind ≥ where units are missing from it."""
    return {
        key: f"{'≥' if summed.open_cells.get(key) else ''}{number(value)}"
        for key, value in summed.cells.items()
    }


# --- the workbook ------------------------------------------------------------------------------------------


def write_xlsx(path: Path, summed: Summed) -> None:
    """Write the workbook: the three tables, the units, the comparison with the government's own report.

    Raises:
        OSError: the file cannot be written (it may be open in Excel).
    """
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": summed.title, "created": STAMP})
    border = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    formats = {
        "label": book.add_format({**border, "bg_color": "#F2F2F2"}),
        "value": book.add_format(border),
        "open": book.add_format({**border, "bg_color": "#FFF2CC"}),
        "wrong": book.add_format({**border, "bg_color": "#FCE4D6"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for table in statutory.TABLES:
        _table_sheet(book, table, summed, formats)
    _unit_sheet(book, summed, formats)
    if summed.own:
        _difference_sheet(book, summed, formats)
    book.close()


def _table_sheet(book: Any, table: str, summed: Summed, formats: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(
        {"disclosure": "主动公开", "applications": "依申请公开", "review": "复议诉讼"}[table]
    )
    sheet.write_string(
        0, 0, f"{summed.government}{summed.year}年{statutory.TABLE_NAMES[table]}", formats["title"]
    )
    for box in boxes(grid(table, summed.form, {})):
        open_units = summed.open_cells.get(box.key, 0) if box.key else 0
        style = formats["label" if box.key is None else "open" if open_units else "value"]
        top, left = box.row + 1, box.column
        bottom, right = top + box.height - 1, left + box.width - 1
        if (bottom, right) != (top, left):
            sheet.merge_range(top, left, bottom, right, "" if box.key else box.text, style)
        if box.key is None:
            sheet.write_string(top, left, box.text, style)
            if len(box.text) > 24 and box.height == 1:  # a merged cell does not grow by itself
                sheet.set_row(top, 30)
            continue
        sheet.write_number(top, left, summed.cells.get(box.key, 0), style)
        if open_units:
            sheet.write_comment(top, left, f"下限：{open_units}个单位未计入")
    if table == "applications":
        sheet.set_column(0, 1, 12)
        sheet.set_column(2, 2, 48)
        sheet.set_column(3, 9, 9)
    else:
        sheet.set_column(0, 14, {"disclosure": 20, "review": 9}[table])
    for row in range(2, 4):
        sheet.set_row(row, 30)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)


def _unit_sheet(book: Any, summed: Summed, formats: Mapping[str, Any]) -> None:
    """One line a unit, one column a cell that somebody filled."""
    sheet = book.add_worksheet("各单位")
    sheet.write_string(0, 0, summed.coverage, formats["note"])
    keys = [k for k in summed.cells if any(u.cells.get(k) for u in summed.units)]
    heads = [f"{statutory.label_of(t, summed.form, r, c)}" for t, r, c in keys]
    for column, head in enumerate(["单位", "情况", *heads]):
        sheet.write_string(1, column, head.replace("“", "").replace("”", ""), formats["label"])
    for row, unit in enumerate(summed.units, 2):
        sheet.write_string(row, 0, unit.name, formats["label"])
        sheet.write_string(row, 1, unit.reason or "已汇总", formats["open" if unit.reason else "value"])
        for column, key in enumerate(keys, 2):
            value = unit.cells.get(key)
            if value is not None:
                sheet.write_number(row, column, value, formats["value"])
            elif not unit.reason:
                sheet.write_string(row, column, "未能确认", formats["open"])
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, max(2, len(heads) + 1), 12)
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _difference_sheet(book: Any, summed: Summed, formats: Mapping[str, Any]) -> None:
    """The government's own report against the sums, cell by cell."""
    sheet = book.add_worksheet("与本级报告核对")
    for column, head in enumerate(("表", "单元格", "本级报告", "各单位合计", "相差", "未计入单位数")):
        sheet.write_string(0, column, head, formats["label"])
    row = 0
    for key, value in summed.cells.items():
        own, open_units = summed.own.get(key), summed.open_cells.get(key, 0)
        if not value and not own and not open_units:
            continue
        row += 1
        wrong = own is not None and own != value and not (open_units and own > value)
        style = formats["wrong" if wrong else "open" if open_units else "value"]
        sheet.write_string(row, 0, statutory.TABLE_NAMES[key[0]], style)
        sheet.write_string(row, 1, statutory.label_of(key[0], summed.form, *key[1:]), style)
        if own is None:
            sheet.write_string(row, 2, "未能确认", style)
        else:
            sheet.write_number(row, 2, own, style)
            sheet.write_number(row, 4, round(own - value, 4), style)
        sheet.write_number(row, 3, value, style)
        sheet.write_number(row, 5, open_units, style)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 56)
    sheet.set_column(2, 5, 14)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, row), 5)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
