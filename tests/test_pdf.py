"""PDF files: text, ruled tables with their spans, page breaks, what is no text, and files that mean harm."""

from __future__ import annotations

import pytest
from made_pdf import NAMELESS, assembled, encrypted, line, pdf, table, text

from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document
from gipr_nlp.profile import load_profile
from gipr_nlp.readers import read_bytes
from gipr_nlp.readers.pdf import ocr

LIMITS = load_profile().limits
TITLE = "青岚县水务局2023年政府信息公开工作年度报告"
HEADER = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
ROWS = [HEADER, ["规章", "0", "0", "0"], ["行政规范性文件", "2", "1", "12"]]
PAGE = text(100, 780, TITLE, 16) + table(72, 700, [120, 90, 90, 90], ROWS)


def read(data: bytes, **limits: float) -> Document:
    return read_bytes(data, "report.pdf", {**LIMITS, **limits})


def refused(data: bytes, **limits: float) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(data, **limits)
    return caught.value


def paragraph(words: str, top: float = 740, wide: int = 30, size: float = 14, left: float = 72) -> str:
    """Running text, its first line indented by two characters, full lines of the same width."""
    lines, rest = [words[: wide - 2]], words[wide - 2 :]
    while rest:
        lines.append(rest[:wide])
        rest = rest[wide:]
    return "".join(
        text(left + (2 * size if i == 0 else 0), top - 1.6 * size * i, one, size)
        for i, one in enumerate(lines)
    )


LONG = (
    "本报告根据条例和格式的要求编制由六部分组成所列数据的统计期限自年初起至年末止如对本报告有疑问请与本机关联系地址清河大道十八号"
    * 2
)


# --- text ------------------------------------------------------------------------------------------------


def test_a_ruled_table_is_a_grid_and_its_rows_are_lines_with_tabs():
    document = read(pdf([PAGE]))
    assert document.text.split("\n") == [TITLE, *("\t".join(row) for row in ROWS)]
    (grid,) = document.grids
    assert grid.rows == tuple(map(tuple, ROWS))
    assert grid.confidence == ((1.0,) * 4,) * 3


def test_every_line_has_its_page_and_a_box_from_the_top_left():
    document = read(pdf([text(100, 700, "第一页的文字"), PAGE]))
    first = document.places[0]
    assert (first.page, round(first.box[0])) == (1, 100)
    assert 842 - 700 - 14 < first.box[1] < 842 - 700
    last = document.places[-1]
    assert last.page == 2
    assert document.text[last.start : last.end] == "\t".join(ROWS[-1])
    assert last.box == pytest.approx((72, 842 - 660, 72 + 390, 842 - 640), abs=1)


def test_lines_that_the_width_broke_are_joined_and_paragraphs_stay_apart():
    document = read(pdf([paragraph(LONG) + paragraph(LONG[::-1], 500) + text(72, 300, "短行结束。", 14)]))
    assert document.text.split("\n") == [LONG, LONG[::-1], "短行结束。"]


def test_a_paragraph_over_a_page_break_is_one():
    first = text(100, 200, LONG[:28], 14) + text(72, 177, LONG[28:58], 14)
    rest = [LONG[58:88], LONG[88:118], LONG[118:]]
    second = "".join(text(72, 780 - 23 * i, one, 14) for i, one in enumerate(rest)) + text(
        100, 700, "第二段。", 14
    )
    assert read(pdf([first, second])).text.split("\n") == [LONG, "第二段。"]


def test_two_columns_are_read_one_after_the_other():
    left, right = LONG[:60], LONG[60:]
    drawn = paragraph(left * 3, 740, 18, 12) + paragraph(right * 3, 740, 18, 12, 72 + 18 * 12 + 24)
    assert read(pdf([drawn])).text.split("\n") == [left * 3, right * 3]


def test_page_numbers_and_running_heads_are_marked_not_read():
    pages = [
        text(200, 810, "青岚县政府信息公开", 9) + paragraph(LONG, 740 - i) + text(290, 30, f"— {i} —", 10)
        for i in (1, 2, 3)
    ]
    document = read(pdf(pages))
    assert document.text.split("\n") == [LONG] * 3
    assert [m.text for m in document.marks if m.kind == "noise"].count("青岚县政府信息公开") == 3


