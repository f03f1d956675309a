"""What a page says about the report beside it: the index table, the line under the title, the head's statements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from gipr_nlp.readers.blocks import GridCell
from gipr_nlp.text import level, squash

#: Labels of index tables and of the line under the title → key of ``Document.stated`` ("" for what is of no use).
_LABELS = {
    "published": "发布时间 发布日期 公开时间 公开日期 公布时间 公布日期 发文日期 发文时间 发表时间 发布于 上传时间 信息公开时间",
    "agency": "发布机构 发文机构 发文机关 发布单位 公开责任单位 公开责任部门 责任部门 公开主体 信息来源 来源 稿件来源 文章来源 发布部门 信息提供单位 公开部门 供稿单位 制发单位",
    "title": "标题 名称 信息名称 公文名称 文件名称 信息标题",
    "index": "索引号 信息索引号 公开目录号 信息索取号 索引编号",
    "": "主题分类 分类 信息分类 所属主题 体裁分类 组配分类 成文日期 成文时间 生成日期 生成时间 生效日期 废止日期 发文字号 文号 文件编号"
    " 关键词 关键字 主题词 有效性 是否有效 信息有效性 时效性 公文时效 公开形式 公开方式 公开范围 公开时限 公开类别 内容概述 内容摘要"
    " 服务对象 服务对象分类 载体类型 语种 记录形式 更新时间 更新日期 有效期 阅读次数 浏览次数 浏览量 点击数 访问量 点击率 作者 编辑"
    " 责任编辑 责编 审核 审核人 字体 字号 打印 信息类别 栏目 文件状态 效力状态 公开属性 主动公开",
}
KEYS = {label: key for key, labels in _LABELS.items() for label in labels.split()}
_DATE = re.compile(r"(20\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_PAIR = re.compile(rf"[\[【(]?({'|'.join(sorted(KEYS, key=len, reverse=True))})[\]】)]?[:]")
_STAMP = re.compile(r"(?:时间|日期)?:?(20\d\d[-年./]\d{1,2}[-月./]\d{1,2}日?)")
_BEHIND_STAMP = re.compile(
    r"(?:\d{1,2}:\d{2}(?::\d{2})?)?(?:来源|信息来源|稿源|作者|编辑|浏览|点击|阅读|访问|字[体号]|打印|分享|$)"
)

_META = {
    "published": "pubdate publishdate publish_date publishtime firstpublishedtime article:published_time og:pubdate dc.date.issued",
    "title": "articletitle article_title og:title",
    "agency": "contentsource source",
    "url": "url og:url canonical",
}


def from_metas(metas: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What the head's statements say."""
    for key, names in _META.items():
        for name in names.split():
            if value := metas.get(name, "").strip():
                yield from _said(key, value)


def from_line(text: str) -> list[tuple[str, str]]:
    """What a line such as 「发布时间：2024-01-25　来源：县水务局　浏览次数：12」 says; empty where it is none."""
    flat = "".join(level(text).split())
    if len(flat) > 200:
        return []
    found = list(_PAIR.finditer(flat))
    stamp = _STAMP.match(flat)
    if found and found[0].start() <= (26 if stamp else 12):
        said = _said("published", stamp[1]) if stamp else []
        ends = [m.start() for m in found[1:]] + [len(flat)]
        for label, end in zip(found, ends, strict=True):
            said += _said(KEYS[label[1]], flat[label.end() : end].strip("|,;[]()【】"))
        return said or [("", "")]
    if stamp and _BEHIND_STAMP.match(flat, stamp.end()) and (flat[stamp.end() :] or ":" in stamp[0]):
        return [*_said("published", stamp[1]), ("", "")]
    return []


def from_table(rows: Sequence[Sequence[GridCell]]) -> list[tuple[str, str]] | None:
    """What an index table says; None where it is no index table (fewer than two of its labels)."""
    cells = [cell.text for row in rows for cell in row]
    if len(cells) > 80:
        return None
    said: list[tuple[str, str]] = []
    labels = 0
    for at, text in enumerate(cells):
        flat = squash(text)
        name, _, value = flat.partition(":")
        if name.strip("[]【】") not in KEYS:
            continue
        labels += 1
        if not value and at + 1 < len(cells) and _label(cells[at + 1]) not in KEYS:
            value = cells[at + 1]
        said += _said(KEYS[name.strip("[]【】")], value)
    return said if labels >= 2 else None


def is_label(text: str) -> bool:
    """Whether a line is, or begins with, a label of an index."""
    return len(text) < 200 and _label(text) in KEYS


def from_lines(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What an index without a table says: label and value on one line, or one below the other."""
    for at, text in enumerate(lines):
        flat = squash(text)
        name, _, value = flat.partition(":")
        if _label(text) not in KEYS:
            continue
        if not value and at + 1 < len(lines) and _label(lines[at + 1]) not in KEYS:
            value = lines[at + 1]
        yield from from_line(text) if value and flat.count(":") > 1 else _said(KEYS[_label(name)], value)


def _label(text: str) -> str:
    return squash(text).partition(":")[0].strip("[]【】")


def _said(key: str, value: str) -> list[tuple[str, str]]:
    value = " ".join(value.split()).strip()
    if not key or not value or value in ("-", "/", "无", "null", "undefined"):
        return []
    if key == "published":
        day = day_of(value)
        return [(key, day)] if day else []
    if key == "agency" and ("本站" in value or "本网" in value or "互联网" in value):
        return []
    return [(key, value)]


def day_of(text: str) -> str:
    """ISO date of the first date in a text; empty where there is none."""
    found = _DATE.search(level(text)) or re.match(r"\s*(20\d\d)(\d\d)(\d\d)", text)
    if not found:
        return ""
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return ""
