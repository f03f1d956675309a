"""Family A: structure (rules.md 5.1).

Here the chapters and what kind of document it is; what stands in the chapters is judged in
:mod:`gipr_nlp.rules.contents` and :mod:`gipr_nlp.rules.stray`. A08 needs labels and comes with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from gipr_nlp import form as statutory
from gipr_nlp.model import Section
from gipr_nlp.rules import contents, stray
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.breaks import broken_off, cut_heading, cut_table, ends_after_table
from gipr_nlp.rules.chapter_text import HAN, masked
from gipr_nlp.rules.scope import (
    cut_short,
    kind_of,
    parts,
    require_report,
    require_six_parts,
)
from gipr_nlp.text import han_number, squash

SIX_PARTS = "、".join(heading for _, heading in statutory.section_headings().values()) + "六个部分"
_TABLE_OF = {number: table for table, number in statutory.SECTION_OF.items()}
_TOPIC = re.compile(
    r"(?m)^[ \t\u3000]*(?:[(（][一二三四五六][)）]|[1-6][.、．]|[一二三四五]是)[^。\n]{0,6}"
    "(?:主动公开|依申请公开|信息管理|平台建设|监督保障)"
)
_ANNEX = re.compile("^(?:相关)?附[件表录图]|名词解释")


def _heading(number: int) -> str:
    return f"{HAN[number]}、{statutory.section_headings()[number][1]}"


def _value(section: Section) -> int | None:
    """Value of the heading numeral as printed."""
    mark = squash(section.ordinal or "").strip("第部分章节篇()、.,:;·。")
    if mark.isascii() and mark.isdigit():
        return int(mark)
    return han_number(mark)


def _at(section: Section) -> dict[str, Any]:
    return {"start": section.start, "end": section.start + len(section.heading), "line": section.line}


def _bare(section: Section) -> str:
    """The heading without numeral, blanks and closing mark."""
    return squash(section.heading.removeprefix(section.ordinal or "")).strip(":。;.,、【】")


# --- A01-A05: the chapters ----------------------------------------------------------------------------------


@rule(
    "A01",
    "六部分缺失",
    "error",
    why="统一格式规定年度报告由六个部分组成，缺少任何一个部分，报告就不完整。",
    basis=FORMAT,
    bad="报告写完“三、收到和处理政府信息公开申请情况”后直接写“五、存在的主要问题及改进情况”。",
    good="六个部分齐全；没有内容的部分也保留标题并写明“无”。",
)
def parts_missing(case: Case) -> Checks:
    chapters = require_six_parts(case)
    found = {s.number for s in chapters if s.number}
    last = max(found, default=0)
    for number in range(1, 7):
        if number in found:
            continue
        if cut_short(case.report) and number > last:
            yield Unsure(f"文件末尾不完整，不能判断是否缺少第{HAN[number]}部分")
            continue
        heading = _heading(number)
        there = _content_without_heading(case, number, chapters)
        broken = number > last and broken_off(case) is not None
        yield Hit(
            f"未找到第{HAN[number]}部分的标题“{heading}”，但报告中有{there}。请补上标题。"
            if there
            else f"缺少第{HAN[number]}部分“{heading}”。年度报告应当包括{SIX_PARTS}，请补充完整。",
            section=number,
            severity="warning" if there else None,
            expected=heading,
            defect="breaks-off" if broken and not there else f"missing-{number}",
            leads=not broken,
            quote=heading,
        )


def _content_without_heading(case: Case, number: int, chapters: Sequence[Section]) -> str:
    """What shows that only the heading of a chapter is missing: its table, or its text."""
    if number in _TABLE_OF:
        table = case.report.table[_TABLE_OF[number]]
        return "该部分的表格" if table.kind in ("grid", "lines") else ""
    if number == 1:
        end = chapters[0].start if chapters else len(case.report.text)
        return "相应的正文" if len(_TOPIC.findall(case.report.text[:end])) >= 2 else ""
    return ""


@rule(
    "A02",
    "顺序错误",
    "error",
    why="统一格式规定了六个部分的先后次序，次序错乱不便于查阅和汇总。",
    basis=FORMAT,
    bad="“其他需要报告的事项”排在“存在的主要问题及改进情况”之前。",
    good="六个部分依次为：" + "；".join(h for _, h in statutory.section_headings().values()) + "。",
)
def parts_out_of_order(case: Case) -> Checks:
    chapters = [s for s in require_six_parts(case) if s.number]
    numbers = [s.number or 0 for s in chapters]
    if numbers == sorted(numbers):
        return
    moved = next(right for left, right in pairwise(chapters) if (left.number or 0) > (right.number or 0))
    before = chapters[chapters.index(moved) - 1]
    shown = "、".join(f"“{statutory.section_headings()[n][1]}”" for n in numbers)
    yield Hit(
        f"六个部分的次序与统一格式不一致：“{_bare(before)}”排在了“{_bare(moved)}”之前。"
        f"目前依次为{shown}，请按统一格式调整次序。",
        section=moved.number,
        found="、".join(map(str, numbers)),
        expected="、".join(map(str, sorted(numbers))),
        evidence=(before.heading, moved.heading),
        **_at(moved),
    )


@rule(
    "A03",
    "序号错误",
    "warning",
    why="标题序号应当从“一、”到“六、”连续；序号重复、跳号会使各部分无法对应。",
    basis=FORMAT,
    bad="两个部分的标题都写“三、”。",
    good="一、总体情况……六、其他需要报告的事项，序号依次连续。",
)
def numerals(case: Case) -> Checks:
    chapters = require_six_parts(case)
    bare = [s for s in chapters if not s.ordinal and s.number]
    wrong = [
        (s, place)
        for place, s in enumerate(chapters, 1)
        if s.ordinal and s.number and _value(s) not in (None, place, s.number)
    ]
    if wrong:
        first, place = wrong[0]
        listed = "、".join(f"“{s.heading}”" for s, _ in wrong)
        yield Hit(
            f"标题序号与所在位置不符：{listed}。其中“{_bare(first)}”是第{HAN[place]}个部分，序号却是“{first.ordinal}”，"
            "请核对各部分的序号。",
            section=first.number,
            found=first.ordinal,
            expected=f"{HAN[place]}、",
            evidence=tuple(s.heading for s, _ in wrong),
            **_at(first),
        )
    if bare:
        listed = "、".join(f"“{s.heading}”" for s in bare)
        yield Hit(
            f"以下标题没有序号：{listed}。如系文件转换时丢失，请忽略；如原件如此，请补上。",
            section=bare[0].number,
            severity="hint",
            expected=f"{HAN[bare[0].number or 0]}、",
            evidence=tuple(s.heading for s in bare),
            free=True,
            **_at(bare[0]),
        )


@rule(
    "A04",
    "标题改写",
    "hint",
    why="各部分标题应当使用统一格式规定的文字，以便查阅、比对和汇总。",
    basis=FORMAT,
    bad="五、存在问题和改进措施",
    good="五、存在的主要问题及改进情况",
)
def headings_reworded(case: Case) -> Checks:
    for section in require_six_parts(case):
        if not section.number:
            continue
        wanted = statutory.section_headings()[section.number][1]
        if _bare(section) != squash(wanted):
            yield Hit(
                f"第{HAN[section.number]}部分的标题写作“{_bare(section)}”，统一格式为“{wanted}”，建议统一表述。",
                section=section.number,
                found=section.heading,
                expected=wanted,
                evidence=(section.heading,),
                **_at(section),
            )


@rule(
    "A05",
    "多余章节",
    "warning",
    why="统一格式只有六个部分，内容不能遗漏，也不宜泛化；其他内容应当归入相应部分。",
    basis=FORMAT,
    bad="在第六部分之后另设“七、下一步工作打算”。",
    good="下一步打算写入“五、存在的主要问题及改进情况”。",
)
def parts_added(case: Case) -> Checks:
    for section in require_six_parts(case):
        if section.number is None and not cut_heading(section):
            annex = _ANNEX.match(_bare(section)) is not None
            yield Hit(
                f"在统一格式规定的六个部分之外另设了“{section.heading}”。"
                + (
                    "附件建议不编为正文的一个部分。"
                    if annex
                    else "请将其内容归入相应部分，或作为附件另行提供。"
                ),
                severity="hint" if annex else None,
                found=section.heading,
                evidence=(section.heading,),
                **_at(section),
            )


# --- A15-A17: what kind of document -------------------------------------------------------------------------


@rule(
    "A15",
    "不是年度报告",
    "error",
    why="报送或公布的文件应当是本机关的政府信息公开工作年度报告；误传其他文件等于没有公布。",
    basis=PRACTICE,
    bad="年度报告栏目下是一则政务公开工作会议的新闻。",
    good="栏目下是完整的年度报告。",
)
def not_a_report(case: Case) -> Checks:
    kind = kind_of(case)
    if kind.doubt:
        yield Unsure(kind.doubt)
    if kind.other:
        yield Hit(
            f"该文件不是政府信息公开工作年度报告：{kind.other}。请核对是否误传，并补报、补发年度报告。其他检查项未作检查。",
            line=1,
            quote="不是年度报告",
        )


@rule(
    "A16",
    "一份文件两份报告",
    "warning",
    why="一份文件应当只有一份年度报告；把两份报告合在一起，多为粘贴失误，也无法判断以哪份为准。",
    basis=PRACTICE,
    bad="2023年的报告之后又附了2022年的报告全文。",
    good="每个年度的报告单独成文。",
)
def two_reports(case: Case) -> Checks:
    require_report(case)
    found = parts(case.report)
    for number, chapters in enumerate(found[1:], 2):
        first = chapters[0]
        yield Hit(
            f"文件中有{len(found)}份报告：第{first.line}行起又从“{first.heading}”开始了第{number}份报告的正文。"
            "请只保留一份，其他检查项以第一份为准。",
            found=f"{len(found)}份",
            expected="1份",
            evidence=(first.heading,),
            **_at(first),
        )


@rule(
    "A17",
    "报告不完整",
    "warning",
    why="正文在句子或表格中间结束，或者到中间某个部分就没有了，也没有落款，说明文件没有复制完整或上传时被截断。",
    basis=PRACTICE,
    bad="最后一行是“进一步加强对公开工作的”。",
    good="正文以完整的句子结束，其后是落款。",
)
def breaks_off(case: Case) -> Checks:
    require_report(case)
    if cut_short(case.report):
        yield Unsure("文件末尾的字符不完整，文件可能在传输中被截断，请提供完整文件")
        return
    place = broken_off(case)
    if place is None:
        return
    start, end = place
    shown = masked(case.report.text[start:end].strip()[-30:])
    last = max((s.number for s in parts(case.report)[0] if s.number), default=0)
    lost = "、".join(f"第{HAN[number]}" for number in range(last + 1, 7))
    if ends_after_table(case):
        how = f"第{HAN[last]}部分的表格之后没有内容，也没有落款"
    else:
        how = f"正文到“……{shown}”为止，{'表格' if cut_table(case) else '句子'}不完整"
    how += f"，缺少{lost}部分" if lost else ""
    yield Hit(
        f"报告没有写完：{how}。请核对文件是否复制完整或上传时被截断。",
        start=start,
        end=end,
        evidence=(shown,),
        severity="error" if lost else None,
        defect="breaks-off",
        leads=True,
        quote="报告不完整",
    )


RULES = (
    parts_missing,
    parts_out_of_order,
    numerals,
    headings_reworded,
    parts_added,
    *sorted((*contents.RULES, *stray.RULES), key=lambda r: r.code),
    not_a_report,
    two_reports,
    breaks_off,
)
