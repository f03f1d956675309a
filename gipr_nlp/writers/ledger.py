"""ledger.xlsx, the ledger of problems (问题台账) in the columns that offices use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from gipr_nlp.language import width
from gipr_nlp.writers import KIND_NAMES, SEVERITY_NAMES, original, place, wanted

#: Heading and width of each column; the last three are for the office to fill in.
COLUMNS = (
    ("序号", 6),
    ("单位", 24),
    ("类型", 10),
    ("年度", 7),
    ("问题类别", 14),
    ("检查项编号", 10),
    ("问题描述", 60),
    ("原文/单元格", 40),
    ("应为/建议", 28),
    ("依据", 36),
    ("严重程度", 9),
    ("整改期限", 12),
    ("整改情况", 16),
    ("复核结果", 16),
)
#: Dates inside the file; the same findings give the same bytes.
STAMP = datetime(2000, 1, 1)
MAX_CELL, MAX_ROWS = 32_000, 1_048_000
#: Points: of a line of text, and the most that a row may have.
LINE, MAX_HEIGHT = 15, 405


def write(
    path: Path,
    findings: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]],
    categories: Mapping[str, str],
) -> int:
    """Write the ledger.

    Args:
        path: the file.
        findings: the findings that follow from no other, in order, each with the row of its report (kind, form).
        categories: title of the dimension by rule code.

    Returns:
        The number of rows; a sheet holds about a million, what is beyond is left to the Parquet files.
    """
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(
        str(path), {**options, "strings_to_numbers": False, "tmpdir": str(path.parent)}
    )
    book.set_properties({"title": "政府信息公开工作年度报告问题台账", "created": STAMP})
    sheet = book.add_worksheet("问题台账")
    heading = book.add_format(
        {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "border": 1, "align": "center"}
    )
    text = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"})
    for column, (title, wide) in enumerate(COLUMNS):
        sheet.set_column(column, column, wide)
        sheet.write_string(0, column, title, heading)
    sheet.freeze_panes(1, 2)
    count = 0
    for finding, report in findings:
        if count == MAX_ROWS:
            break
        count += 1
        values = _row(finding, report, categories)
        sheet.set_row(count, _height(values))
        sheet.write_number(count, 0, count, text)
        for column, value in enumerate(values, 1):
            sheet.write_string(count, column, value[:MAX_CELL], text)
    sheet.autofilter(0, 0, count, len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise (
            error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error))
        ) from None
    return count


def _height(values: Sequence[str]) -> float:
    """The height of a row that shows its cells whole; not every office program works it out from wrapped text."""
    lines = (-(-width(v) // (wide - 2)) for v, (_, wide) in zip(values, COLUMNS[1:], strict=True))
    return float(min(LINE * max(1, *lines), MAX_HEIGHT))


def _row(
    finding: Mapping[str, Any], report: Mapping[str, Any], categories: Mapping[str, str]
) -> tuple[str, ...]:
    kind, form = report["kind"], report["form"]
    where, said = place(finding, form), original(finding)
    return (
        finding["agency"] or "",
        KIND_NAMES.get(kind, kind),
        str(finding["year"] or ""),
        categories.get(finding["code"], ""),
        finding["code"],
        finding["message"],
        f"{where}：{said}" if where and said else where or said,
        wanted(finding, form),
        finding["basis"] or "",
        SEVERITY_NAMES[finding["severity"]],
        "",
        "",
        "",
    )
