"""ODT and FODT → Document: the same truths as for DOCX, in the words of OpenDocument."""

from __future__ import annotations

import pytest

from gipr_nlp.errors import Unreadable
from tests.word import read, zipped

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{short}="{_ODF}{name}:1.0"'
    for short, name in (
        *(("office", "office"), ("text", "text"), ("table", "table"), ("style", "style")),
        *(("draw", "drawing"), ("fo", "xsl-fo-compatible")),
    )
)
MIME = "application/vnd.oasis.opendocument.text"


def content(body: str, styles: str = "") -> str:
    return (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def odt(body: str, styles: str = "", **more: str) -> bytes:
    return zipped({"mimetype": MIME, "content.xml": content(body, styles)} | more)


def text(body: str, styles: str = "") -> str:
    return read(odt(body, styles)).text


def p(inner: str) -> str:
    return f"<text:p>{inner}</text:p>"


def cell(inner: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{p(inner)}</table:table-cell>"


def table(*rows: str) -> str:
    return (
        f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in rows)}</table:table>"
    )


def test_paragraphs_headings_and_tables_in_their_order() -> None:
    body = (
        "<text:h text:outline-level='1'>一、总体情况</text:h>"
        + p("正文")
        + table(cell("规章") + cell("0"), cell("文件") + cell("2"))
    )
    found = read(odt(body))
    assert found.text == "一、总体情况\n正文\n规章\t0\n文件\t2"
    assert found.grids[0].rows == (("规章", "0"), ("文件", "2"))
    assert found.source.media_type == MIME


def test_spans_and_covered_cells() -> None:
    covered = "<table:covered-table-cell/>"
    (grid,) = read(odt(table(
        cell("结果", "table:number-rows-spanned='2'") + cell("（一）") + cell("1"),
        covered + cell("（二）") + cell("2"),
        cell("总计", "table:number-columns-spanned='2'") + covered + cell("3"),
    ))).grids  # fmt: skip
    assert grid.rows == (("结果", "（一）", "1"), ("（二）", "2"), ("总计", "3"))
    assert grid.columns == ((0, 1, 2), (1, 2), (0, 2))
    assert grid.spans == (((1, 2), (1, 1), (1, 1)), ((1, 1), (1, 1)), ((2, 1), (1, 1)))


def test_repeated_cells_and_rows_are_written_out() -> None:
    repeated = cell("0", "table:number-columns-repeated='3'")
    rows = table(cell("甲") + repeated).replace(
        "<table:table-row>", "<table:table-row table:number-rows-repeated='2'>"
    )
    assert read(odt(f"<table:table><table:table-header-rows>{rows[13:-14]}</table:table-header-rows></table:table>")).grids[0].rows == (
        ("甲", "0", "0", "0"),
        ("甲", "0", "0", "0"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "bomb", ["table:number-columns-repeated='999999999'", "table:number-columns-repeated='20000'"]
)
def test_repetitions_are_bounded(bomb: str) -> None:
    row = cell("1", bomb) * 20
    with pytest.raises(Unreadable) as caught:
        read(odt(table(row, row)), max_cells=10_000)
    assert caught.value.kind == "too_large"


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("规章<text:tab/>0", "规章\t0"),
        ("甲<text:s text:c='3'/>乙", "甲   乙"),
        ("第一行<text:line-break/>第二行", "第一行\n第二行"),
        ("<text:span>总体</text:span><text:a>情况</text:a>", "总体情况"),
        ("\n   缩进的\n   源文\n", "缩进的 源文 "),
        ("第<text:page-number>3</text:page-number>页", "第页"),
        ("<text:date text:fixed='true'>2024年1月18日</text:date>", "2024年1月18日"),
        (
            "<text:ruby><text:ruby-base>公</text:ruby-base><text:ruby-text>gong</text:ruby-text></text:ruby>",
            "公",
        ),
        ("总体<text:soft-page-break/>情况", "总体情况"),
    ],
)
def test_what_a_paragraph_shows(inner: str, shown: str) -> None:
    assert text(p(inner)) == shown


def test_hidden_text_is_no_text() -> None:
    styles = "<style:style style:name='T1' style:family='text'><style:text-properties text:display='none'/></style:style>"
    found = read(odt(p("共3件<text:span text:style-name='T1'>（内部）</text:span>。"), styles))
    assert found.text == "共3件。"
    assert [d.what for d in found.doubts] == ["document.hidden"]


LIST = (
    "<text:list-style style:name='L1'>"
    "<text:list-level-style-number text:level='1' style:num-format='一, 二, 三, ...' style:num-suffix='、'/>"
    "<text:list-level-style-number text:level='2' style:num-format='一, 二, 三, ...' style:num-prefix='（' style:num-suffix='）'/>"
    "<text:list-level-style-number text:level='3' style:num-format='1' style:num-suffix='.'/>"
    "<text:list-level-style-bullet text:level='4' text:bullet-char='•'/>"
    "</text:list-style>"
)


