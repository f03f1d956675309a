"""Web pages: the report found among what surrounds it, cells with their spans, what the page states, hostile pages."""

from __future__ import annotations

import quopri
from collections.abc import Iterator

import pytest

from corpus.page_report import AGENCIES, fate_of, read_made
from corpus.page_text import Made, body_html, is_table, make, paragraph, plain_cell, table_html
from corpus.pages import STYLES
from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Report
from gipr_nlp.pipeline import understand
from gipr_nlp.profile import load_profile
from gipr_nlp.readers import read_bytes

LIMITS = load_profile().limits
MADE = make(1)


def doc(html: str | bytes, name: str = "年报.html") -> Document:
    return read_bytes(html.encode() if isinstance(html, str) else html, name, LIMITS)


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


def report(body: str, head: str = "") -> Report:
    return understand(doc(page(body, head)))


def refused(html: str | bytes, name: str = "年报.html") -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        doc(html, name)
    return caught.value


def written(made: Made = MADE, **options: object) -> str:
    """The report without its title, as an editor writes it."""
    return body_html(made, title=False, **options)  # type: ignore[arg-type]


# --- pages in the manners of government sites -----------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("agency", "form"), AGENCIES[::2])
def test_every_line_and_cell_and_nothing_else(style: str, agency: str, form: str) -> None:
    fate = fate_of(*read_made(style, 4, agency, form))
    assert fate.missing == ()
    assert fate.leaked == ()
    assert set(fate.cells) == {"right"}
    assert (fate.repeated, fate.title, fate.published) == (False, True, True)


def test_the_same_report_for_computers_and_telephones_is_one_report_with_a_doubt() -> None:
    _, found, _ = read_made("twice", 1, *AGENCIES[0])
    assert [d.what for d in found.document.doubts] == ["page.twice"]


def test_two_different_reports_on_one_page_stay_two() -> None:
    other = make(2)
    found = report(f"<div>{written()}</div><div>{written(other)}</div>")
    assert found.text.count("一、总体情况") == 2


def surroundings() -> Iterator[tuple[str, str]]:
    """Pages whose surroundings resemble a report."""
    text, title = written(), f"<h1>{MADE.title}</h1>"
    menu = "".join(f"<li><a href=#>政府信息公开年报总体情况{i}◇</a></li>" for i in range(500))
    yield "a menu longer than the report", f"<ul>{menu}</ul><div><div>{title}{text}</div></div>"
    yield (
        "a sentence in a side column",
        f"<div><div><p>为方便查询，◇事公告如下。请知悉；谢谢。</p><a href=#>◇一</a><a href=#>◇二</a></div><div>{title}{text}</div></div>",
    )
    old = "青岚县水务局2022年政府信息公开工作年度报告"
    yield "another year without a link", f"<div>{title}{text}<p>相关阅读：{old}◇</p></div>"
    yield "another year with a link", f"<div>{title}{text}<p>上一篇：<a href=#>{old}◇</a></p></div>"
    yield (
        "a foot without names",
        f"<div>{title}{text}<p>地址：清河大道1号◇ 电话：0880-0000000</p><p>版权所有：青岚县人民政府◇</p></div>",
    )
    yield "the site's name as a heading", f"<h1>青岚县人民政府</h1><h2>{MADE.title}</h2><div>{text}</div>"
    yield (
        "menus without links, named by nothing",
        f"<div>繁体版◇ 无障碍 长者版</div><div>首页 政务公开 公共服务◇</div><div><div>{title}{text}</div></div>",
    )
    yield (
        "contents with links",
        f"<div>{title}<ul><li><a href=#1>一、总体情况◇</a></li><li><a href=#2>二、主动公开政府信息情况◇</a></li><li><a href=#3>三、◇</a></li></ul>{text}</div>",
    )
    yield (
        "names of furniture on the report",
        f'<div class="page tab"><div class="top">{title}</div><div class="share-content links">{text}</div></div>',
    )
    yield (
        "tabs, one shown",
        f'<style>.pane{{display:none}} .pane.active{{display:block}}</style><div class="pane active">{title}{text}</div><div class="pane">{written(make(2))}◇</div>',
    )


