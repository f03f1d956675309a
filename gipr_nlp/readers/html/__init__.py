"""Web pages as they are saved from government sites: HTML, XHTML, Word's "web page", fragments.

The report is found on the page by its own words (:mod:`.body`), not by the site's class names; what stands around it
becomes what the page says of the report (``Document.stated``) or is left out. Nothing is fetched, run or followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gipr_nlp import agency as naming
from gipr_nlp.errors import Unreadable
from gipr_nlp.model import Document, Source
from gipr_nlp.readers.blocks import Blocks
from gipr_nlp.readers.html import stated
from gipr_nlp.readers.html.body import TITLE, Body, Found, heading_of
from gipr_nlp.readers.html.charset import decode_page
from gipr_nlp.readers.html.flow import ATTACHED, Flow, Line, Thing, clean, is_struck
from gipr_nlp.readers.html.tables import data_tables, rows_of
from gipr_nlp.readers.html.tree import Element, Page, parse
from gipr_nlp.readers.noise import is_noise
from gipr_nlp.readers.plain import Undecodable
from gipr_nlp.text import squash

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.I)
_HAN = re.compile("[\u4e00-\u9fff]")
_ENOUGH = 80  # Chinese characters; a page with fewer and no heading holds no report
_RELATED = re.compile(
    r"(?:相关|推荐|热点|更多|猜你)(?:阅读|链接|文章|新闻|信息|文档|文件|内容|推荐|资讯|喜欢)"
)
_ATTACHED_LINE = re.compile(r"(?:相关)?附件(?:下载)?[\d一二三]{0,2}[:：、.．]?|点击(?:此处)?下载|下载")
_CHAPTERS = 6
_SIGNED = re.compile(r"[^。]{0,30}(?:20\d\d年\d{1,2}月\d{1,2}日|二[〇○零]..年.{1,3}月.{1,3}日)")
_FOOTER = re.compile(
    r"(?:主办|承办|协办|技术支持|版权|copyright|©|建议使用|网站标识|网站地图|.{0,6}ICP备|.{0,6}公网安备)",
    re.I,
)
_YEAR_FIRST = re.compile(r"(?:关于)?(?:20\d\d|二[〇○零])")
_PAGER = re.compile(r"(?:^|[\s\[【])(?:下一页|下页)(?:$|[\s\]】>»])")
_ICON = re.compile(
    r"icon|ico_|logo|qr|ewm|erweima|share|print|/filetypes?|fileicon|button|btn|arrow|loading|blank\.|space\.",
    re.I,
)
_SMALL = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*(\d{1,4})(?:\.\d+)?px", re.I)


def read(
    data: bytes, source: Source, limits: Mapping[str, float], *, told: str = "", address: str = ""
) -> Document:
    """Read a page.

    Args:
        data: its bytes.
        source: where it came from.
        limits: see ``Profile.limits``.
        told: the encoding that came with the page (MHTML), if any.
        address: where the page stood on the web, if that came with it.

    Raises:
        Unreadable: it holds no report text (and why: only an attachment, frames, built by a script), or is hostile.
    """
    try:
        text, encoding, doubts = decode_page(data, told)
    except Undecodable as why:
        raise Unreadable(source.path, why.kind, why.reason) from None
    blocks = Blocks(source.path, limits)
    blocks.state("url", address)
    for doubt in doubts:
        blocks.doubt(doubt.what, doubt.where, doubt.why)
    if broken_off(text):
        blocks.doubt("file.end", "文件末尾", "网页在标签或正文中间结束，文件可能没有保存完整")
    return read_page(text, replace(source, media_type="text/html", encoding=encoding), blocks)


def read_page(text: str, source: Source, blocks: Blocks) -> Document:
    """Read a page that is already text.

    Raises:
        Unreadable: see :func:`read`.
    """
    page = parse(text, source.path)
    body = Body(page.body)
    found = body.find()
    if page.hidden and found.headings < _CHAPTERS:
        shown = parse(text, source.path, hidden=True)
        other = Body(shown.body).find()
        if other.known and other.headings > found.headings:
            page, found = shown, other
            blocks.doubt("page.hidden", "正文", "报告正文在网页中设为隐藏（由脚本显示），按隐藏的内容读取")
    _write(found, page, blocks)
    _state(page, text, blocks)
    if found.twice:
        blocks.doubt("page.twice", "正文", "网页中有两份相同的正文（电脑版和手机版），只读取第一份")
    if not found.known:
        _require_text(found, page, source.path)
    return blocks.document(source)


def broken_off(text: str) -> bool:
    """Whether a page ends within a tag or a reference, or before the end that its beginning promises."""
    end = text.rstrip()[-400:].lower()
    return end.rfind("<") > end.rfind(">") or (
        "<body" in text.lower() and not re.search(r"</(?:body|html)\s*>", end)
    )


def _write(found: Found, page: Page, blocks: Blocks) -> None:
    """The report's lines and tables, with what the lines around them say."""
    pieces = _pieces(found)
    _aside(found.aside, blocks)
    if _is_one_of_pages([*found.aside, *pieces]):
        blocks.doubt("file.end", "文件末尾", "网页分页显示，本文件只有其中一页，其余部分没有保存")
    first = next((i for i, p in enumerate(pieces) if isinstance(p, Line) and heading_of(p.text)), len(pieces))
    last = max((i for i, p in enumerate(pieces) if isinstance(p, Line) and heading_of(p.text)), default=-1)
    head = [squash(p.text) for p in pieces[:first] if isinstance(p, Line)]
    titles = [text for text in head if TITLE.fullmatch(text)]
    if found.titles and not titles:
        blocks.paragraph(found.titles[0])
    printed = set[str]()
    above = next(
        (i for i, p in enumerate(pieces[:first]) if isinstance(p, Line) and squash(p.text) in titles), 0
    )
    below = _footer(pieces, last)
    for place, piece in enumerate(pieces):
        if isinstance(piece, Line) and (
            place >= below or (place < above and not _leads(piece.text, titles[0]))
        ):
            _aside([piece], blocks)
        elif isinstance(piece, Element):
            _table(piece, blocks)
        elif isinstance(piece, Thing):
            _thing(piece, blocks)
        elif first <= place <= last or not _is_aside(piece, found.known, place > last, blocks):
            if place < first and (flat := squash(piece.text)) in titles:
                if flat in printed:
                    continue  # the page's title and the report's own are one
                printed.add(flat)
            blocks.paragraph(piece.text)


