"""Family A, stray text: repeated, from the web page, or at odds with the rest (A10, A11, A13, A14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Report, Section
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.chapter_text import HAN, chapter, content_lines, furniture_lines, masked, report_section
from gipr_nlp.rules.scope import parts, require_report, require_six_parts
from gipr_nlp.text import han_number, level, squash

SAME = 40  # a paragraph this long does not occur twice by chance
_ENDS = ("。", "！", "？", "：", "；", ":", ";")
_PAGE_NUMBER = re.compile(r"[\W\d_第共页]*|(?i:page|p)[\W\d]*(?:of)?[\W\d]*")


# --- A10, A11: what should not be there --------------------------------------------------------


def paragraphs(report: Report) -> Iterator[tuple[int, int, str]]:
    """Start, end and text of the paragraphs outside tables; lines wrapped within a sentence are joined."""
    document = report.document
    furniture = furniture_lines(report)
    start = end = 0
    text = ""
    for index, line in enumerate((*document.lines, "")):
        shown = line.strip()
        aside = not shown or "\t" in shown or "|" in shown or "勾稽关系" in shown or index in furniture
        if text and (aside or text.endswith(_ENDS)):
            yield start, end, text
            text = ""
        if not aside:
            start = start if text else document.line_starts[index]
            end = document.line_starts[index] + len(line)
            text += shown


@rule(
    "A10",
    "正文重复",
    "warning",
    why="同一段文字在报告中出现两次，多为粘贴失误。",
    basis=PRACTICE,
    bad="“（三）政府信息管理情况”一段连续出现两次。",
    good="每段文字只出现一次。",
)
def repeated_paragraph(case: Case) -> Checks:
    require_report(case)
    if len(parts(case.report)) > 1:
        raise NotApplicable("文件中有两份报告")
    report = case.report
    first: dict[str, int] = {}
    for start, end, text in paragraphs(report):
        flat = squash(text) if len(text) >= SAME else ""
        if len(flat) < SAME:
            continue
        if flat not in first:
            first[flat] = start
            continue
        earlier, later = report.document.line_at(first[flat]), report.document.line_at(start)
        shown = masked(text[:30])
        yield Hit(
            f"第{later}行“{shown}……”一段与第{earlier}行的文字完全相同，疑为重复粘贴，请删除重复的一段。",
            line=later,
            start=start,
            end=end,
            evidence=(shown,),
        )


@rule(
    "A11",
    "网页杂质",
    "hint",
    why="网页上的按钮、导航、版权等文字不是报告内容，夹在正文里说明内容是从网页上粘贴来的。",
    basis=PRACTICE,
    bad="第一部分和第二部分之间有“扫一扫在手机打开当前页”。",
    good="正文中只有报告内容。",
)
def furniture_in_body(case: Case) -> Checks:
    require_report(case)
    report = case.report
    chapters = [s for s in report.sections if s.key != "front"]
    if not chapters:
        raise NotApplicable("没有找到正文的各个部分")
    end = max(chapters[-1].start, _last_sentence(report, chapters[-1]))
    found = [
        m
        for m in report.marks
        if m.kind == "noise"
        and chapters[0].start < m.start < end
        and not _PAGE_NUMBER.fullmatch(squash(m.text))
    ]
    if found:
        shown = "、".join(f"“{m.text[:20]}”" for m in found[:5])
        yield Hit(
            f"正文中夹有网页上的文字{len(found)}处：{shown}{'等' if len(found) > 5 else ''}。"
            "如为发布时带入，请删除；如系转换文件时混入，请忽略。",
            start=found[0].start,
            end=found[0].end,
            evidence=tuple(m.text[:40] for m in found[:5]),
            free=True,
            quote=found[0].text[:20],
        )


def _last_sentence(report: Report, section: Section) -> int:
    """Where the last full sentence of the last chapter begins; what is below it is not inside the body."""
    lines = [
        i for i, text in content_lines(report, section) if len(text) >= 20 and text.rstrip().endswith("。")
    ]
    return report.document.line_starts[lines[-1]] if lines else section.start


# --- A13, A14: what the report says about itself ------------------------------------------------------------

_SUBJECT = r"(?:本|该|此)?(?:年度)?(?:报告|年报|全文|本文)"
_PARTS = re.compile(
    rf"{_SUBJECT}(?:(?!报告|年报|全文)[^。;]){{0,30}}?(?:由|包括|包含|分为|共分|分|共)"
    r"(?:(?!报告共|报告由|报告包括|全文)[^。]){0,400}?"
    r"(?P<etc>等)?(?:共|共计|以下|下列)?(?P<count>[一二两三四五六七八九十]{1,2}|\d{1,2})(?:个|大)?(?:部分|章节|章)"
)
_LISTED = {
    1: re.compile("总体情况|整体情况|概述|基本情况|总体概况"),
    2: re.compile("主动公开(?:政府)?(?:信息)?"),
    3: re.compile("收到[和与及、]?处理|依申请公开|(?:处理|办理)(?:政府)?信息公开申请"),
    4: re.compile("行政复议|复议"),
    5: re.compile("存在(?:的)?(?:主要)?(?:问题|困难|不足)|(?:主要)?问题[及和与]"),
    6: re.compile("其[他它](?:需要|有关)?.{0,4}(?:报告|说明)|其[他它]事项"),
}


@rule(
    "A13",
    "总述部分数不符",
    "warning",
    why="前言说明的组成部分应当与报告实际一致；不一致多为沿用旧稿。",
    basis=PRACTICE,
    bad="前言写“本报告由五部分组成”，实际有六个部分。",
    good="前言写“本报告由六部分组成”，并与标题一致。",
)
def announced_parts(case: Case) -> Checks:
    chapters = require_six_parts(case)
    report = case.report
    first = chapter(chapters, 1)
    end = first.end if first is not None else chapters[0].start if chapters else len(report.text)
    flat = level(report.text[:end])
    found = _PARTS.search(re.sub(r"\s", " ", flat))
    if found is None:
        raise NotApplicable("报告没有说明由几部分组成")
    count = int(found["count"]) if found["count"].isdigit() else han_number(found["count"])
    actual = min(len(chapters), 10)
    listed = {n for n, pattern in _LISTED.items() if pattern.search(found[0])}
    place: dict[str, Any] = {
        "start": found.start(),
        "end": found.end(),
        "section": report_section(report, found.start()),
    }
    shown = report.text[found.start() : found.end()]
    shown = masked(shown if len(shown) <= 80 else f"{shown[:30]}……{shown[-30:]}")
    if count not in (actual, 6):
        yield Hit(
            f"前言称报告由{found['count']}部分组成（“{shown}”），实际有{HAN[actual]}个部分。请核对更正。",
            found=found["count"],
            expected=HAN[actual],
            evidence=(shown,),
            **place,
        )
    elif count == 6 and len(listed) == 5:
        absent = next(n for n in range(1, 7) if n not in listed)
        yield Hit(
            f"前言称报告由{found['count']}部分组成，列举时却没有“{statutory.section_headings()[absent][1]}”。请核对更正。",
            severity="hint" if found["etc"] else None,
            found="、".join(statutory.section_headings()[n][1] for n in sorted(listed)),
            expected=statutory.section_headings()[absent][1],
            evidence=(shown,),
            **place,
        )


_ANNOUNCED = re.compile(
    r"(?:(?<!意)见|附)(?:本报告|文末|文后|以下|下列|所附|后附|下)?[“《]?(?P<what>附件|附表|附图)\s*[\d一二三]?"
)
_ANNEX_LINE = re.compile(
    r"(?m)^[ \t\u3000*#]*(?:[一-龥]{0,2})?(?:附件|附表|附图|附录|附)\s*[\d一二三]{0,2}\s*"
    r"(?:[：:、.．]|$|[\s《“一-龥])"
)


@rule(
    "A14",
    "附件声明无附件",
    "hint",
    why="正文说明有附件、附表的，应当随报告一并公布。",
    basis=PRACTICE,
    bad="正文写“详见附件”，报告后没有附件。",
    good="报告后列出附件，或删去“详见附件”。",
)
def annex_announced(case: Case) -> Checks:
    require_report(case)
    report = case.report
    for found in _ANNOUNCED.finditer(report.text):
        if _ANNEX_LINE.search(report.text, found.end()):
            continue
        shown = masked(_clause_around(report.text, found.start(), found.end()))
        yield Hit(
            f"正文提到“{shown}”，但报告之后没有{found['what']}。请补上，或删去这一说明；如{found['what']}另行公布，请忽略。",
            section=report_section(report, found.start()),
            start=found.start(),
            end=found.end(),
            evidence=(shown,),
            free=report.source.media_type.startswith(("text/", "application/pdf", "image/")),
        )
        return


def _clause_around(text: str, start: int, end: int) -> str:
    """The words around a span, as far as the next marks and not farther than twenty characters."""
    before = re.split("[。；;，,\n]", text[max(0, start - 20) : start])[-1]
    after = re.split("[。；;，,\n]", text[end : end + 20])[0]
    return f"{before}{text[start:end]}{after}".strip()


RULES = (repeated_paragraph, furniture_in_body, announced_parts, annex_announced)