@pytest.mark.parametrize(("what", "body"), list(surroundings()), ids=[name for name, _ in surroundings()])
def test_surroundings_that_resemble_a_report(what: str, body: str) -> None:
    found = report(body)
    assert "◇" not in found.text
    assert found.title == MADE.title
    assert found.document.lines[0] == MADE.title
    assert {s.number for s in found.sections} >= {1, 2, 3, 4, 5, 6}
    assert found.text.rstrip().endswith(MADE.lines[-1])
    assert all(found.by_key[key].doubt is None for key in MADE.cells)


@pytest.mark.parametrize(
    "sentence",
    ["更多信息请登录县政府网站查阅。", "公开方式：本年度主动公开全部信息。", "来源：以上数据由各股室提供。"],
)
def test_sentences_of_the_last_chapter_are_the_report(sentence: str) -> None:
    assert sentence in doc(page(f"<div>{written()}<p>{sentence}</p></div>")).text


# --- tables ---------------------------------------------------------------------------------------------------


def test_spans_become_spans() -> None:
    found = doc(
        page(
            "<table><tr><td rowspan=2>类别<td colspan='2'>数量<tr><td>甲<td>乙<tr><td>规章<td>1<td>2</table>"
        )
    )
    grid = found.grids[0]
    assert grid.rows == (("类别", "数量"), ("甲", "乙"), ("规章", "1", "2"))
    assert grid.columns == ((0, 1), (1, 2), (0, 1, 2))
    assert grid.spans[0] == ((1, 2), (2, 1))


@pytest.mark.parametrize("span", ["0", "-3", "abc", "999999999999", "2px", ""])
def test_impossible_spans_do_no_harm(span: str) -> None:
    found = doc(
        page(f'<table><tr><td colspan="{span}" rowspan="{span}">项目<td>数量<tr><td>规章<td>1</table>')
    )
    assert [c for row in found.grids[0].rows for c in row] == ["项目", "数量", "规章", "1"]


def test_cells_of_many_paragraphs_are_one_line() -> None:
    found = doc(
        page("<table><tr><td><p>社会公</p><p>益组织</p><td>结果<br>维持<tr><td>规章&nbsp;<td> 1 </table>")
    )
    assert found.grids[0].rows == (("社会公益组织", "结果维持"), ("规章", "1"))


def test_foot_of_a_table_stands_below_its_body() -> None:
    found = doc(page("<table><tfoot><tr><td>总计<td>3</tfoot><tbody><tr><td>规章<td>3</tbody></table>"))
    assert found.grids[0].rows == (("规章", "3"), ("总计", "3"))