def test_a_bare_number_in_a_table_at_the_foot_is_no_page_number():
    document = read(pdf([PAGE + table(72, 60, [100, 100], [["行政许可", "7"]])]))
    assert document.text.endswith("行政许可\t7")


def test_the_large_title_stays_although_every_page_repeats_it():
    assert read(pdf([text(100, 800, TITLE, 18) + paragraph(LONG, 740)] * 3)).text.count(TITLE) == 1


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_with_a_rotation_flag_are_read_as_they_are_shown(turn: int):
    assert read(pdf([PAGE], page=f"/Rotate {turn}")).text == read(pdf([PAGE])).text


def test_text_turned_by_a_quarter_on_an_upright_page_is_read():
    lines = [TITLE, "一、总体情况", "全年主动公开政府信息二十条。"]
    drawn = "".join(text(100 + 30 * i, 100, one, 14, turn="0 1 -1 0") for i, one in enumerate(lines))
    assert read(pdf([drawn])).text.split("\n") == lines


def test_letters_drawn_twice_are_read_once():
    twice = text(100, 700, "共收到申请11件", 14) + text(100.4, 700, "共收到申请11件", 14)
    assert read(pdf([twice])).text == "共收到申请11件"


def test_watermarks_and_white_letters_are_no_text_but_are_marked():
    water = text(150, 300, "内部资料", 60, before="0.85 g", turn="0.8 0.6 -0.6 0.8")
    flat = text(120, 500, "样稿样稿", 70, before="0.8 g")
    white = text(100, 650, "看不见的字", 12, before="1 g")
    document = read(pdf([PAGE + water + flat + white]))
    assert document.text == read(pdf([PAGE])).text
    assert {"看不见的字", "样稿样稿"} <= {m.text for m in document.marks}


def test_white_letters_on_a_dark_cell_are_text():
    dark = "0.1 0.2 0.5 rg 72 680 200 20 re f\n" + text(80, 686, "表头", 10, before="1 g")
    assert "表头" in read(pdf([PAGE + dark])).text


def test_an_invisible_text_layer_over_a_scan_is_less_sure():
    picture = "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n\xff\nendstream"
    layer = "".join(text(72, 760 - 24 * i, LONG[:30], 14, before="3 Tr") for i in range(4))
    scan = "q 595 0 0 842 0 0 cm /I0 Do Q\n" + layer
    document = read(pdf([scan], more=[picture], resources="/XObject<</I0 4 0 R>>"))
    assert LONG[:30] in document.text
    assert all(place.confidence < 1 for place in document.places)


# --- tables ------------------------------------------------------------------------------------------------


def merged_page() -> str:
    """Two header rows: the first cell spans both, the second spans two columns."""
    lines = [line(72, y, 372, y) for y in (700, 660, 640)]
    lines += [
        line(172, 680, 372, 680),
        *(line(x, 640, x, 700) for x in (72, 172, 372)),
        line(272, 640, 272, 680),
    ]
    words = [
        (80, 676, "项目"),
        (230, 686, "行政复议"),
        (190, 666, "维持"),
        (290, 666, "纠正"),
        (80, 646, "件数"),
        (200, 646, "3"),
        (300, 646, "4"),
    ]
    return "".join(lines) + "".join(text(x, y, w, 9) for x, y, w in words)


def test_merged_cells_become_spans():
    (grid,) = read(pdf([merged_page()])).grids
    assert grid.rows == (("项目", "行政复议"), ("维持", "纠正"), ("件数", "3", "4"))
    assert grid.spans == (((1, 2), (2, 1)), ((1, 1), (1, 1)), ((1, 1),) * 3)
    assert grid.columns == ((0, 1), (1, 2), (0, 1, 2))


def test_sides_that_are_not_drawn_are_where_the_other_lines_end():
    rows = [["甲", "1", "2"], ["乙", "3", "4"]]
    closed = table(72, 700, [100, 60, 60], rows)
    open_sides = closed.replace(line(72, 660, 72, 700), "").replace(line(292, 660, 292, 700), "")
    assert open_sides.count("l S") == closed.count("l S") - 2
    assert read(pdf([open_sides])).grids[0].rows == read(pdf([closed])).grids[0].rows


