"""Family P, marks left in the text: placeholders, Word, revision (P09-P11).

What reading or conversion can cause costs no points (rules.md 5.0a).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp.model import Mark, Report
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.chapter_text import report_section
from gipr_nlp.rules.narrative import Page, cutting, page
from gipr_nlp.rules.scope import require_report

NEAR = 24  # characters quoted
_HAN = "[\u4e00-\u9fff]"
_MEASURE = "(?:余?[条件次篇份场期个项家户万元名]|年(?!级)|月|日)"
_FIRST = re.compile(r"[Xx×✕╳*○〇□_Yy待\[【〔{<(某]|20[Xx×✕*_]")
_PLACEHOLDER = re.compile(
    r"(?<![A-Za-z\d@./_-])[Xx]{2,}(?![A-Za-z\d@.*_])|[×✕╳]{2,}(?![\d*])"
    r"|(?<![\d*])\*{3,}(?![\d*])|(?<![二一三四五六七八九○〇])[○〇]{2,}|(?<!□)□{2,}|(?<!_)_{3,}|(?<!\d)20[Xx×✕*_]{1,2}[ \t]*年"
    rf"|(?<={_HAN})[XYxy](?:万|千|百)?{_MEASURE}|\([ \t]*\)(?={_MEASURE})"
    r"|[(\[【](?:此处|此部分|这里|本处|插入)[^()\[\]【】\n]{0,30}[)\]】]"
    r"|(?<![有亟尚急还需优招期接看等])待(?:补充|定|填写?|核实?|完善)(?=[)\]】,。;、]|[ \t]*(?:\n|$))"
    r"|[\[【〔{<](?:请?填写?|输入|插入)?本?(?:单位|机关|机构|部门|地区|区县|县区|乡镇|街道|年份|年度|日期|数字|数据|姓名|电话|地址|网址)(?:名称?|全称|简称)?[\]】〕}>]"
    r"|\((?:请?填写?|输入)?(?:单位|机关|机构|部门|地区|乡镇|街道)(?:名称|全称)\)"
    r"|(?<![\u4e00-\u9fff])某某?(?:局|单位|镇|乡|县|市|区|街道|部门|委|厅)(?=(?:人民政府)?(?:20\d\d年|认真|高度重视|严格|主动公开|政府信息公开|共|全年|收到))"
)
_MASKED_PERSON = re.compile(
    "(?:申请人|原告|当事人|信访人|投诉人|举报人|居民|村民|职工|患者|群众|户主)?[王李张刘陈杨黄赵吴周徐孙马朱胡郭林何罗郑梁谢宋唐许邓韩冯曹曾彭肖蔡潘田董袁余叶杜苏魏吕丁沈姚卢傅钟姜崔谭廖范汪陆贾韦夏邱侯邹熊孟秦阎薛尹段雷黎龙陶贺顾郝龚邵钱严赖覃洪孔]$"
)
_DOTS = re.compile(r"…{3,}|\.{6,}|。{4,}")
_LEADER = re.compile(r"[ \t.…]*\d{0,3}[ \t]*$")
_MARKDOWN = (".md", ".markdown")


@rule(
    "P09",
    "占位符残留",
    "error",
    why="“XX”“××”“____”等是模板中留待填写的位置，未填写说明报告没有完成或未经校核。",
    basis=PRACTICE,
    bad="全年通过XX县人民政府门户网站公开信息XX条。",
    good="全年通过青岚县人民政府门户网站公开信息186条。",
)
def placeholders(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    kinds: dict[str, list[tuple[int, int]]] = {}
    end = 0
    for first in _FIRST.finditer(said.flat):
        found = _PLACEHOLDER.match(said.flat, first.start()) if first.start() >= end else None
        if found is not None:
            end = found.end()
            if _is_placeholder(case, said, found):
                kinds.setdefault(_kind(found[0]), []).append(found.span())
    for kind, places in kinds.items():
        shown = tuple(dict.fromkeys(said.shown(*place, width=NEAR) for place in places))
        listed = "、".join(f"“{s}”" for s in shown[:4])
        yield Hit(
            f"正文有未填写的占位符{len(places)}处：{listed}{'等' if len(shown) > 4 else ''}。请按实际情况填写完整。",
            found=said.raw[slice(*places[0])],
            evidence=shown[:4],
            quote=f"{kind}{shown[0]}",
            defect=f"blank:{kind}",
            leads=True,
            **said.place(*places[0]),
        )
    for mark in (m for m in case.report.marks if m.kind == "placeholder"):
        yield Hit(
            f"“{mark.text[:NEAR]}”是文档模板的填写提示，没有替换为实际内容。请按实际情况填写完整。",
            section=report_section(case.report, mark.start),
            start=mark.start,
            end=mark.end,
            found=mark.text[:60],
            evidence=(mark.text[:60],),
            quote=mark.text[:40],
        )
    for dots in _DOTS.finditer(said.flat):
        low, high = said.line(dots.start())
        if _LEADER.match(said.flat[dots.end() : high]) or not re.search(_HAN, said.flat[low:high]):
            continue  # a table of contents
        shown_dots = said.shown(*dots.span(), width=NEAR)
        yield Hit(
            f"“{shown_dots}”处的省略号过长，疑为留待填写的位置。请核对是否漏填。",
            severity="hint",
            found=dots[0],
            evidence=(shown_dots,),
            confidence=0.7,
            **said.place(*dots.span()),
        )
        break


def is_blank(flat: str) -> bool:
    """Whether a stretch holds a place that waits to be filled in (（此处填写…）)."""
    found = _PLACEHOLDER.search(flat)
    return found is not None and _kind(found[0]) == "words"


def _kind(found: str) -> str:
    """Placeholders of one kind are one defect: XX, ××, ___ …"""
    return found[0].upper() if found[0] in "XxY×✕╳*○□_" else "words"


def _is_placeholder(case: Case, said: Page, found: re.Match[str]) -> bool:
    """Whether it stands in Chinese text and is no mask of a number or name, no Markdown, no letter of a term."""
    start, end = found.span()
    low, high = said.line(start)
    before, behind = said.flat[low:start], said.flat[end:high]
    first = found[0][0]
    if first in "XYxy" and len(found[0]) > 1 and found[0][1] not in "Xx":  # one letter with a measure
        return not re.search("[第方型类]$", before) and not behind.startswith(("射", "光"))
    if first not in "*_Xx×✕╳○〇□":
        return True
    beside = re.search(rf"(?:{_HAN}|[(\"《\[〔:])\s?$", before) or re.match(rf"\s?{_HAN}", behind)
    if not beside or _MASKED_PERSON.search(before):
        return False
    if re.search(r"\d\s?$", before) and re.match(r"\s?\d", behind):
        return False
    if first == "*" and said.flat[low:high].count("***") >= 2:
        return False
    return first not in "*_" or not case.report.source.path.lower().endswith(_MARKDOWN)


# --- P10, P11: Word -----------------------------------------------------------------------------------------

_PAGE_FIELD = re.compile(r"\b(?:PAGE|NUMPAGES|SECTIONPAGES)\b")


@rule(
    "P10",
    "Word 痕迹",
    "warning",
    why="域代码、“错误!未找到引用源”等是文字处理软件的内部标记，出现在正文中影响阅读，说明发布前未经检查。",
    basis=PRACTICE,
    bad="详见错误!未找到引用源。",
    good="详见第三部分的统计表。",
)
def word_traces(case: Case) -> Checks:
    require_report(case)
    report = case.report
    hidden = [m for m in report.marks if m.kind == "bookmark" and _is_printed(m)]
    fields = [m for m in report.marks if m.kind == "field" and not _works(report, m)]
    pages = [m for m in fields if _PAGE_FIELD.search(m.text) and _alone(report.text, m)]
    left = [m for m in report.marks if m.kind == "bookmark" and m.text == "_GoBack"]
    if hidden:
        yield _trace(
            case,
            hidden,
            "hint",
            "是文字处理软件的隐藏书签，一般由转换文件时带出；如发布的页面上也能看到，请删除",
        )
    elif left:
        yield _trace(
            case,
            left,
            "hint",
            "是文字处理软件记录上次编辑位置的隐藏书签，不影响阅读；转换为网页时可能显示出来，发布后请核对",
        )
    if pages:
        yield _trace(
            case, pages, "hint", "是页码的域代码，一般由转换文件时带出；如发布的页面上也能看到，请删除"
        )
    for mark in fields:
        if mark not in pages:
            yield _trace(case, [mark], "warning", "是文字处理软件的内部标记，不应出现在正文中，请删除或更正")


def _is_printed(mark: Mark) -> bool:
    """Whether a bookmark was printed as text; one that a word processor keeps hidden is its bare name."""
    return mark.text.startswith("[")


def _works(report: Report, mark: Mark) -> bool:
    """Whether a field works as one, so that its code shows nowhere: readers of office formats write it in braces."""
    return mark.text.startswith("{") and not report.source.media_type.startswith(
        ("text/", "application/pdf", "image/")
    )


def _alone(text: str, mark: Mark) -> bool:
    """Whether nothing but blanks and digits stands beside a mark on its line: a page number of the footer."""
    end = text.find("\n", mark.start)
    low, high = text.rfind("\n", 0, mark.start) + 1, len(text) if end < 0 else end
    return re.fullmatch(r"[\s\d—–-]*", text[low : mark.start] + text[mark.end : high]) is not None


def _trace(case: Case, marks: list[Mark], severity: str, what: str) -> Hit:
    first = marks[0]
    listed = "、".join(dict.fromkeys(f"“{m.text[:40]}”" for m in marks[:3]))
    hint = severity == "hint"
    return Hit(
        f"文中有{listed}{f'共{len(marks)}处' if len(marks) > 1 else ''}，{what}。",
        severity="hint" if hint else "warning",
        section=report_section(case.report, first.start),
        start=first.start,
        end=first.end,
        found=first.text[:60],
        evidence=tuple(m.text[:60] for m in marks[:3]),
        free=hint,
        quote=first.text[:40],
    )


_REVISION = re.compile(
    r"批注[ \t]*[\[(【][ \t]*[A-Za-z\u4e00-\u9fff]{0,8}\d*[ \t]*[\])】]?[ \t]*:?|删除的内容[ \t]*:|带格式的[ \t]*:|设置了?格式[ \t]*:[ \t]*字体"
    r"|(?<=\n)(?:审核|审阅|修改|领导)意见[ \t]*:"
)
_DRAFT = re.compile(
    r"[(\[【〔][ \t]*(?:第[一二三四五]次)?(?P<what>初稿|修改稿|修订稿|送审稿|讨论稿|征求意见稿|审议稿|草稿|代拟稿|草案)[ \t]*[)\]】〕]"
    r"|(?P<bare>初稿|修改稿|送审稿|征求意见稿|代拟稿)[ \t]*$"
)
HEAD_LINES = 8


@rule(
    "P11",
    "批注/修订痕迹",
    "warning",
    why="批注、修订和“送审稿”等字样属于起草过程，不应随报告公布。",
    basis=PRACTICE,
    bad="标题写“青岚县水务局2023年政府信息公开工作年度报告（征求意见稿）”。",
    good="标题写“青岚县水务局2023年政府信息公开工作年度报告”。",
)
def revision_traces(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    yield from _kept_marks(case.report)
    if any(word in said.flat for word in ("批注", "意见:", "格式:", "格式的", "删除的内容")):
        for found in _REVISION.finditer(said.flat):
            yield _revision(said, *found.span(), "是批注或修订标记")
    if case.stage == "draft":
        return
    at = 0
    for line in [line for line in said.flat[:1500].split("\n") if line.strip()][:HEAD_LINES]:
        start = said.flat.index(line, at)
        at = start + len(line)
        draft = _DRAFT.search(line) if len(line.strip()) <= 60 else None
        if draft:
            yield _revision(said, start + draft.start(), start + draft.end(), "表明所公布的不是定稿")


_KEPT = (
    ("revision", "未接受的修订", "接受或拒绝修订"),
    ("comment", "批注", "删除批注"),
)


def _kept_marks(report: Report) -> Iterator[Hit]:
    """Revisions and comments that the file itself records, one finding for each kind."""
    for kind, what, remedy in _KEPT:
        marks = [m for m in report.marks if m.kind == kind]
        if not marks:
            continue
        shown = tuple(dict.fromkeys(_quoted(report, m) for m in marks))
        listed = "、".join(shown[:3])
        yield Hit(
            f"文件中留有{what}{len(marks)}处（{listed}{'等' if len(shown) > 3 else ''}），请{remedy}后再公布。",
            section=report_section(report, marks[0].start),
            start=marks[0].start,
            end=marks[0].end,
            found=what,
            evidence=shown[:3],
            quote=f"{kind}{marks[0].text[:40]}",
        )


def _quoted(report: Report, mark: Mark) -> str:
    """A revision or comment as a notice quotes it."""
    text = cutting(mark.text, 0, len(mark.text)) or "无文字"
    if mark.kind == "comment":
        return f"批注“{text}”"
    return f"插入“{text}”" if mark.end > mark.start else f"删除“{text}”"


def _revision(said: Page, start: int, end: int, what: str) -> Hit:
    shown = said.shown(start, end, width=NEAR)
    return Hit(
        f"“{shown}”{what}，请删除，并核对公布的是否为定稿。",
        found=said.raw[start:end].strip(),
        evidence=(shown,),
        **said.place(start, end),
    )


RULES = (placeholders, word_traces, revision_traces)
