"""Made web pages in the manners of the systems that government sites run on; all agencies and sites are invented.

``STYLES`` maps a name to a function that wraps a report into a page and gives its bytes. Everything that belongs to the
page and not to the report carries one of the words of :data:`FOREIGN`, so that a leak is seen.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable
from html import escape

from corpus.page_text import (
    Made,
    bare_cell,
    body_html,
    cut,
    field_cell,
    is_table,
    paragraph,
    plain_cell,
    rows_html,
    table_html,
    word_cell,
)

SITE = "青岚县人民政府门户"
#: Words that stand only in what surrounds a report.
FOREIGN = (
    "导航甲", "栏目乙", "相关丙", "页脚丁", "分享戊", "隐藏己", "脚本庚", "面包辛", "侧栏壬", "样式癸", "SY-2024",
)  # fmt: skip

_NAV = '<ul class="nav"><li><a href="/">首页导航甲</a></li><li><a href="/zwgk">政务公开导航甲</a></li><li><a href="/hd">互动交流导航甲</a></li></ul>'
_CRUMB = '<div class="crumb">您的位置：<a href="/">首页</a> &gt; <a href="/zwgk">面包辛</a> &gt; 政府信息公开年报</div>'
_FOOT = "<div class=footer><p>主办：青岚县人民政府办公室页脚丁</p><p>版权所有 青ICP备00000000号 网站标识码0000000000页脚丁</p></div>"
_SHARE = '<div class="bdsharebuttonbox"><a href="#">分享戊到微信</a><a href="#">分享戊到微博</a></div><script>var a="脚本庚";document.write("脚本庚")</script>'
_RELATED = (
    '<div class="xgwz"><h3>相关阅读</h3><ul><li><a href="a.html">青岚县水务局2022年政府信息公开工作年度报告相关丙</a></li>'
    '<li><a href="b.html">青岚县水务局2021年政府信息公开工作年度报告相关丙</a></li><li><a href="c.html">水利工程建设招标公告相关丙</a></li></ul></div>'
)
_SIDE = '<div class="left"><h4>侧栏壬</h4><ul><li><a href="#">政府信息公开指南栏目乙</a></li><li><a href="#">政府信息公开制度栏目乙</a></li><li><a href="#">法定主动公开内容栏目乙</a></li><li><a href="#">政府信息公开年报栏目乙</a></li></ul></div>'


def _page(
    made: Made, body: str, head: str = "", charset: str = "utf-8", doctype: str = "<!DOCTYPE html>"
) -> bytes:
    text = (
        f'{doctype}<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        f"<title>{made.title}_{SITE}</title>{head}<style>.x{{color:red}}/*样式癸*/</style></head><body>{body}</body></html>"
    )
    codec = {"gb2312": "gb18030"}.get(charset, charset)
    return text.encode(codec)


def _info(made: Made) -> str:
    return f'<div class="info"><span>发布时间：{made.published} 09:30</span> <span>来源：{made.agency}</span> <span>浏览次数：<script>document.write(9)</script></span> 【字体：<a>大</a> <a>中</a> <a>小</a>】</div>'


def _index_rows(made: Made) -> str:
    return (
        f"<tr><td>索 引 号：</td><td>SY-2024/001</td><td>主题分类：</td><td>政务公开栏目乙</td></tr><tr><td>发布机构：</td><td>{made.agency}</td>"
        f"<td>发布日期：</td><td>{made.published}</td></tr><tr><td>标&nbsp;&nbsp;题：</td><td colspan=3>{made.title}</td></tr>"
    )


def editor(made: Made) -> bytes:
    """A container named by its editor; statements in the head; the encoding named as GB 2312."""
    head = f'<meta name="ArticleTitle" content="{made.title}"><meta name="PubDate" content="{made.published} 09:30"><meta name="ContentSource" content="{made.agency}"><meta name="SiteName" content="{SITE}">'
    body = f'<div class="top">{_NAV}</div>{_CRUMB}<div class="main"><h1>{made.title}</h1>{_info(made)}<div class="view TRS_UEDITOR trs_paper_default">{body_html(made, title=False)}</div>{_SHARE}{_RELATED}</div>{_FOOT}'
    return _page(made, body, head, "gb2312")


def central(made: Made) -> bytes:
    """A column of its own with the date under the title, the text in an element known by its id."""
    body = f'<div class="header">{_NAV}</div><div class="article oneColumn"><h1>\n   {made.title}  </h1><div class="pages-date">{made.published} 09:30 来源：{made.agency}<div class="share">分享戊</div></div><div class="pages_content" id="UCAP-CONTENT">{body_html(made, title=False)}</div><div class="pages_print">责任编辑：页脚丁</div></div>{_FOOT}'
    return _page(made, body)


def zoom(made: Made) -> bytes:
    """Tables lay the page out: menu on the left, index table above the text."""
    body = f'<table width="100%"><tr><td colspan=2>{_NAV}</td></tr><tr><td width="200" valign="top"><table><tr><td><a href="#">侧栏壬</a></td></tr><tr><td><a href="#">政府信息公开年报栏目乙</a></td></tr><tr><td><a href="#">信息公开指南栏目乙</a></td></tr></table></td><td><table class="syh" border="1">{_index_rows(made)}</table><table><tr><td align="center"><b>{made.title}</b></td></tr><tr><td><div id="zoom">{body_html(made, title=False)}</div></td></tr></table><table><tr><td>【<a href="javascript:window.print()">打印</a>】【<a href="javascript:window.close()">关闭</a>】分享戊</td></tr></table></td></tr></table>{_FOOT}'
    return _page(made, body, doctype="")


def neighbours(made: Made) -> bytes:
    """Share buttons, the articles before and after, and other years' reports inside the text's own container."""
    more = '<p>上一篇：<a href="1.html">青岚县水务局2022年政府信息公开工作年度报告相关丙</a></p><p>下一篇：没有了相关丙</p>'
    body = f'{_NAV}{_CRUMB}<div id="c"><div class="article_con"><div class="article_title">{made.title}</div>{_info(made)}{body_html(made, title=False)}{_SHARE}{more}{_RELATED}</div><div class="right"><ul><li>热点栏目乙</li><li><a href="/x">通知公告栏目乙</a></li></ul></div></div>{_FOOT}'
    return _page(made, body)


def word(made: Made) -> bytes:
    """Saved from Word as a web page: conditional comments, a numbering that is ignored, lines wrapped in the source."""
    comment = "<!--[if gte mso 9]><xml><w:WordDocument>脚本庚</w:WordDocument></xml><![endif]-->"

    def write(text: str) -> str:
        found = re.match(r"([一二三四五六]、)(.*)", text)
        if found and len(text) < 40:
            return f"<h1 style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>{found[1]}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;</span></span><![endif]><span>{found[2]}</span></h1>\n"
        wrapped = "\n".join(text[i : i + 38] for i in range(0, len(text), 38))
        return f"<p class=MsoNormal style='text-indent:32.0pt'><span style='font-family:仿宋'>{wrapped}<o:p></o:p></span></p>\n"

    head = f"{comment}<meta name=Generator content='Microsoft Word 15'><style><!-- p.MsoNormal {{margin:0}} 样式癸 --></style>"
    return _page(
        made, f"<div class=WordSection1>{body_html(made, write, word_cell)}</div>", head, "gb2312", ""
    )


def old(made: Made) -> bytes:
    """Upper-case tags, none of them closed, attributes without quotes."""
    body = "".join(
        _unclosed(made, line.strip("[]")) if is_table(line) else f"<P><FONT SIZE=3>{line}\n"
        for line in made.lines
    )
    menu = "<A HREF=/>首页导航甲</A> <A HREF=/a>机构导航甲</A> <A HREF=/b>公开导航甲</A>"
    return _page(
        made, f"<CENTER>{menu}</CENTER><HR><DIV>{body}</DIV><HR><CENTER>版权所有页脚丁</CENTER>", doctype=""
    )


def _unclosed(made: Made, name: str) -> str:
    html = table_html(made, name, bare_cell, "BORDER=1").upper()
    return re.sub(r"</(?:TD|TR|TBODY)>", "", html)


def breaks(made: Made) -> bytes:
    """All of the text in one cell, its lines only broken."""

    def write(text: str) -> str:
        return f"&nbsp;&nbsp;&nbsp;&nbsp;{escape(text)}<br>\n<br>\n"

    body = f"{_NAV}<table><tr><td class=bt>{made.title}</td></tr><tr><td>发布日期：{made.published}　来源：{made.agency}</td></tr><tr><td class=nr>{body_html(made, write, bare_cell, title=False)}</td></tr></table>{_FOOT}"
    return _page(made, body)


def unknown(made: Made) -> bytes:
    """Class names that say nothing."""
    side = '<div class="_k2"><div><a href=#>侧栏壬一</a></div><div><a href=#>侧栏壬二</a></div><div><a href=#>侧栏壬三</a></div></div>'
    body = f'<div class="_a1"><div class="_b1"><a href=/>导航甲</a><a href=/1>导航甲二</a><a href=/2>导航甲三</a></div><div class="_c1">{side}<div class="_c3"><div class="_d"><span>{made.title}</span></div><div class="_e">{made.published} 来源：{made.agency}</div><div class="_f"><div>{body_html(made, title=False)}</div></div></div></div><div class="_z"><span>主办单位：青岚县人民政府页脚丁</span></div></div>'
    return _page(made, body)


def twice(made: Made) -> bytes:
    """The same text for computers and for telephones."""
    text = body_html(made)
    body = (
        f'{_NAV}<div class="wrap"><div class="pc">{text}</div><div class="mobile">{text}</div></div>{_FOOT}'
    )
    return _page(made, body)


def lists(made: Made) -> bytes:
    """Headings as items of a numbered list; the numbers stand only in the style."""
    parts, number = [], 0
    for line in made.lines[1:]:
        found = re.match(r"[一二三四五六]、(.*)", line)
        if found and len(line) < 40:
            number += 1
            parts.append(
                f'<ol class="custom_cn list-paddingleft-1" start="{number}"><li class="list-cn-1"><p>{found[1]}</p></li></ol>'
            )
        else:
            parts.append(table_html(made, line.strip("[]")) if is_table(line) else paragraph(line))
    body = f'{_NAV}{_CRUMB}<div class="con"><h2 class="title">{made.title}</h2>{_info(made)}<div class="conTxt">{"".join(parts)}</div></div>{_FOOT}'
    return _page(made, body)


def semantic(made: Made) -> bytes:
    """Elements of HTML 5, the index as a list of terms."""
    index = f"<dl class=xxgk><dt>索引号：</dt><dd>SY-2024/001</dd><dt>发布机构：</dt><dd>{made.agency}</dd><dt>发布日期：</dt><dd>{made.published}</dd><dt>主题分类：</dt><dd>栏目乙</dd></dl>"
    body = f"<header>{_NAV}</header><nav>{_CRUMB}</nav><main><article><h1>{made.title}</h1>{index}<section>{body_html(made, title=False)}</section></article><aside>{_SIDE}</aside></main><footer>{_FOOT}</footer>"
    return _page(made, body)


def traps(made: Made) -> bytes:
    """Hidden elements of every kind with other numbers in them."""
    hidden = "".join(
        (
            f'<div style="display:none">隐藏己{table_html(made, "disclosure")}</div>',
            '<p hidden>一、总体情况隐藏己</p><span style="visibility:hidden">隐藏己</span>',
            "<template><p>二、主动公开政府信息情况隐藏己</p></template><noscript><p>隐藏己</p></noscript>",
            '<p class="unseen">三、收到和处理政府信息公开申请情况隐藏己</p><!-- 隐藏己 --><textarea style="display: none">隐藏己</textarea>',
            '<input type="hidden" value="隐藏己"><dialog>隐藏己</dialog>',
        )
    )
    head = "<style>.unseen{display:none} @media print{.TRS_Editor{display:none}}</style>"
    cells = lambda text: f'{plain_cell(text)}<span style="display:none">9</span>'  # noqa: E731
    body = f'{_NAV}<h1>{made.title}</h1>{_info(made)}<div class="TRS_Editor">{hidden}{body_html(made, cell=cells, title=False)}</div>{_FOOT}'
    return _page(made, body, head)


def sections(made: Made) -> bytes:
    """A box for each chapter; the tables cut in two."""
    parts = []
    for line in made.lines[1:]:
        if is_table(line):
            lines = made.table(line.strip("[]"))
            for part in cut(lines, 9) if len(lines) > 12 else (lines,):
                parts.append(f"<table>{''.join(rows_html(part, plain_cell))}</table>")
        elif re.match("[一二三四五六]、", line) and len(line) < 40:
            parts.append(
                f'</div></div><div class="box"><div class="hd"><h3>{line}</h3></div><div class="bd">'
            )
        else:
            parts.append(paragraph(line))
    body = f'{_NAV}{_CRUMB}<div class="content"><h1>{made.title}</h1>{_info(made)}<div class="box"><div class="bd">{"".join(parts)}</div></div></div>{_SIDE}{_FOOT}'
    return _page(made, body)


def xhtml(made: Made) -> bytes:
    """XML: a declaration, an entity of its own, scripts closed by a slash."""
    head = '<script type="text/javascript" src="a.js" /><link rel="stylesheet" href="a.css" />'
    page = f'<div id="nav">{_NAV}</div><div id="content"><h1>{made.title}</h1>{_info(made)}<br />{body_html(made, title=False)}</div>{_FOOT}'
    text = _page(made, page, head, doctype='<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1-strict.dtd" [<!ENTITY wang "脚本庚">]>')  # fmt: skip
    return text.replace(b"<html>", b'<html xmlns="http://www.w3.org/1999/xhtml">')


def fields(made: Made) -> bytes:
    """Values in form fields, as a reporting system shows them."""
    body = f'{_NAV}<form><div class="nbcontent"><h2>{made.title}</h2>{body_html(made, cell=field_cell, title=False)}</div></form>{_FOOT}'
    return _page(made, body)


def archived(made: Made) -> bytes:
    """A web archive: mail headers, the page quoted-printable in GBK, its pictures behind it."""
    page = editor(made)
    head = 'From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.example.invalid/nb/1.html\r\nSubject: =?utf-8?Q?a?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----B--x"\r\n\r\n'
    part = "------B--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://www.example.invalid/nb/1.html\r\n\r\n"
    rest = "\r\n------B--x\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQABAAAAACw=\r\n------B--x--\r\n"
    return head.encode() + part.encode() + quopri.encodestring(page) + rest.encode()


def fragment(made: Made) -> bytes:
    """Only the container, as copied from the page's source."""
    return f'<div class="TRS_Editor">{body_html(made)}</div>'.encode()