def test_letters_one_below_the_other_make_one_label():
    drawn = table(72, 700, [14, 60], [["", "5"]], high=60)
    drawn += "".join(text(74, 688 - 11 * i, c, 9) for i, c in enumerate("结果维持"))
    assert read(pdf([drawn])).text == "结果维持\t5"


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_over_a_page_break_is_one_grid(repeated: bool):
    first = table(72, 200, [150, 60, 60], [["信息内容", "甲", "乙"], ["规章", "1", "2"]])
    second = ([["信息内容", "甲", "乙"]] if repeated else []) + [["文件", "3", "4"], ["其他", "5", "6"]]
    document = read(pdf([paragraph(LONG) + first, table(72, 800, [150, 60, 60], second)]))
    (grid,) = document.grids
    assert grid.rows == (("信息内容", "甲", "乙"), ("规章", "1", "2"), ("文件", "3", "4"), ("其他", "5", "6"))
    assert [p.page for p in document.places][-4:] == [1, 1, 2, 2]


def test_tables_of_other_columns_on_the_next_page_stay_apart():
    first, second = table(72, 200, [150, 60, 60], ROWS), table(72, 800, [90, 90, 45, 45], ROWS)
    assert len(read(pdf([first, second])).grids) == 2


def test_a_row_that_a_page_break_cut_is_made_whole():
    label = "申请人无正当理由逾期不补正"
    first = table(72, 200, [9 * 8 + 8, 60, 60], [["信息内容", "甲", "乙"], [label[:8], "1", "2"]])
    second = table(72, 800, [9 * 8 + 8, 60, 60], [[label[8:], "", ""], ["其他", "5", "6"]])
    document = read(pdf([first, second]))
    assert document.grids[0].rows == (("信息内容", "甲", "乙"), (label, "1", "2"), ("其他", "5", "6"))
    assert not document.doubts


def test_where_a_row_may_have_been_cut_there_is_a_doubt():
    first = table(72, 200, [200, 60, 60], [["信息内容", "甲", "乙"], ["行政许可", "1", "2"]])
    second = table(72, 800, [200, 60, 60], [["行政处罚", "", ""], ["其他", "5", "6"]])
    document = read(pdf([first, second]))
    assert "行政处罚\t\t" in document.text
    assert [d.what for d in document.doubts] == ["file.tables"]


def test_numbers_that_no_line_parts_are_not_glued_to_one():
    rows = "".join(
        text(72, 700 - 20 * i, label, 10) + text(250, 700 - 20 * i, a, 10) + text(330, 700 - 20 * i, b, 10)
        for i, (label, a, b) in enumerate([("行政处罚", "12", "34"), ("行政强制", "5", "6")])
    )
    assert read(pdf([rows])).text.split("\n") == ["行政处罚 12 34", "行政强制 5 6"]


def test_numbers_apart_in_one_ruled_cell_are_cells_of_their_own():
    rows = [("行政复议", "12", "34"), ("行政诉讼", "5", ""), ("合计数量", "17", "34")]
    ruled = table(72, 700, [100, 200], [[label, ""] for label, _, _ in rows])
    drawn = "".join(
        text(x, 687 - 20 * i, words, 9)
        for i, (_, *values) in enumerate(rows)
        for x, words in zip((200, 300), values, strict=True)
        if words
    )
    document = read(pdf([ruled + drawn]))
    assert document.grids[0].rows[0] == ("行政复议", "12", "34")
    assert document.grids[0].rows[2] == ("合计数量", "17", "34")
    assert "1234" not in document.text.replace("\t", " ")


GREY = "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n\x80\nendstream"


def test_a_picture_where_a_table_should_stand_is_marked_and_a_seal_is_not():
    words = text(72, 760, "二、主动公开政府信息情况", 14) + text(72, 300, "三、收到和处理情况", 14)
    drawn = "q 400 0 0 300 80 400 cm /I0 Do Q q 110 0 0 110 400 100 cm /I0 Do Q\n"
    document = read(pdf([words + drawn], more=[GREY], resources="/XObject<</I0 4 0 R>>"))
    (mark,) = [m for m in document.marks if m.kind == "image"]
    assert document.text[: mark.start].strip() == "二、主动公开政府信息情况"


