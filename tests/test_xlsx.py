"""XLSX → Document: cells as the workbook shows them, paragraphs and tables as the sheet is laid out."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document
from gipr_nlp.readers.xlsx.formats import general, shown
from tests.word import read, zipped

TITLE = "青岚县水务局2023年政府信息公开工作年度报告"


def book(
    *rows: list[Any], merge: tuple[str, ...] = (), formats: dict[str, str] | None = None
) -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    return workbook


def opened(workbook: openpyxl.Workbook, **limits: float) -> Document:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return read(buffer.getvalue(), **limits)


# --- layout -------------------------------------------------------------------------------------------------


def test_a_report_pasted_into_a_sheet() -> None:
    found = opened(book(
        [TITLE, None, None, None],
        ["一、总体情况"],
        ["2023年，我局主动公开政府信息186条。"],
        ["二、主动公开政府信息情况"],
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", 0, 0, 0],
        ["行政规范性文件", 1, None, 6],
        ["第二十条第（五）项"],
        ["信息内容", "本年处理决定数量"],
        ["行政许可", 90],
        ["三、收到和处理政府信息公开申请情况"],
        merge=("A1:D1", "A5:D5", "A9:D9", "B10:D10", "B11:D11"),
    ))  # fmt: skip
    assert found.lines == (
        TITLE, "一、总体情况", "2023年，我局主动公开政府信息186条。", "二、主动公开政府信息情况", "第二十条第（一）项",
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数", "规章\t0\t0\t0", "行政规范性文件\t1\t\t6", "第二十条第（五）项",
        "信息内容\t本年处理决定数量", "行政许可\t90", "三、收到和处理政府信息公开申请情况",
    )  # fmt: skip
    (grid,) = found.grids
    assert grid.rows[3] == ("行政规范性文件", "1", "", "6")
    assert grid.spans[0] == ((4, 1),)
    assert grid.spans[6] == ((1, 1), (3, 1))
    assert found.source.media_type.endswith("spreadsheetml.sheet")


def test_merged_down_and_across() -> None:
    found = opened(
        book(["结果", "（一）", 1], [None, "（二）", 2], ["总计", None, 3], merge=("A1:A2", "A3:B3"))
    )
    (grid,) = found.grids
    assert grid.rows == (("结果", "（一）", "1"), ("（二）", "2"), ("总计", "3"))
    assert grid.columns == ((0, 1, 2), (1, 2), (0, 2))
    assert grid.spans[0][0] == (1, 2)
    assert grid.spans[2][0] == (2, 1)


def test_a_label_whose_row_is_blank_stays_in_its_table() -> None:
    (grid,) = opened(book(["规章", 0, 0], ["其他", None, None], ["合计", 0, 0])).grids
    assert grid.rows == (("规章", "0", "0"), ("其他", "", ""), ("合计", "0", "0"))


def test_a_blank_row_ends_a_table() -> None:
    assert len(opened(book(["甲", 1], ["乙", 2], [], ["丙", 3], ["丁", 4])).grids) == 2


def test_a_sheet_that_begins_further_right_and_down() -> None:
    (grid,) = opened(book([], [], [None, None, "甲", 1], [None, None, "乙", 2])).grids
    assert (grid.rows, grid.columns) == ((("甲", "1"), ("乙", "2")), ((0, 1), (0, 1)))


def test_a_long_text_beside_a_label_is_a_paragraph() -> None:
    long = "我局认真贯彻落实条例，" * 20
    found = opened(book(["单位", "水务局"], ["总体情况", long]))
    assert found.lines == ("单位\t水务局", "总体情况", long)


def test_several_sheets_stand_under_their_names() -> None:
    workbook = book(["规章", 0], ["规范性文件", 2])
    workbook.active.title = "主动公开"
    other = workbook.create_sheet("依申请公开")
    other.append(["新收", 3])
    other.append(["结转", 0])
    workbook.create_sheet("Sheet3").append(["甲", 1])
    assert opened(workbook).lines == (
        "主动公开",
        "规章\t0",
        "规范性文件\t2",
        "依申请公开",
        "新收\t3",
        "结转\t0",
        "甲\t1",
    )


def test_what_is_hidden_is_not_read_and_said_so() -> None:
    workbook = book(["甲", "内部", 1], ["乙", "内部", 2], ["丙", "内部", 3])
    sheet = workbook.active
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    workbook.create_sheet("底稿").append(["草稿", 9])
    workbook["底稿"].sheet_state = "hidden"
    found = opened(workbook)
    assert found.grids[0].rows == (("甲", "1"), ("丙", "3"))
    assert [d.what for d in found.doubts] == ["sheet.hidden", "sheet.hidden"]


def test_text_boxes_and_pictures_stand_after_the_cells() -> None:
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    drawing = (
        '<d:wsDr xmlns:d="x" xmlns:a="y"><d:sp><d:txBody><a:p><a:r><a:t>一、总体</a:t></a:r><a:r><a:t>情况</a:t></a:r></a:p>'
        '<a:p><a:r><a:t>正文</a:t></a:r></a:p></d:txBody></d:sp><d:pic><d:cNvPr name="图片 1" descr="附表"/></d:pic></d:wsDr>'
    )
    buffer = io.BytesIO()
    book(["甲", 1], ["乙", 2]).save(buffer)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", drawing)
        archive.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="a" Type="{types}/drawing" Target="../drawings/drawing1.xml"/></Relationships>',
        )
    found = read(buffer.getvalue())
    assert found.lines == ("甲\t1", "乙\t2", "一、总体情况", "正文")
    assert [(m.kind, m.text) for m in found.marks] == [("image", "附表")]


def test_comments_are_marks() -> None:
    workbook = book(["甲", 1], ["乙", 2])
    workbook.active["B1"].comment = Comment("请核实", "王某")
    found = opened(workbook)
    assert [(m.kind, m.text) for m in found.marks] == [("comment", "请核实")]


@pytest.mark.parametrize("rows", [[], [[None]], [[" "]]])
def test_a_book_without_text_is_empty(rows: list[Any]) -> None:
    with pytest.raises(Unreadable) as caught:
        opened(book(*rows))
    assert caught.value.kind == "empty"


def test_bounds() -> None:
    workbook = book(*[[1] * 20 for _ in range(60)])
    assert len(opened(workbook, max_cells=1200).grids[0].rows) == 60
    far = book(["甲", *[None] * 200, 1], *[["乙", *[None] * 200, 2] for _ in range(100)])
    for made, limit in ((workbook, 1199), (far, 2000)):
        with pytest.raises(Unreadable) as caught:
            opened(made, max_cells=limit)
        assert caught.value.kind == "too_large"


def test_cells_that_lie_about_where_they_are() -> None:
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    rows = '<row r="99999999999"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="ZZZ1"><v>2</v></c><c><v>3</v></c></row><row r="1"><c r="A1"><v>4</v></c><c r="B1" t="s"><v>77</v></c></row>'
    found = read(zipped({
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{types}"><sheets><sheet name="a" sheetId="1" r:id="x"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="x" Type="{types}/worksheet" Target="s.xml"/></Relationships>',
        "xl/s.xml": f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>',
    }))  # fmt: skip
    assert found.text == "4"


# --- values -------------------------------------------------------------------------------------------------


def test_a_formula_shows_what_was_saved_with_it() -> None:
    found = opened(book(["甲", "=1+1"], ["乙", 2]))  # openpyxl saves no results
    (grid,) = found.grids
    assert grid.rows == (("甲", ""), ("乙", "2"))
    assert grid.confidence[0][1] < 1
    assert [d.what for d in found.doubts] == ["sheet.formula"]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (1234567, "#,##0", "1,234,567"),
        (0, "#,##0", "0"),
        (0.125, "0.0%", "12.5%"),
        (0.5, "0%", "50%"),
        (0.05, "0.00", "0.05"),
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (-0.001, "0.00", "0.00"),
        (12, "000", "012"),
        (161.8, '0.0000"万元"', "161.8000万元"),
        (3, '"共"0"件"', "共3件"),
        (3, "0\\件", "3件"),
        (1.5, "0.0#", "1.5"),
        (1, "0.##", "1."),
        (-5, "0;减0", "减5"),
        (5, "+0;-0;0", "+5"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (1203.56, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,203.56"),
        (7, "[Red]0", "7"),
        (7, '[$¥-804]#,##0.00', "¥7.00"),
        (1500000, '0.0,,"百万"', "1.5百万"),
        (12345, "0.00E+00", "1.23E+04"),
        (99999, "0.00E+00", "1.00E+05"),
        (45292, "yyyy/m/d", "2024/1/1"),
        (45309, 'yyyy"年"m"月"d"日"', "2024年1月18日"),
        (45309.5, "yyyy-mm-dd hh:mm", "2024-01-18 12:00"),
        (45309.75, "h:mm AM/PM", "6:00 PM"),
        (45309, "aaaa", "星期四"),
        (45309, "d-mmm-yy", "18-Jan-24"),
        (3, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (1 / 3, "General", "0.333333333"),
        (88012345678, "General", "88012345678"),
        (3, "@", "3"),
    ],
)  # fmt: skip
def test_number_formats(value: float, form: str, text: str) -> None:
    assert shown(repr(value), form) == text


@pytest.mark.parametrize(("raw", "form"), [("1", "[>=5]0"), ("0.5", "# ?/?"), ("x", "0"), ("1", "[DBNum1]0"), ("-1", "yyyy"), ("nan", "0")])  # fmt: skip
def test_formats_that_are_not_understood(raw: str, form: str) -> None:
    assert shown(raw, form) is None


def test_dates_since_1904() -> None:
    assert shown("43847", "yyyy-m-d", since_1904=True) == "2024-1-18"


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_are_shown_whole(value: int) -> None:
    assert general(Decimal(value)) == str(value)
    assert (shown(str(value), "#,##0") or "").replace(",", "") == str(value)


@given(st.decimals(-100_000, 100_000, places=4))
def test_four_places_come_back(value: Decimal) -> None:
    assert Decimal(shown(str(value), "0.0000") or "x") == value


@given(st.dates(date(1900, 3, 1), date(2100, 1, 1)))
def test_days_come_back(day: date) -> None:
    count = (day - date(1899, 12, 30)).days
    assert shown(str(count), "yyyy-mm-dd") == day.isoformat()


@given(st.text(max_size=30), st.sampled_from(["0", "12.5", "-3", "45309.5", "1e300", "1e-9"]))
def test_no_format_crashes(form: str, raw: str) -> None:
    assert isinstance(shown(raw, form), str | None)


def test_dates_and_zero_that_a_format_hides() -> None:
    found = opened(
        book(
            ["报告日期", datetime(2024, 1, 18)],
            ["新收", 0],
            formats={"B1": 'yyyy"年"m"月"d"日"', "B2": "0;-0;;@"},
        )
    )
    assert found.lines == ("报告日期\t2024年1月18日", "新收\t")
    assert [d.what for d in found.doubts] == ["sheet.blank"]
    assert found.grids[0].confidence[1][1] < 1
