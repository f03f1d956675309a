"""The lines at the head and at the foot of a document, flattened for reading, without site furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gipr_nlp.model import Document, Section
from gipr_nlp.text import PINYIN, ZERO_WIDTH, level

_HEAD_CHARS, _HEAD_LINES = 4000, 60
_FOOT_CHARS, _FOOT_LINES = 1600, 24
_ZERO = dict.fromkeys(map(ord, ZERO_WIDTH))
_TAG = re.compile(r"^(?:</?[a-zA-Z][^<>]{0,30}>|[-•·◆■●★])+|(?:</[a-zA-Z0-9]{1,8}>)+$")
_MARKS = "#>*_~`|"  # of markdown, and of table rows that hold one cell
_FURNITURE = re.compile(
    r"(?:当前|您的?|所在|现在)(?:现在|当前)?的?位置|(?:网站)?首页|您好|欢迎|设为首页|加入收藏|登录|"
    r"(?:索引|文)号|(?:发文|成文|生成|公开|公布|发布|更新|撰写)(?:机构|机关|单位|部门|日期|时间|人)|(?:信息|文章|稿件)?(?:来源|出处)[:：]|作者[:：]"
    r"|(?:信息|公文|所属|主题|体裁)(?:名称|分类|类别|标题|机构)|名称[:：]|标题[:：]|(?:时间|日期)[:：].*(?:来源|作者|浏览|点击|字[体号])|字[体号][:：大]|大中小$|(?:浏览|点击|阅读|访问)(?:次数|量|数)?[:：]"
    r"|(?:分享|打印|关闭|收藏|返回|繁体|无障碍)|(?:有效|时效|效力)(?:性|属性|状态)|关键[字词]|主题词|责任编辑|编辑[:：]|审核[:：]|扫一扫"
    r"|[上下]一[篇条]|版权|主办[:：单]|承办[:：单]|技术支持|网站标识|[^。]{0,6}ICP备|[^。]{0,4}公网安备|联系我们|相关(?:附件|链接|文章|文档)|附件[:：\d]|附表[:：\d]|附[:：]"
    r"|联系(?:人|电话|方式)[:：]|抄送[:：]|主送[:：]|[(（]?此件(?:主动|依申请)?公开|第?\d{1,3}页?$|[-—–]\d{1,3}[-—–]$|第.{1,3}页"
)
_TIME = re.compile(r"\d{1,2}[:：]\d{2}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the document.

    1-based number, offsets of what is printed, ``raw`` and levelled ``flat`` text of equal length without
    white space and decoration, and whether it is ``noise`` (furniture of a page).
    """

    number: int
    start: int
    end: int
    raw: str
    flat: str
    noise: bool


def head_lines(document: Document, sections: tuple[Section, ...]) -> tuple[Line, ...]:
    """The printed lines before the first chapter."""
    first = next((s.start for s in sections if s.number != 0 and s.heading.strip()), None)
    stop = min(len(document.text), _HEAD_CHARS) if first is None else min(first, _HEAD_CHARS)
    return _lines(document, 0, stop, _HEAD_LINES)


def foot_lines(document: Document, sections: tuple[Section, ...]) -> tuple[Line, ...]:
    """The last printed lines, none of them before the body of the last chapter."""
    body = max((s.body for s in sections), default=0)
    start = max(body, len(document.text.rstrip()) - _FOOT_CHARS)
    if 0 < start != body:
        start = document.text.find("\n", start) + 1 or start
    return _lines(document, start, len(document.text), None)[-_FOOT_LINES:]


def _lines(document: Document, start: int, stop: int, most: int | None) -> tuple[Line, ...]:
    text = document.text
    furniture = [
        (m.start, m.end) for m in document.marks if m.kind == "noise" and m.start < stop and m.end > start
    ]
    found: list[Line] = []
    number, at = document.line_at(start), start
    for piece in text[start:stop].split("\n"):
        raw = _TAG.sub("", "".join(piece.translate(_ZERO).split()).strip(_MARKS)).strip(_MARKS)
        if raw:
            raw = PINYIN.sub("", raw) if "(" in raw else raw
            left = at + len(piece) - len(piece.lstrip())
            right = at + len(piece.rstrip())
            flat = level(raw)
            noise = any(a <= left and right <= b for a, b in furniture) or is_furniture(flat)
            found.append(Line(number, left, right, raw, flat, noise))
            if most is not None and len(found) >= most:
                break
        number, at = number + 1, at + len(piece) + 1
    return tuple(found)


def is_furniture(flat: str) -> bool:
    """Whether a flattened line belongs to the page around a report."""
    if _FURNITURE.match(flat) or (len(flat) < 80 and _TIME.search(flat)):
        return True
    return flat.count(">") + flat.count("»") + flat.count("→") > 1 and "。" not in flat