def test_reconsideration_and_litigation_in_two_tables() -> None:
    heads = "".join(f"<td>{name}</td>" for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    cells = [f"<td>{n}</td>" for n in (1, 0, 2, 0, 3, 0, 1, 0, 0, 1, 2, 0, 0, 3, 5)]
    first = f"<tr><td colspan=5>行政复议</td></tr><tr>{heads}</tr><tr>{''.join(cells[:5])}</tr>"
    second = (
        "<tr><td colspan=10>行政诉讼</td></tr><tr><td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
        f"<tr>{heads}{heads}</tr><tr>{''.join(cells[5:])}</tr>"
    )
    tables = f"<table>{first}</table><p></p><table>{second}</table>"
    got = report(f"<p>四、政府信息公开行政复议、行政诉讼情况</p>{tables}<p>五、存在的主要问题及改进情况</p>")
    values = [(c.value, c.doubt) for c in got.cells if c.table == "review"]
    assert values == [(n, None) for n in (1, 0, 2, 0, 3, 0, 1, 0, 0, 1, 2, 0, 0, 3, 5)]


def test_a_hidden_cell_does_not_shift_the_others() -> None:
    found = doc(page('<table><tr><td>规章<td style="display:none">9<td>1<td>2<tr hidden><td>无<td>9</table>'))
    assert found.grids[0].rows == (("规章", "1", "2"),)


def test_a_row_of_values_as_a_table_in_a_cell() -> None:
    inner = "<table><tr><td>1<td>0<td>1</table>"
    found = doc(page(f"<table><tr><td>新收<td>{inner}<tr><td>结转<td>{inner}</table>"))
    assert found.grids[0].rows == (("新收", "1", "0", "1"), ("结转", "1", "0", "1"))


def test_tables_as_pictures_are_marked_in_their_chapter() -> None:
    body = "".join('<p><img src="W02024.png"></p>' if is_table(x) else paragraph(x) for x in MADE.lines)
    found = report(f"<div>{body}</div>")
    assert [found.table[t].kind for t in ("disclosure", "applications")] == ["image", "image"]
    assert all(found.by_key[key].value is None for key in MADE.cells)


def test_icons_are_no_pictures_of_tables() -> None:
    found = doc(
        page(
            f'<div>{written()}<p><img src="/images/icon_pdf.gif"><img src=line.png width=700 height=2></p></div>'
        )
    )
    assert not [m for m in found.marks if m.kind == "image"]


def test_preformatted_text_keeps_its_lines_and_columns() -> None:
    found = doc(page("<h1>报告</h1><pre>信息内容   本年\n规章        1\n</pre>"))
    assert found.lines == ("报告", "信息内容   本年", "规章        1")


# --- text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>我局认真\n  贯彻条例</p>", ["我局认真贯彻条例"]),
        ("<p>共 3\n件</p>", ["共 3 件"]),
        ("<p>一<b>二</b><span>三</span>四</p>", ["一二三四"]),
        ("<div>一<p>二</p>三</div>", ["一", "二", "三"]),
        ("<p>　　&nbsp;一&nbsp;二</p>", ["一 二"]),
        ("<p>甲&lt;乙&gt;&amp;&#20010;&#x4ef6;</p>", ["甲<乙>&个件"]),
        ("<P>一<P>二<DIV>三", ["一", "二", "三"]),
        ("<p>一</p><!-- 二 --><style>四</style><template>五</template><noscript>六</noscript>", ["一"]),
        ("<ol><li>甲</li><li>乙</li></ol>", ["1. 甲", "2. 乙"]),
        ("<ol start=3><li>甲<li value=7>乙<li>丙</ol>", ["3. 甲", "7. 乙", "8. 丙"]),
        ('<ol style="list-style-type:cjk-ideographic"><li>总体情况</ol>', ["一、总体情况"]),
        ('<ol class="custom_cn2"><li><p>甲</p><p>乙</p></ol>', ["（一）甲", "乙"]),
        ("<ol><li>1. 甲</ol>", ["1. 甲"]),
        ('<ol style="list-style:none"><li>甲</ol>', ["甲"]),
        ("<p>一<del>二</del>三</p>", ["一三"]),
        ("<p>一<s>二</s><strike>三</strike><span style='text-decoration: line-through'>四</span>五</p>", ["一五"]),
        ("<p>共33<sup>1</sup>件，约5m<sup>2</sup></p>", ["共33[1]件，约5m2"]),
        ("<ruby>县<rp>(</rp><rt>xiàn</rt></ruby>", ["县"]),
    ],
)  # fmt: skip
def test_lines_as_they_show(html: str, lines: list[str]) -> None:
    assert list(doc(page(html)).lines) == lines


def test_deleted_text_is_a_revision() -> None:
    assert [(m.kind, m.text) for m in doc(page("<p>共<del>三</del>件</p>")).marks] == [("revision", "三")]


def test_a_struck_number_is_no_digit_of_the_one_beside_it() -> None:
    got = doc(
        page("<table><tr><td>新收</td><td><s>8</s>12</td></tr><tr><td>结转</td><td>0</td></tr></table>")
    )
    assert got.grids[0].rows[0] == ("新收", "12")
    assert [d.what for d in got.doubts] == ["document.struck"]


# --- encodings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codec", "named"),
    [("utf-8", "gb2312"), ("gb18030", "gb2312"), ("gb18030", "utf-8"), ("gb18030", ""), ("utf-8", "nonsense"), ("utf-16", "utf-8"), ("gb18030", "iso-8859-1"), ("utf-8", "utf-16")],
)  # fmt: skip
def test_encodings_whatever_the_page_says(codec: str, named: str) -> None:
    html = f'<html><head><meta http-equiv=Content-Type content="text/html; charset={named}"></head><body>{written()}</body></html>'
    assert "认真执行《条例》" in doc(html.encode(codec)).text