def items(*parts: str, more: str = "") -> str:
    return f"<text:list text:style-name='L1' {more}>{''.join(f'<text:list-item>{part}</text:list-item>' for part in parts)}</text:list>"


def test_numbers_of_lists() -> None:
    inner = "<text:list>{}</text:list>".format(
        "".join(f"<text:list-item>{p(t)}</text:list-item>" for t in "子丑")
    )
    body = items(p("甲") + inner, p("乙") + p("乙的第二段") + inner)
    assert text(body, LIST).split("\n") == [
        "一、甲",
        "（一）子",
        "（二）丑",
        "二、乙",
        "乙的第二段",
        "（一）子",
        "（二）丑",
    ]


def test_lists_that_go_on_and_lists_that_do_not() -> None:
    body = items(p("甲"), more="xml:id='a'") + p("段") + items(p("乙"), more="text:continue-numbering='true'")
    assert text(body + items(p("丙")), LIST).split("\n") == ["一、甲", "段", "二、乙", "一、丙"]
    other = items(p("甲"), more="xml:id='a'") + items(p("乙")) + items(p("丙"), more="text:continue-list='a'")
    assert text(other, LIST).split("\n") == ["一、甲", "一、乙", "二、丙"]


def test_an_item_that_starts_elsewhere_and_a_heading_without_number() -> None:
    body = items(p("甲")).replace("<text:list-item>", "<text:list-item text:start-value='5'>")
    assert text(body, LIST) == "五、甲"
    assert text(items(p("甲")).replace("list-item>", "list-header>"), LIST) == "甲"


def test_tracked_changes() -> None:
    changes = (
        "<text:tracked-changes><text:changed-region text:id='c1'><text:deletion>"
        + p("186")
        + "</text:deletion></text:changed-region>"
        "<text:changed-region text:id='c2'><text:insertion/></text:changed-region></text:tracked-changes>"
    )
    body = changes + p(
        "公开<text:change text:change-id='c1'/><text:change-start text:change-id='c2'/>188<text:change-end text:change-id='c2'/>条"
    )
    found = read(odt(body))
    assert found.text == "公开188条"
    assert [(m.kind, m.text) for m in found.marks] == [("revision", "186"), ("revision", "188")]


def test_comments_bookmarks_pictures_boxes_and_notes() -> None:
    comment = "<office:annotation>" + p("请核实") + "</office:annotation>"
    picture = "<draw:frame draw:name='附表'><draw:image/></draw:frame>"
    box = (
        "<draw:frame><draw:text-box>"
        + p("框内")
        + table(cell("规章") + cell("0"))
        + "</draw:text-box></draw:frame>"
    )
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        + p("单位：万元")
        + "</text:note-body></text:note>"
    )
    found = read(
        odt(p(f"收费{note}{comment}<text:bookmark text:name='_GoBack'/>{picture}{box}完") + p("末段"))
    )
    assert found.text == "收费完\n框内\n规章\t0\n末段\n单位：万元"
    assert {(m.kind, m.text) for m in found.marks} == {
        ("comment", "请核实"),
        ("bookmark", "_GoBack"),
        ("image", "附表"),
    }


def test_a_table_that_only_arranges_the_page_is_opened() -> None:
    inner = table(cell("规章") + cell("0"))
    outer = f"<table:table><table:table-row><table:table-cell>{p('一、总体情况')}{inner}</table:table-cell></table:table-row></table:table>"
    assert text(outer) == "一、总体情况\n规章\t0"


def test_all_in_one_file() -> None:
    flat = content(p("一、总体情况")).replace("document-content", "document").replace(
        "<office:document ", f'<office:document office:mimetype="{MIME}" '
    )  # fmt: skip
    found = read(f'<?xml version="1.0" encoding="UTF-8"?>\n{flat}'.encode())
    assert (found.text, found.source.media_type) == ("一、总体情况", MIME)


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"mimetype": MIME}, "corrupt"),
        ({"mimetype": MIME, "content.xml": "<a/>"}, "corrupt"),
        ({"mimetype": MIME, "content.xml": content("")}, "empty"),
        (
            {"mimetype": MIME, "content.xml": "x", "META-INF/manifest.xml": "<m:encryption-data/>"},
            "encrypted",
        ),
        ({"mimetype": MIME, "content.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}, "corrupt"),
        ({"mimetype": MIME, "content.xml": "<a>" * 9999 + "</a>" * 9999}, "corrupt"),
    ],
)
def test_files_that_cannot_be_read(parts: dict[str, str], kind: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(zipped(parts))
    assert caught.value.kind == kind