def deep(made: Made) -> bytes:
    """The text under many elements that do nothing, in UTF-16."""
    body = f"{_NAV}{_CRUMB}{'<div><span>' * 40}<h1>{made.title}</h1>{_info(made)}{body_html(made, title=False)}{'</span></div>' * 40}{_RELATED}{_FOOT}"
    return _page(made, body, charset="utf-16")


def misnamed(made: Made) -> bytes:
    """UTF-8 that calls itself GB 2312, as after a careless conversion."""
    return _page(made, f"{_NAV}<div id=Zoom>{body_html(made)}</div>{_FOOT}").replace(
        b"charset=utf-8", b"charset=gb2312"
    )


def titled_in_text(made: Made) -> bytes:
    """The title both as the page's and as the text's own, the agency and date below it."""
    body = f'<div class="page-top">{_NAV}</div><div class="detail"><div class="detail-title"><h1>{made.title}</h1></div>{_info(made)}<div class="detail-content" id="ivs_content">{body_html(made)}</div><div class="ewm"><p>扫一扫在手机打开当前页页脚丁</p></div></div>{_RELATED}{_FOOT}'
    return _page(made, body)


Style = Callable[[Made], bytes]
STYLES: dict[str, Style] = {
    style.__name__: style
    for style in (
        editor, central, zoom, neighbours, word, old, breaks, unknown, twice, lists, semantic, traps, sections, xhtml,
        fields, archived, fragment, deep, misnamed, titled_in_text,
    )
}  # fmt: skip