def test_the_encoding_of_an_archive_comes_from_its_header() -> None:
    html = "<html><body><p>青岚县水务局</p><p>镕喆</p></body></html>".encode("gb18030")
    mail = b"MIME-Version: 1.0\nContent-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
    assert doc(mail + html, "a.mht").lines == ("青岚县水务局", "镕喆")


# --- what the page states ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "around",
    [
        '<div class="info">发布时间：2024-01-25　来源：青岚县水务局　浏览次数：8</div>',
        "<div>2024-01-25 09:30　来源：青岚县水务局</div>",
        "<p>发布日期: 2024年1月25日 发布机构: 青岚县水务局</p>",
        "<table><tr><td>索引号:<td>SY1<td>主题分类:<td>政务<tr><td>发布机构:<td>青岚县水务局<td>发布日期:<td>2024-01-25</table>",
        "<ul><li><b>索引号：</b>SY1</li><li><b>发布机构：</b>青岚县水务局</li><li><b>公开日期：</b>2024-01-25</li></ul>",
        "<dl><dt>索引号：<dd>SY1<dt>发布机构：<dd>青岚县水务局<dt>发布日期：<dd>2024-01-25</dl>",
    ],
)
def test_the_line_under_the_title_and_index_tables(around: str) -> None:
    found = report(f"<div><h1>{MADE.title}</h1>{around}<div>{written()}</div></div>")
    assert found.document.stated["published"] == "2024-01-25"
    assert found.document.stated["agency"] == "青岚县水务局"
    assert str(found.dates.published) == "2024-01-25"
    assert "2024-01-25" not in found.text
    assert "SY1" not in found.text


def test_the_head_of_the_page() -> None:
    head = '<meta name="PubDate" content="2024-01-25 10:00"><meta name="ArticleTitle" content="2023年报"><meta name="ContentSource" content="青岚县水务局"><title>x</title>'
    found = doc(page(written(), head))
    assert found.stated == {"published": "2024-01-25", "title": "2023年报", "agency": "青岚县水务局"}


def test_a_page_does_not_rename_the_body_that_reports() -> None:
    found = report(f"<div><h1>{MADE.title}</h1><p>来源：云泽市财政局</p>{written()}</div>")
    assert found.agency.name == "青岚县水务局"
    assert found.witnesses["stated_agency"] == "云泽市财政局"


def test_a_page_names_the_body_where_the_report_does_not() -> None:
    text = page(
        "<h1>2023年政府信息公开工作年度报告</h1><p>来源：云泽市财政局</p><p>一、总体情况</p><p>工作有序开展。</p><p>二、主动公开政府信息情况</p><p>见下表。</p>"
    )
    assert understand(doc(text)).agency.name == "云泽市财政局"


def test_a_page_saved_with_its_address() -> None:
    found = doc(f"<!-- saved from url=(0040)https://www.example.invalid/nb/1.html -->{page(written())}")
    assert found.stated["url"] == "https://www.example.invalid/nb/1.html"


# --- pages without a report -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (f'<h1>{MADE.title}</h1><p>附件：<a href="P1.docx">年报.docx</a></p>', "附件"),
        (f'<h1>{MADE.title}</h1><iframe src="/web/viewer.html?file=/a/b.pdf"></iframe>', "附件"),
        (f'<h1>{MADE.title}</h1><p><img src="P1.jpg"></p>', "图片"),
        ('<div id="app"></div><script src="app.js"></script>', "脚本"),
        ('<iframe src="main.html"></iframe>', "框架"),
    ],
)  # fmt: skip
def test_a_page_without_report_text_says_what_it_has_instead(body: str, word: str) -> None:
    found = refused(page(body))
    assert found.kind == "empty"
    assert word in found.reason


def test_a_frameset() -> None:
    assert (
        "框架" in refused('<html><frameset><frame src="a.html"><frame src="b.html"></frameset></html>').reason
    )


