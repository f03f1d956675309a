"""Site and page furniture: lines that came with the page, not with the report. Marked, never removed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp.model import Document, Mark
from gipr_nlp.text import level, squash

LONGEST = 160  # furniture is short; a longer line is somebody's sentence

# One of these stands in every line that the patterns below can match; most lines of a table fail here.
_TRACES = frozenset(
    "页頁印闭閉享字首篇条位源权權备備码描扫掃览覽访訪击擊读讀索题題机構时時办辦©-—–－/PpEeTt关键回返彩"
)

_WEAK = (
    "大|中|小|默认|正常|超大|暂无|没有了|保存|下载|收藏|返回|更多|搜索|登录|注册|微信|微博|QQ|空间|客户端"
    "|A[+-]?"
)
_STRONG = (
    "(?:返回)?(?:网站)?首页|返回(?:顶部|上一页|列表)|回到顶部|(?:我要)?打印(?:本页|此页|页面|文章|全文|内容|整页|本文)?"
    "|关闭(?:窗口|本页|此页|页面)?|(?:我要|一键)?分享(?:到|至|给朋友)?|(?:加入|收藏)(?:收藏|本页)|设为首页|字[体号]|繁[体體](?:版)?|简体(?:版)?"
    "|无障碍(?:浏览|阅读|版)?|(?:进入)?(?:长者|老年|关怀|适老化?)(?:模式|版|助手)|语音播报|听新闻|(?:新浪|腾讯)微博|QQ(?:空间|好友)|朋友圈"
    "|(?:网站|站点)地图|网站声明|免责声明|隐私声明|联系我们|关于我们|网站帮助|使用帮助|智能问答|手机版|电脑版|移动版|扫一扫|二维码"
    "|(?:网站|我要)?纠错|(?:我为)?政府网站找错|[上下前后]一[篇页条则]|相关(?:链接|文章|新闻|阅读)|查看更多|更多精彩内容|TOP"
)
_MARKS = r"[|/·•,、:;【】\[\]()<>《》_\-+=*#&…\"'。>»›]*"
_BUTTONS = re.compile(rf"{_MARKS}(?:(?:{_STRONG}|{_WEAK}){_MARKS})+", re.I)
_STRONG_BUTTON = re.compile(_STRONG)
_KEYS = (
    "来源|出处|作者|编辑|责任编辑|责编|审核|审核人|校对|录入|发布人|发布时间|发布日期|发表时间"
    "|更新时间|更新日期|信息提供日期|发布单位"
)
_COUNT = r"(?:浏览|访问|点击|阅读|查看)(?:次数|人次|数量|量|数|率)?[:\[(]?\d*[\])]?次?"
_LINES = tuple(
    re.compile(pattern)
    for pattern in (
        # where am I
        r"(?:(?:您|你)?(?:的)?(?:当前|现在|目前|所在)(?:的)?(?:所在)?|[您你]的?)位置(?:是|为)?:?(?:首页)?[^。]*",
        r"(?:网站)?首页(?:>|»|›|→|≫|》|/|-|\|)[^。]*",
        # neighbours, footers, codes to scan
        r"[上下前后]一[篇条则页](?:文章)?:[^。]*",
        r"[^。]*(?:版权所有|ICP备|公网安备|网站标识码|网站备案号?|Copyright|©|AllRightsReserved|建议使用.{0,30}浏览器|您是第.{0,12}位访问者)[^。]*",
        r"(?:主办|承办|协办|主管|技术支持|维护)(?:单位)?:(?!\d)[^。]*",
        r"(?:请?(?:用|使用)?(?:手机|微信))?(?:扫一扫|扫描?(?:上方|下方)?二维码)[^。\d]{0,24}",
        # counters and the line under the title
        _COUNT,
        rf"(?:(?:信息|文章|稿件|内容|文件)?(?:{_KEYS}):[^。]*)",
        rf"(?:时间|日期|发文日期|成文日期):[^。]*(?:{_KEYS}|字[体号]|浏览|访问|点击|阅读)[^。]*",
        r"[(\[]?\d{4}[-年./]\d{1,2}[-月./]\d{1,2}日?[^。]{0,20}(?:来源|浏览|访问|点击|阅读|字体|字号|打印)[^。]*",
        # page numbers; a bare number is not one of them, it may be a cell
        r"[-—–_~·•]+\d{1,4}[-—–_~·•]+",
        r"第(?:\d{1,4}|[一二三四五六七八九十]{1,4})页(?:[,/|]?共(?:\d{1,4}|[一二三四五六七八九十]{1,4})页)?",
        r"共\d{1,4}页[,/|]?第\d{1,4}页",
        r"(?i:(?:page|p\.)\d{1,4}(?:of\d{1,4})?)",
    )
)
# The index table of a government site, one key a line or a row.
_INDEX = re.compile(
    r"[\s|]*(?:索\s*引\s*号|主题分类|发文字号|公开形式|公开责任部门|责任部门|生成日期|是否有效|信息有效性|公文时效|内容概述"
    r"|发布机构|发文机构|关\s*键\s*词|信息分类|体裁分类|有\s*效\s*性|公开时限|公开范围)\s*(?:[:|\t]|$)"
)
_PAGE_OF = re.compile(r"\s*(\d{1,3})\s+/\s+(\d{1,3})\s*")
_IN_LINE = re.compile(
    r"【(?:打印|关闭|字体|字号|我要)[^】\n]{0,12}】|\[(?:打印|关闭|字体|字号)[^\]\n]{0,12}\]"
)


def noise_marks(text: str) -> Iterator[Mark]:
    """A mark for each line that is furniture, and for buttons at the end of lines that are not."""
    at = 0
    for line in text.split("\n"):
        if len(line) > 1 and not _TRACES.isdisjoint(line):
            if len(line) <= LONGEST and is_noise(line):
                shown = line.strip()
                start = at + line.index(shown)
                yield Mark("noise", shown, start, start + len(shown))
            elif "【" in line or "[" in line:
                for found in _IN_LINE.finditer(line):
                    yield Mark("noise", found[0], at + found.start(), at + found.end())
        at += len(line) + 1


def is_noise(line: str) -> bool:
    """Whether a line is furniture of the site or the page."""
    flat = squash(line)
    if not flat:
        return False
    if any(pattern.fullmatch(flat) for pattern in _LINES):
        return True
    if _INDEX.match(level(line)) and "。" not in line:
        return True
    page = _PAGE_OF.fullmatch(line)
    if page and 1 <= int(page[1]) <= int(page[2]):
        return True
    return _BUTTONS.fullmatch(flat) is not None and _STRONG_BUTTON.search(flat) is not None


def noise_lines(document: Document) -> frozenset[int]:
    """0-based indexes of the lines that are nothing but furniture."""
    lines = document.lines
    found = set()
    for mark in document.marks:
        if mark.kind == "noise":
            index = document.line_at(mark.start) - 1
            if lines[index].strip() == mark.text:
                found.add(index)
    return frozenset(found)