# --- what cannot be read --------------------------------------------------------------------------------------


def test_characters_without_a_meaning_are_never_values(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ocr, "available", lambda: False)
    error = refused(pdf([PAGE], font=NAMELESS))
    assert error.kind == "no_text"
    assert "字体" in error.reason
    assert "gipr-nlp[ocr]" in error.reason


def test_a_scan_among_pages_of_text_is_named_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ocr, "available", lambda: False)
    scan = "q 595 0 0 842 0 0 cm /I0 Do Q\n"
    many = {"more": [GREY], "resources": "/XObject<</I0 4 0 R>>"}
    document = read(pdf([PAGE, scan, scan, scan], **many))
    (doubt,) = [d for d in document.doubts if d.what == "file.pages"]
    assert doubt.where == "第2至4页"
    assert 'pip install "gipr-nlp[ocr]"' in doubt.why
    assert document.text == read(pdf([PAGE])).text
    error = refused(pdf([scan, scan], **many))
    assert (error.kind, "第1至2页是扫描图像" in error.reason) == ("no_text", True)


def test_pictures_need_character_recognition(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ocr, "available", lambda: False)
    assert refused(b"\x89PNG\r\n\x1a\n" + bytes(40)).kind == "no_text"


def test_a_password_to_open_is_named_and_none_is_no_hindrance():
    assert read(encrypted(PAGE, "")).text == read(pdf([PAGE])).text
    error = refused(encrypted(PAGE, "secret"))
    assert (error.kind, "密码" in error.reason) == ("encrypted", True)


def test_too_many_pages_are_not_read():
    error = refused(pdf([PAGE] * 12), max_pages=11)
    assert (error.kind, "12页" in error.reason) == ("too_large", True)


def test_too_many_characters_are_not_read():
    assert refused(pdf([paragraph(LONG)] * 3), max_chars=200).kind == "too_large"


def test_a_damaged_table_of_objects_is_mended():
    whole = pdf([PAGE])
    expected = read(whole).text
    assert read(whole.replace(b"startxref", b"startxxxx")).text == expected
    assert read(whole.replace(b"0000000", b"0000099")).text == expected


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes_with_a_doubt():
    whole = pdf([PAGE, paragraph(LONG)])
    document = read(whole[: whole.rindex(b"xref\n0")])
    assert TITLE in document.text
    assert [d.what for d in document.doubts] == ["file.end"]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n" + bytes(200),
        pdf([]),
        assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]),
        assembled([b"<</Type/Catalog>>"]),
    ],
    ids=["nothing", "no pages", "empty tree", "no tree"],
)
def test_files_without_pages_are_refused_with_a_reason(data: bytes):
    error = refused(data)
    assert error.kind in ("corrupt", "empty")
    assert "PDF" in error.reason


def test_a_tree_of_pages_that_contains_itself_ends():
    tree = assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 5>>"])
    assert refused(tree).kind in ("corrupt", "empty")


def test_scripts_and_attachments_are_passed_over():
    names = "/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>/JavaScript<</Names[(b)5 0 R]>>>>/OpenAction 5 0 R"
    more = ["<</Type/Filespec/F(a.exe)/EF<</F 3 0 R>>>>", "<</S/JavaScript/JS(while(true){})>>"]
    assert read(pdf([PAGE], catalogue=names, more=more)).text == read(pdf([PAGE])).text


@pytest.mark.parametrize("media", ["0 0 2000000 2000000", "0 0 0 0"])
def test_pages_of_impossible_size_are_read(media: str):
    assert TITLE in read(pdf([PAGE], media=media)).text


def test_a_page_of_a_hundred_thousand_lines_is_read_without_them():
    crowd = "".join(f"{i % 500} {i // 500} m {i % 500 + 9} {i // 500} l S\n" for i in range(100_000))
    document = read(pdf([crowd + PAGE]))
    assert TITLE in document.text
    assert not document.grids
    assert [d.what for d in document.doubts] == ["file.pages"]


def test_a_file_is_called_what_it_is():
    assert read(pdf([paragraph(LONG)])).source.media_type == "application/pdf"