def test_a_hidden_report_is_read_with_a_doubt() -> None:
    found = doc(
        page(f'<h1>{MADE.title}</h1><div style="display:none">{written()}</div><script src=a.js></script>')
    )
    assert "page.hidden" in [d.what for d in found.doubts]
    assert "一、总体情况" in found.text


def test_attachments_are_noted() -> None:
    found = doc(page(f'<div>{written()}<p>附件：<a href="a.xls">统计表.xls</a></p></div>'))
    assert [(d.what, d.where) for d in found.doubts] == [("page.attachment", "统计表.xls")]
    assert "统计表" not in found.text


def test_one_of_several_pages_is_no_proof_of_what_is_missing() -> None:
    first = "".join(map(paragraph, MADE.prose[:9]))
    pages = "<div class=pages><b>1</b> <a href=a_2.html>2</a> <a href=a_2.html>下一页</a></div>"
    found = doc(page(f"<div>{first}{pages}</div>"))
    assert "file.end" in [d.what for d in found.doubts]


# --- hostile and damaged ----------------------------------------------------------------------------------------


def test_a_page_cut_off_is_read_with_a_doubt() -> None:
    whole = page(written())
    found = doc(whole[: len(whole) * 2 // 3])
    assert "file.end" in [d.what for d in found.doubts]
    assert "一、总体情况" in found.text


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "一",
        "<div " + " ".join(f"a{i}=1" for i in range(200_000)) + ">一</div>",
    ],
    ids=["depth", "attributes"],
)
def test_what_no_parser_bears_is_refused_before_it_is_parsed(html: str) -> None:
    assert refused("<html><body>" + html).kind == "too_large"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000 + "正文" + "</div>" * 10_000,
        "<p></p>" * 300_000 + "正文",
        "<table><tr><td>" * 3_000 + "正文",
        "<b><i>" * 4_000 + "正文",
        "<a href='" + "x" * 3_000_000 + "'>正文</a>",
        "<![endif]-->正文<!--",
        "正文<" + "<" * 100_000,
    ],
    ids=["deep", "empty", "tables", "inline", "attribute", "comments", "brackets"],
)  # fmt: skip
def test_strange_pages_keep_their_text(html: str) -> None:
    assert "正文" in doc(f"<html><body>{html}").text


def test_entities_of_an_xml_page_are_not_expanded() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "爆炸"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    found = doc(
        f"{bomb}<html xmlns='http://www.w3.org/1999/xhtml'><body><title/><p>正文&b;&c;</p></body></html>"
    )
    assert found.text == "正文&b;&c;"


def test_control_characters() -> None:
    assert doc("<html><body><p>一\x00二\x07三\x1b四</p></body></html>").text.replace(" ", "") == "一二三四"


def test_too_many_cells_are_refused() -> None:
    html = page("<table>" + ("<tr>" + "<td>1" * 100) * 2_100 + "</table>")
    assert refused(html).kind == "too_large"


@pytest.mark.parametrize("name", ["年报.txt", "年报.docx", "年报", "年报.shtml"])
def test_content_decides_not_the_name(name: str) -> None:
    assert doc(page(written()), name).source.media_type == "text/html"


def test_a_web_archive_without_a_page() -> None:
    mail = b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nabc\n--x--\n"
    assert refused(mail, "a.mht").kind == "unsupported"


def test_a_web_archive_cut_off() -> None:
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
    body = quopri.encodestring(page(written()).encode())
    found = doc(head + body[: len(body) // 2], "a.mht")
    assert "file.end" in [d.what for d in found.doubts]


# --- text with tables of HTML, sheets as text -------------------------------------------------------------------


def test_markdown_with_tables_of_html() -> None:
    text = "\n\n".join(
        table_html(MADE, x.strip("[]"), plain_cell) if is_table(x) else f"# {x}" for x in MADE.lines
    )
    found = understand(doc(text, "年报.md"))
    assert found.source.media_type == "text/markdown"
    assert len(found.document.grids) == 3
    assert all(found.by_key[key].doubt is None for key in MADE.cells)