def _leads(text: str, title: str) -> bool:
    """Whether a line above the title is its beginning: the body's name above a title without one."""
    return _YEAR_FIRST.match(title) is not None and naming.is_unit(squash(text))


def _footer(pieces: Sequence[Line | Thing | Element], last: int) -> int:
    """Where the page's foot begins: behind the signature's date, if what follows there is plainly a foot."""
    signed = [
        i for i, p in enumerate(pieces) if i > last >= 0 and isinstance(p, Line) and _SIGNED.fullmatch(squash(p.text))
    ]  # fmt: skip
    if not signed:
        return len(pieces)
    behind = [p for p in pieces[signed[0] + 1 :] if isinstance(p, Line)]
    is_foot = any(_FOOTER.match(squash(line.text)) for line in behind)
    return signed[0] + 1 if is_foot and len(behind) < 30 else len(pieces)


def _is_one_of_pages(pieces: Sequence[Line | Thing | Element]) -> bool:
    """Whether chapters are missing and there is a link to a next page."""
    lines = [piece for piece in pieces if isinstance(piece, Line)]
    chapters = {heading_of(line.text) for line in lines} - {""}
    return 0 < len(chapters) < _CHAPTERS and any(_is_pager(line) for line in lines)


def _is_pager(line: Line) -> bool:
    return line.linked > 0 and _PAGER.search(line.text) is not None


def _pieces(found: Found) -> list[Line | Thing | Element]:
    tables = [t for part in found.parts for t in ([part] if part.tag == "table" else []) + data_tables(part)]
    flow = Flow(whole=tables, without=found.left_out)
    pieces: list[Line | Thing | Element] = []
    for part in found.parts:
        if part in tables:
            pieces.append(part)
        else:
            pieces += flow(part)
    return pieces


