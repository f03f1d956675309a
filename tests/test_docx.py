"""DOCX → Document: what Word prints is the text, in its order; what it does not print is set aside."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gipr_nlp.errors import Unreadable
from tests.word import STRICT, docx, p, r, read, tbl, tc


def text(body: str, **parts: str | bytes) -> str:
    return read(docx(body, **parts)).text


def field(code: str, result: str) -> str:
    kinds = ("begin", "separate", "end")
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in kinds)
    half = len(code) // 2  # Word splits codes wherever it likes
    codes = "".join(f"<w:r><w:instrText>{c}</w:instrText></w:r>" for c in (code[:half], code[half:]))
    return f"{begin}{codes}{separate}{r(result)}{end}" if result else f"{begin}{codes}{end}"


# --- text ---------------------------------------------------------------------------------------------------


def test_paragraphs_and_tables_in_their_order() -> None:
    body = p("一、总体情况") + tbl(tc("规章") + tc("0"), tc("规范性文件") + tc("2")) + p("说明")
    found = read(docx(body))
    assert found.text == "一、总体情况\n规章\t0\n规范性文件\t2\n说明"
    assert found.grids[0].rows == (("规章", "0"), ("规范性文件", "2"))
    assert found.grids[0].lines == (2, 3)
    assert found.source.media_type.endswith("wordprocessingml.document")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_encodings_of_the_xml(encoding: str) -> None:
    assert read(docx(p("总体情况"), encoding=encoding)).text == "总体情况"


def test_strict_documents_read_like_others() -> None:
    rows = tbl(tc("甲", '<w:gridSpan w:val="2"/>'), tc("1") + tc("2"))
    found = read(docx(p("总体情况") + rows, space=STRICT))
    assert found.text == "总体情况\n甲\n1\t2"
    assert found.grids[0].spans[0] == ((2, 1),)


def test_a_document_needs_no_other_parts() -> None:
    listed = '<w:pStyle w:val="1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>'
    assert text(p("没有样式和编号部件", listed)) == "没有样式和编号部件"


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        ("<w:t>新收</w:t><w:tab/><w:t>3</w:t>", "新收\t3"),
        ("<w:t>第一行</w:t><w:br/><w:t>第二行</w:t>", "第一行\n第二行"),
        ("<w:t>第一行</w:t><w:cr/><w:t>第二行</w:t>", "第一行\n第二行"),
        ("<w:t>0531</w:t><w:noBreakHyphen/><w:t>1234567</w:t>", "0531-1234567"),
        ("<w:t>信息</w:t><w:softHyphen/><w:t>公开</w:t>", "信息公开"),
        ('<w:sym w:font="Wingdings" w:char="F0FE"/><w:t>属于</w:t>', "☑属于"),
        ('<w:sym w:font="Wingdings 2" w:char="F052"/><w:t>属于</w:t>', "☑属于"),
        ('<w:sym w:font="Symbol" w:char="F031"/><w:t>件</w:t>', "1件"),
        ('<w:sym w:font="宋体" w:char="2460"/><w:t>件</w:t>', "①件"),
        ("<w:lastRenderedPageBreak/><w:t>上页</w:t>", "上页"),
        ("<w:ruby><w:rt><w:r><w:t>gōng</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>公</w:t></w:r></w:rubyBase></w:ruby>", "公"),
        ("<w:t xml:space='preserve'>规章 </w:t><w:t>0</w:t>", "规章 0"),
        ("<w:t> 两端空白不显示 </w:t>", "两端空白不显示"),
    ],
)  # fmt: skip
def test_what_a_run_shows(run: str, shown: str) -> None:
    assert text(f"<w:p><w:r>{run}</w:r></w:p>") == shown


@pytest.mark.parametrize(
    "wrapped",
    [
        '<w:hyperlink r:id="rIdX">{}</w:hyperlink>',
        "<w:smartTag>{}</w:smartTag>",
        "<w:customXml>{}</w:customXml>",
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:ins w:id='1' w:author='a'>{}</w:ins>",
        "<w:moveTo w:id='1' w:author='a'>{}</w:moveTo>",
        "<mc:AlternateContent><mc:Choice Requires='w14'>{}</mc:Choice></mc:AlternateContent>",
    ],
)
def test_what_is_wrapped_is_text(wrapped: str) -> None:
    assert text(f"<w:p>{r('前')}{wrapped.format(r('中'))}{r('后')}</w:p>") == "前中后"


def test_content_controls_around_blocks_rows_and_cells() -> None:
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    row = control("<w:tr>" + tc("新收") + control(tc("3")) + "</w:tr>")
    rows = f"<w:tbl>{row}</w:tbl>"
    found = read(docx(control(p("一、总体情况")) + rows))
    assert found.text == "一、总体情况\n新收\t3"
    assert found.grids[0].columns == ((0, 1),)


def test_a_prompt_that_nobody_replaced_is_a_placeholder() -> None:
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('单击此处输入文字。')}</w:sdtContent></w:sdt>"
    found = read(docx(f"<w:p>{r('单位：')}{prompt}</w:p>"))
    mark = found.marks[0]
    assert (mark.kind, found.text[mark.start : mark.end]) == ("placeholder", "单击此处输入文字。")


def test_mathematics() -> None:
    fraction = "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    assert text(f"<w:p>{r('占')}{fraction}</w:p>") == "占1/2"


@pytest.mark.parametrize("off", ["0", "false", "off"])
def test_hidden_text_is_no_text(off: str) -> None:
    shown = r("。", f'<w:vanish w:val="{off}"/>')
    found = read(docx(f"<w:p>{r('共3件')}{r('（内部说明）', '<w:vanish/>')}{shown}</w:p>"))
    assert found.text == "共3件。"
    assert [d.what for d in found.doubts] == ["document.hidden"]


def test_struck_text_is_replaced_by_what_stands_beside_it() -> None:
    kept = r("件", '<w:strike w:val="0"/>')
    found = read(docx(f"<w:p>{r('共')}{r('8', '<w:strike/>')}{r('12')}{kept}</w:p>"))
    assert found.text == "共12件"
    assert [d.what for d in found.doubts] == ["document.struck"]


def test_the_number_of_a_note_is_no_digit() -> None:
    raised = r("1", '<w:vertAlign w:val="superscript"/>')
    assert text(f"<w:p>{r('33')}{raised}</w:p>") == "33[1]"
    assert text(f"<w:p>{r('平方米m')}{raised}</w:p>") == "平方米m1"


def test_a_style_can_hide_text() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="i"><w:basedOn w:val="h"/></w:style>'
    )
    hidden = r("内部", '<w:rStyle w:val="i"/>')
    found = read(docx(f"<w:p>{r('共3件')}{hidden}</w:p>", styles=styles))
    assert found.text == "共3件"


def test_headers_and_footers_are_not_the_report() -> None:
    assert text(p("正文"), header1="<w:p><w:r><w:t>内部资料</w:t></w:r></w:p>", footer1=p("第1页")) == "正文"


def test_notes_stand_after_the_text() -> None:
    notes = f'<w:footnote w:id="0" w:type="separator">{p("——")}</w:footnote><w:footnote w:id="2">{p("单位：万元。")}</w:footnote>'
    body = f'<w:p>{r("收费1.2")}<w:r><w:footnoteReference w:id="2"/></w:r>{r("。")}</w:p>' + p("结尾")
    assert text(body, footnotes=notes) == "收费1.2。\n结尾\n单位：万元。"


# --- revisions, comments, bookmarks -------------------------------------------------------------------------


def test_insertions_count_and_deletions_do_not() -> None:
    gone = '<w:del w:id="1"><w:r><w:delText>186</w:delText></w:r></w:del>'
    come = f'<w:ins w:id="2">{r("188")}</w:ins>'
    found = read(docx(f"<w:p>{r('公开')}{gone}{come}{r('条')}</w:p>"))
    assert found.text == "公开188条"
    assert [(m.kind, m.text, found.text[m.start : m.end]) for m in found.marks] == [
        ("revision", "186", ""),
        ("revision", "188", "188"),
    ]


def test_what_moved_stands_where_it_moved_to() -> None:
    source = f'<w:moveFrom w:id="1">{r("附件")}</w:moveFrom>'
    target = f'<w:moveTo w:id="2">{r("附件")}</w:moveTo>'
    assert text(f"<w:p>{source}{r('正文')}</w:p><w:p>{target}</w:p>") == "正文\n附件"


def test_a_deleted_paragraph_end_joins_two_paragraphs() -> None:
    body = p("我局主动公开", "<w:rPr><w:del w:id='1'/></w:rPr>") + p("政府信息3条。")
    assert text(body) == "我局主动公开政府信息3条。"


def test_a_deleted_row_is_gone() -> None:
    rows = f"<w:tbl><w:tr>{tc('规章')}{tc('0')}</w:tr><w:tr><w:trPr><w:del w:id='1'/></w:trPr>{tc('旧')}{tc('9')}</w:tr></w:tbl>"
    assert text(rows + p("完")) == "规章\t0\n完"


def test_a_revised_figure_in_a_table_is_doubted() -> None:
    changed = (
        '<w:tc><w:tcPr/><w:p><w:del w:id="1"><w:r><w:delText>5</w:delText></w:r></w:del>'
        + f'<w:ins w:id="2">{r("6")}</w:ins></w:p></w:tc>'
    )
    found = read(docx(tbl(tc("新收") + changed) + p("完")))
    assert found.grids[0].rows == (("新收", "6"),)
    assert [d.what for d in found.doubts] == ["table.revision"]
    assert {m.kind for m in found.marks} == {"revision"}


def test_comments_carry_their_text_and_place() -> None:
    body = (
        f'<w:p>{r("公开")}<w:commentRangeStart w:id="3"/>{r("186条")}<w:commentRangeEnd w:id="3"/>'
        f'<w:r><w:commentReference w:id="3"/></w:r>{r("信息")}</w:p>'
    )
    found = read(docx(body, comments=f'<w:comment w:id="3" w:author="王某">{p("请核实")}</w:comment>'))
    (mark,) = found.marks
    assert (mark.kind, mark.text, found.text[mark.start : mark.end]) == ("comment", "请核实", "186条")


def test_bookmarks_are_marks_without_length() -> None:
    found = read(docx(f'<w:p>{r("一、")}<w:bookmarkStart w:id="0" w:name="_GoBack"/>{r("总体情况")}</w:p>'))
    assert [(m.kind, m.text, m.start, m.end) for m in found.marks] == [("bookmark", "_GoBack", 2, 2)]


def test_leftovers_typed_as_text_are_cut_as_in_text_files() -> None:
    found = read(docx(p("[bookmark: _GoBack]（二）改进情况")))
    assert found.text == "（二）改进情况"
    assert found.marks[0].text == "[bookmark: _GoBack]"


# --- fields -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "result", "shown"),
    [
        (' HYPERLINK "http://a.invalid" ', "网站", "前网站后"),
        (" REF _Ref1 \\h ", "表1", "前表1后"),
        (" PAGE \\* MERGEFORMAT ", "3", "前后"),
        (" NUMPAGES ", "9", "前后"),
        (" EQ \\o\\ac(○,3) ", "", "前③后"),
        (" EQ \\* jc2 \\o\\ad(\\s\\up 9(gong),公) ", "", "前公后"),
    ],
)
def test_of_a_field_the_result_counts(code: str, result: str, shown: str) -> None:
    found = read(docx(f"<w:p>{r('前')}{field(code, result)}{r('后')}</w:p>"))
    assert found.text == shown
    assert [m.text for m in found.marks if m.kind == "field"] == ["{" + " ".join(code.split()) + "}"]


def test_a_field_in_a_field() -> None:
    outer = field(" HYPERLINK _Toc1 ", "总体情况")
    inner = field(" PAGEREF _Toc1 ", "2")
    at = outer.rindex("<w:r><w:fldChar")
    assert text(f"<w:p>{outer[:at]}{inner}{outer[at:]}</w:p>") == "总体情况2"


def test_a_field_over_several_paragraphs() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert text(f"<w:p>{begin}{r('一、总体情况')}</w:p><w:p>{r('二、主动公开')}{end}</w:p>{p('正文')}") == (
        "一、总体情况\n二、主动公开\n正文"
    )


def test_a_field_that_never_ends_swallows_nothing() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    assert text(f"<w:p>{begin}{r('一、总体情况')}</w:p>{p('正文')}") == "一、总体情况\n正文"


def test_a_simple_field_and_a_clock() -> None:
    found = read(
        docx(f"<w:p><w:fldSimple w:instr=' DATE \\@ yyyy年M月d日 '>{r('2024年1月18日')}</w:fldSimple></w:p>")
    )
    assert found.text == "2024年1月18日"
    assert [d.what for d in found.doubts] == ["document.date"]


# --- boxes and pictures -------------------------------------------------------------------------------------


def box(inner: str) -> str:
    return (
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic><a:graphicData>"
        f"<wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic>"
        "</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    rows = tbl(tc("规章") + tc("0"))
    found = read(docx(f"<w:p><w:r>{box(p('框内文字') + rows)}</w:r>{r('正文')}</w:p>" + p("下一段")))
    assert found.text == "正文\n框内文字\n规章\t0\n下一段"
    assert len(found.grids) == 1
    assert found.marks == ()


def test_words_drawn_as_art_are_text() -> None:
    art = '<w:pict><v:shape><v:textpath string="青岚县水务局"/></v:shape></w:pict>'
    assert text(f"<w:p><w:r>{art}</w:r></w:p>" + p("正文")) == "青岚县水务局\n正文"


def test_pictures_and_embedded_tables_are_marked() -> None:
    picture = '<w:drawing><wp:inline><wp:docPr id="1" name="图片 1" descr="附表截图"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>'
    sheet = '<w:object><v:shape><v:imagedata/></v:shape><o:OLEObject ProgID="Excel.Sheet.12"/></w:object>'
    line = "<w:drawing><wp:anchor><wp:docPr id='2' name='直线 2'/><a:graphic/></wp:anchor></w:drawing>"
    found = read(
        docx(p("二、主动公开") + "".join(f"<w:p><w:r>{x}</w:r></w:p>" for x in (picture, sheet, line)))
    )
    assert [(m.kind, m.text) for m in found.marks] == [("image", "附表截图"), ("image", "Excel.Sheet.12")]
    assert all(m.start >= len("二、主动公开") for m in found.marks)


# --- tables -------------------------------------------------------------------------------------------------


def test_a_cell_that_goes_on_is_no_cell() -> None:
    restart, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    found = read(docx(tbl(
        tc("结果", restart) + tc("（一）") + tc("1"),
        tc("", on) + tc("（二）") + tc("2"),
        tc("总计", '<w:gridSpan w:val="2"/>') + tc("3"),
    )))  # fmt: skip
    (grid,) = found.grids
    assert grid.rows == (("结果", "（一）", "1"), ("（二）", "2"), ("总计", "3"))
    assert grid.columns == ((0, 1, 2), (1, 2), (0, 2))
    assert grid.spans == (((1, 2), (1, 1), (1, 1)), ((1, 1), (1, 1)), ((2, 1), (1, 1)))


def test_grid_columns_left_out_before_a_row() -> None:
    rows = f"<w:tbl><w:tr>{tc('甲')}{tc('乙')}</w:tr><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{tc('1')}</w:tr></w:tbl>"
    assert read(docx(rows)).grids[0].columns == ((0, 1), (1,))


def test_the_old_way_to_merge_across() -> None:
    found = read(
        docx(tbl(tc("甲", '<w:hMerge w:val="restart"/>') + tc("", "<w:hMerge/>"), tc("1") + tc("2")))
    )
    assert found.grids[0].rows == (("甲",), ("1", "2"))
    assert found.grids[0].spans[0] == ((2, 1),)


def test_a_merge_without_its_beginning_is_a_cell() -> None:
    found = read(docx(tbl(tc("甲") + tc("1"), tc("乙", "<w:vMerge/>") + tc("2"))))
    assert found.grids[0].rows == (("甲", "1"), ("乙", "2"))


def test_text_under_a_merged_cell_is_doubted() -> None:
    found = read(docx(tbl(
        tc("结果", '<w:vMerge w:val="restart"/>') + tc("1"), tc("旧", "<w:vMerge/>") + tc("2"),
    )))  # fmt: skip
    assert found.grids[0].rows == (("结果", "1"), ("2",))
    assert [d.what for d in found.doubts] == ["table.merged"]
    assert found.grids[0].confidence[0][0] < 1


def test_a_table_that_only_arranges_the_page_is_opened() -> None:
    inner = tbl(tc("规章") + tc("0"), tc("规范性文件") + tc("2"))
    outer = f"<w:tbl><w:tr><w:tc><w:tcPr/>{p('一、总体情况')}{inner}{p('')}</w:tc></w:tr></w:tbl>"
    found = read(docx(outer))
    assert found.text == "一、总体情况\n规章\t0\n规范性文件\t2"
    assert len(found.grids) == 1


def test_a_table_inside_a_figure_is_doubted() -> None:
    nested = f"<w:tc><w:tcPr/>{tbl(tc('3'))}{p('')}</w:tc>"
    rows = tbl(tc("甲") + tc("1"), tc("乙") + tc("2"), tc("丙") + nested)
    found = read(docx(rows))
    assert found.grids[0].rows == (("甲", "1"), ("乙", "2"), ("丙", "3"))
    assert [d.what for d in found.doubts] == ["table.nested"]
    assert found.grids[0].confidence[2][1] < 1


def test_narrative_in_a_table_keeps_its_paragraphs() -> None:
    long = "我局认真贯彻落实条例，" * 20
    cell = f"<w:tc><w:tcPr/>{p('一、总体情况')}{p(long)}{p('二、主动公开政府信息情况')}</w:tc>"
    found = read(docx(tbl(tc("单位") + tc("青岚县水务局"), tc("内容") + cell)))
    assert found.lines == ("单位\t青岚县水务局", "内容", "一、总体情况", long, "二、主动公开政府信息情况")


def test_lines_of_a_narrow_cell_are_one() -> None:
    cell = f"<w:tc><w:tcPr/>{p('结')}{p('果')}{p('维')}{p('持')}</w:tc>"
    assert read(docx(tbl(cell + tc("0")))).grids[0].rows == (("结果维持", "0"),)


@st.composite
def merged_grids(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int, int, int]]]:
    """A grid with rectangles of it merged, none touching another."""
    height, width = draw(st.integers(2, 7)), draw(st.integers(2, 7))
    taken: set[tuple[int, int]] = set()
    merged = []
    for _ in range(draw(st.integers(0, 4))):
        top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
        bottom, right = draw(st.integers(top, height - 1)), draw(st.integers(left, width - 1))
        area = {(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)}
        if not area & taken and len(area) > 1:
            taken |= area
            merged.append((top, left, bottom, right))
    return height, width, merged


@settings(max_examples=25, deadline=None)
@given(merged_grids())
def test_any_merged_grid_comes_back(made: tuple[int, int, list[tuple[int, int, int, int]]]) -> None:
    import docx as python_docx

    height, width, merged = made
    document = python_docx.Document()
    table = document.add_table(height, width)
    for i in range(height):
        for j in range(width):
            table.cell(i, j).text = f"{i}.{j}"
    spans = {(i, j): (1, 1) for i in range(height) for j in range(width)}
    for top, left, bottom, right in merged:
        table.cell(top, left).merge(table.cell(bottom, right)).text = f"{top}.{left}"
        for i in range(top, bottom + 1):
            for j in range(left, right + 1):
                spans.pop((i, j))
        spans[top, left] = (right - left + 1, bottom - top + 1)
    buffer = io.BytesIO()
    document.save(buffer)
    grids = read(buffer.getvalue()).grids
    if all(len([1 for (i, _) in spans if i == row]) <= 1 for row in range(height)):
        assert grids == ()  # one column is no table
        return
    (grid,) = grids
    found = {
        (int(cell.split(".")[0]), column): span
        for row, columns, row_spans in zip(grid.rows, grid.columns, grid.spans, strict=True)
        for cell, column, span in zip(row, columns, row_spans, strict=True)
    }
    assert found == spans
    assert all(cell.split(".")[1] == str(c) for row, cs in zip(grid.rows, grid.columns, strict=True) for cell, c in zip(row, cs, strict=True))  # fmt: skip


# --- other contents -----------------------------------------------------------------------------------------


def test_a_document_that_only_wraps_a_web_page_is_that_page() -> None:
    page = "<html><body><p>一、总体情况</p><table><tr><td>规章</td><td>0</td></tr></table></body></html>"
    found = read(docx('<w:altChunk r:id="chunk"/>', chunk=page.encode()))
    assert "总体情况" in found.text
    assert found.grids[0].rows == (("规章", "0"),)
    assert found.source.media_type.endswith("wordprocessingml.document")


def test_foreign_content_beside_text_is_doubted() -> None:
    found = read(docx(p("正文") + '<w:altChunk r:id="chunk"/>', chunk=b"<html><body>x</body></html>"))
    assert found.text == "正文"
    assert [d.what for d in found.doubts] == ["document.part"]


@pytest.mark.parametrize("body", ["", p(""), p(" 　 ")])
def test_a_document_without_text_is_empty(body: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(docx(body))
    assert caught.value.kind == "empty"
