"""Automatic numbers are text: what Word and LibreOffice print before a paragraph stands before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gipr_nlp.readers.numerals import FORMATS, chinese
from gipr_nlp.text import han_number
from tests.word import docx, p, read, tbl, tc


def level(at: int, form: str, fmt: str = "decimal", more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>'
        f'<w:lvlText w:val="{form}"/>{more}</w:lvl>'
    )


def definition(name: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{more}{"".join(levels)}</w:abstractNum>'


def listed(number: int, abstract: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


def item(text: str, number: int = 1, at: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


def lines(body: str, numbering: str, **parts: str) -> tuple[str, ...]:
    return read(docx(body, numbering=numbering, **parts)).lines


NO_GAP = '<w:suff w:val="nothing"/>'
REPORT = definition(
    0,
    level(0, "%1、", "chineseCountingThousand"),
    level(1, "（%2）", "chineseCounting"),
    level(2, "%3."),
    level(3, "（%4）"),
    level(4, "%5", "decimalEnclosedCircle"),
) + listed(1, 0)


def test_the_outline_of_a_report() -> None:
    body = "".join(
        item(text, 1, at)
        for text, at in (
            *(("总体情况", 0), ("主动公开", 1), ("网站", 2), ("新媒体", 2), ("微信", 3), ("头条", 4)),
            *(("依申请公开", 1), ("受理", 2), ("存在的问题", 0), ("不足", 1)),
        )
    )
    assert lines(body, REPORT) == (
        *("一、总体情况", "（一）主动公开", "1. 网站", "2. 新媒体", "（1）微信", "① 头条"),
        *("（二）依申请公开", "1. 受理", "二、存在的问题", "（一）不足"),
    )


@pytest.mark.parametrize(
    ("fmt", "third", "twelfth"),
    [
        ("decimal", "3", "12"),
        ("decimalZero", "03", "12"),
        ("decimalFullWidth", "３", "１２"),
        ("upperRoman", "III", "XII"),
        ("lowerLetter", "c", "l"),
        ("chineseCounting", "三", "十二"),
        ("chineseCountingThousand", "三", "十二"),
        ("japaneseCounting", "三", "十二"),
        ("taiwaneseCountingThousand", "三", "十二"),
        ("ideographDigital", "三", "一二"),
        ("chineseLegalSimplified", "叁", "壹拾贰"),
        ("ideographTraditional", "丙", "12"),
        ("ideographZodiac", "寅", "亥"),
        ("decimalEnclosedCircle", "③", "⑫"),
        ("decimalEnclosedCircleChinese", "③", "⑫"),
        ("decimalEnclosedFullstop", "⒊", "⒓"),
        ("decimalEnclosedParen", "⑶", "⑿"),
        ("ideographEnclosedCircle", "㊂", "12"),
        ("unknownFormat", "3", "12"),
    ],
)
def test_formats(fmt: str, third: str, twelfth: str) -> None:
    found = lines(item("件") * 12, definition(0, level(0, "第%1项", fmt, NO_GAP)) + listed(1, 0))
    assert (found[2], found[11]) == (f"第{third}项件", f"第{twelfth}项件")


@given(st.integers(1, 99_999))
def test_numbers_in_words_are_read_back(count: int) -> None:
    assert han_number(chinese(count)) == count
    if count < 100:
        assert FORMATS["chineseCounting"](count) == chinese(count)


@pytest.mark.parametrize(
    ("form", "more", "shown"),
    [
        ("第%1章", "", "第三章 总则"),
        ("%1、", "", "三、总则"),
        ("%1.", "", "三. 总则"),
        ("%1", NO_GAP, "三总则"),
        ("（%1）", "", "（三）总则"),
    ],
)
def test_a_gap_only_where_number_and_text_would_run_together(form: str, more: str, shown: str) -> None:
    numbering = definition(0, level(0, form, "chineseCounting", more, start=3)) + listed(1, 0)
    assert lines(item("总则"), numbering) == (shown,)


def test_a_list_starts_where_it_says() -> None:
    numbering = definition(0, level(0, "%1、", "chineseCounting", start=3)) + listed(1, 0)
    assert lines(item("甲") + item("乙"), numbering) == ("三、甲", "四、乙")


def test_two_lists_of_one_definition_count_on() -> None:
    numbering = REPORT + listed(2, 0)
    assert lines(item("甲", 1) + item("乙", 2) + item("丙", 1), numbering) == ("一、甲", "二、乙", "三、丙")


def test_a_list_that_starts_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = REPORT + listed(2, 0, anew)
    body = item("甲", 1) + item("乙", 1) + item("丙", 2) + item("丁", 2)
    assert lines(body, numbering) == ("一、甲", "二、乙", "一、丙", "二、丁")


def test_a_list_with_a_level_of_its_own() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "第%1条　", "chineseCounting")}</w:lvlOverride>'
    assert lines(item("甲", 2), REPORT + listed(2, 0, own)) == ("第一条　甲",)


def test_deeper_levels_restart_unless_told_not_to() -> None:
    never = '<w:lvlRestart w:val="0"/>'
    numbering = definition(0, level(0, "%1、", "chineseCounting"), level(1, "%2.", more=never)) + listed(1, 0)
    body = item("甲") + item("子", 1, 1) + item("乙") + item("丑", 1, 1)
    assert lines(body, numbering) == ("一、甲", "1. 子", "二、乙", "2. 丑")


def test_a_number_of_several_levels() -> None:
    numbering = definition(
        0, level(0, "%1、", "chineseCounting"), level(1, "%1.%2", more="<w:isLgl/>")
    ) + listed(1, 0)
    assert lines(item("甲") + item("子", 1, 1) + item("丑", 1, 1), numbering) == (
        "一、甲",
        "1.1 子",
        "1.2 丑",
    )


def test_a_deeper_level_before_any_higher_one() -> None:
    numbering = definition(0, level(0, "%1、"), level(1, "%1.%2")) + listed(1, 0)
    assert lines(item("子", 1, 1) + item("乙"), numbering) == ("1.1 子", "2、乙")


@pytest.mark.parametrize("form", ["●", "\uf06c", ""])
def test_bullets_are_ornaments(form: str) -> None:
    assert lines(item("甲"), definition(0, level(0, form, "bullet")) + listed(1, 0)) == ("甲",)


def test_blank_items_count_but_print_nothing() -> None:
    assert lines(item("甲") + item("") + item("乙"), REPORT) == ("一、甲", "三、乙")


def test_a_list_that_is_not_defined_prints_nothing() -> None:
    assert lines(item("甲", 9) + item("乙", 0), REPORT) == ("甲", "乙")


STYLES = (
    '<w:style w:type="paragraph" w:styleId="a" w:default="1"/>'
    '<w:style w:type="paragraph" w:styleId="1"><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="1"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="3"><w:basedOn w:val="1"/></w:style>'
)


def test_numbers_of_styles() -> None:
    body = "".join(
        p(text, f'<w:pStyle w:val="{style}"/>')
        for text, style in (("甲", 1), ("子", 2), ("乙", 3), ("丙", "a"))
    )
    assert lines(body, REPORT, styles=STYLES) == ("一、甲", "（一）子", "二、乙", "丙")


def test_a_paragraph_can_do_without_the_number_of_its_style() -> None:
    body = p("甲", '<w:pStyle w:val="1"/>') + p(
        "乙", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    )
    assert lines(body, REPORT, styles=STYLES) == ("一、甲", "乙")


def test_a_level_that_belongs_to_a_style() -> None:
    numbering = definition(
        0,
        level(0, "%1、", "chineseCounting", '<w:pStyle w:val="1"/>'),
        level(1, "（%2）", "chineseCounting", '<w:pStyle w:val="3"/>'),
    ) + listed(1, 0)
    body = p("甲", '<w:pStyle w:val="1"/>') + p("子", '<w:pStyle w:val="3"/>')
    assert lines(body, numbering, styles=STYLES) == ("一、甲", "（一）子")


def test_a_definition_that_points_to_a_numbering_style() -> None:
    numbering = (
        definition(0, level(0, "%1、", "chineseCounting"), more='<w:styleLink w:val="n"/>')
        + definition(1, more='<w:numStyleLink w:val="n"/>')
        + listed(1, 0)
        + listed(2, 1)
    )
    styles = '<w:style w:type="numbering" w:styleId="n"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    assert lines(item("甲", 2) + item("乙", 2), numbering, styles=styles) == ("一、甲", "二、乙")


def test_numbers_inside_a_table() -> None:
    cells = f"<w:tc><w:tcPr/>{item('属于国家秘密', 1, 2)}</w:tc>" + tc("0")
    rows = tbl(cells, f"<w:tc><w:tcPr/>{item('其他法律行政法规禁止公开', 1, 2)}</w:tc>" + tc("1"))
    assert lines(rows, REPORT) == ("1. 属于国家秘密\t0", "2. 其他法律行政法规禁止公开\t1")


def test_marks_move_with_the_number() -> None:
    body = item("甲").replace("<w:r>", '<w:bookmarkStart w:name="_GoBack"/><w:r>', 1)
    found = read(docx(body, numbering=REPORT))
    assert (found.text, found.marks[0].start) == ("一、甲", 2)