def _is_aside(line: Line, known: bool, behind: bool, blocks: Blocks) -> bool:
    """Whether a line before the first or behind the last heading is the page's; what it says is noted."""
    if "。" in line.text:
        return False  # whatever it begins with, a sentence is the report's
    said = stated.from_line(line.text)
    for key, value in said:
        blocks.state(key, value)
    if not known or _is_pager(line):
        return bool(said) or is_noise(line.text) or _is_pager(line)
    flat = squash(line.text)
    if behind and (_RELATED.match(flat) or (TITLE.fullmatch(flat) and "附" not in flat[:3])):
        return True
    linked = line.linked * 5 > len(flat) * 4
    if line.linked and ATTACHED.search(line.text):  # noted as what the page has beside its text
        return behind and (linked or _ATTACHED_LINE.match(flat) is not None)
    return bool(said) or is_noise(line.text) or (linked and (behind or not TITLE.fullmatch(flat)))


def _table(element: Element, blocks: Blocks) -> None:
    rows = rows_of(element)
    said = stated.from_table(rows)
    if said is not None:
        for key, value in said:
            blocks.state(key, value)
        return
    for caption in element.all("caption"):
        blocks.paragraph(clean(caption.text()))
    blocks.table(rows)
    if any(is_struck(e) and e.text().strip() for _, e in element.walk() if isinstance(e, Element)):
        blocks.doubt("document.struck", "", "有划去（加删除线）的文字，没有读取")
    for picture in element.all("img"):
        _picture(picture, blocks)


def _thing(thing: Thing, blocks: Blocks) -> None:
    if thing.kind == "image":
        _picture(thing.element, blocks)
    elif thing.kind == "attachment":
        blocks.doubt("page.attachment", thing.text, "网页所附的文件不在本文件中，没有读取")
    elif thing.kind == "deleted" and thing.text:
        blocks.mark("revision", thing.text)
    elif thing.kind == "struck" and thing.text:
        blocks.doubt("document.struck", "", "有划去（加删除线）的文字，没有读取")


def _picture(picture: Element, blocks: Blocks) -> None:
    if _may_be_text(picture):
        blocks.mark("image", clean(picture.get("alt") or picture.get("title")) or "图片")


def _may_be_text(picture: Element) -> bool:
    """Whether a picture may show a table or a page; icons, codes and lines are too small or named for what they are."""
    sizes = [int(n) for name in ("width", "height") if (n := re.sub(r"\D.*", "", picture.get(name)))]
    sizes += [int(n) for n in _SMALL.findall(picture.get("style"))]
    return not any(size < 60 for size in sizes) and not _ICON.search(picture.get("src")[-200:])


def _aside(lines: Sequence[Line], blocks: Blocks) -> None:
    texts = [line.text for line in lines]
    for text in texts:
        for key, value in stated.from_line(text):
            blocks.state(key, value)
    if sum(map(stated.is_label, texts)) >= 2:
        for key, value in stated.from_lines(texts):
            blocks.state(key, value)


def _state(page: Page, text: str, blocks: Blocks) -> None:
    for key, value in stated.from_metas(page.metas):
        blocks.state(key, value)
    if address := _SAVED_FROM.search(text[:4096]):
        blocks.state("url", address[1])
    blocks.state("title", clean(page.title))


def _require_text(found: Found, page: Page, path: str) -> None:
    """Refuse a page without a report, and say what it has instead."""
    shown = "".join(line.text for part in found.parts for line in Flow()(part) if isinstance(line, Line))
    if len(_HAN.findall(shown)) >= _ENOUGH or any(data_tables(part) for part in found.parts):
        return
    files = [*_attachments(page.body), *(f for f in page.frames if ATTACHED.search(f))]
    if files:
        raise Unreadable(path, "empty", f"网页中没有报告正文，只有附件（{files[0][:60]}）；请下载附件后检查")
    if any(_may_be_text(picture) for part in found.parts for picture in part.all("img")):
        raise Unreadable(path, "empty", "网页中没有报告文字，正文是图片；请取得文字版，或将图片另存后检查")
    if page.frames:
        raise Unreadable(path, "empty", "网页由框架组成，正文在另一个页面中；请打开正文页面后重新保存")
    if page.scripted or page.hidden or not _HAN.search(shown):
        raise Unreadable(
            path,
            "empty",
            "网页中没有报告文字，正文可能由脚本显示；请在浏览器中打开，待正文出现后另存，或复制文字另存",
        )


def _attachments(body: Element) -> Iterable[str]:
    return (piece.text for piece in Flow()(body) if isinstance(piece, Thing) and piece.kind == "attachment")
