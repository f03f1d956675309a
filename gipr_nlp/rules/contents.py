"""Family A, contents: chapters that are blank, thin or without their table (A06, A07, A09, A12)."""

from __future__ import annotations

import re
from typing import Any

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Report, Section
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.breaks import broken_off, cut_table
from gipr_nlp.rules.chapter_text import HAN, chapter, content_lines, length_of, masked
from gipr_nlp.rules.scope import cut_short, require_six_parts
from gipr_nlp.text import level, squash

SHORTEST = {1: 150, 5: 60}  # characters (rules.md A06)
BLANK = 10  # a section 1 or 5 with fewer characters says nothing

_NOTHING = re.compile(r"(?:本?年?度?(?:暂)?(?:无|没有|不涉及)|略|[-—/\\]+|[(]?此处.*)[。.]?")
_ITEM = re.compile(
    r"(?m)^[ \t\u3000*#]*(?:[(（][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.、．]|[①-⑩]"
    "|[一二三四五六七八]是)"
)
_RUN_IN = re.compile("[一二三四五六七八]是|[(（][一二三四五六七八][)）]|(?:首先|其次|再次|最后)[，,]")
_TOPIC_LED = re.compile("(?:主动公开|依申请公开|信息管理|平台建设|监督保障)(?:方面|情况|工作)?[，,：:。]")
_TOPICS = {
    "主动公开": re.compile("主动公开|公开政府信息|发布.{0,12}信息|信息.{0,6}发布"),
    "依申请公开": re.compile("依申请|公开申请|申请公开"),
    "政府信息管理": re.compile("信息管理|保密审查|审核|审查|清理|规范性文件|公开属性"),
    "平台建设": re.compile("平台|网站|公众号|新媒体|专栏|公报|专区"),
    "监督保障": re.compile("监督|保障|培训|考核|评议|领导小组|责任"),
}


def _name(section: Section) -> str:
    return f"第{HAN[section.number or 0]}部分“{statutory.section_headings()[section.number or 0][1]}”"


def _place(section: Section) -> dict[str, Any]:
    return {
        "section": section.number,
        "start": section.start,
        "end": section.start + len(section.heading),
        "line": section.line,
    }


def _is_empty(report: Report, section: Section) -> bool:
    return not any(c.isalnum() for _, text in content_lines(report, section) for c in text)


def _none_readable(report: Report) -> bool:
    """Whether not one of the three tables was read, so that conversion may have lost them all."""
    return all(t.kind not in ("grid", "lines") for t in report.tables)


# --- A06, A07, A09: what should be there --------------------------------------------------------------------


@rule(
    "A06",
    "章节空白",
    "error",
    why="各部分应当有实质内容；第二至第四部分应当按统一格式填写表格。",
    basis=FORMAT,
    bad="“五、存在的主要问题及改进情况”标题下没有内容。",
    good="写明本机关本年度存在的具体问题和改进情况。",
    follows_from=("M11", "A09"),
)
def chapter_blank(case: Case) -> Checks:
    chapters = require_six_parts(case)
    report = case.report
    for number, least in SHORTEST.items():
        section = chapter(chapters, number)
        if section is None:
            continue
        length = length_of(report, section)
        if length >= least:
            continue
        text = squash("".join(t for _, t in content_lines(report, section)))
        nothing = not text or _NOTHING.fullmatch(text) is not None
        broken = section is chapters[-1] and (cut_short(report) or broken_off(case) is not None)
        told = "没有内容" if not text else f"只有“{masked(text)}”" if nothing else f"只有{length}字，过于简略"
        yield Hit(
            f"{_name(section)}{told}。请按统一格式的要求补充。",
            severity="warning" if broken and length >= BLANK else None,  # A17 says that it breaks off
            found=f"{length}字",
            expected=f"不少于{least}字",
            defect="breaks-off"
            if broken
            else None
            if number == 5 and text and nothing  # "无": M11 says so, too
            else f"blank-{number}",
            leads=not broken,
            quote=section.heading,
            **_place(section),
        )
    last = chapter(chapters, 6)
    if last is not None and not any(squash(t).strip("。.,:;") for _, t in content_lines(report, last)):
        yield Hit(
            f"{_name(last)}没有内容。没有需要报告的事项的，也请写明“无”，并按规定报告收取信息处理费的情况。"
            if (report.year or 0) >= 2021
            else f"{_name(last)}没有内容。没有需要报告的事项的，也请写明“无”。",
            defect="blank-6",
            quote=last.heading,
            **_place(last),
        )
    for table, number in statutory.SECTION_OF.items():
        section = chapter(chapters, number)
        if section is not None and report.table[table].kind not in ("grid", "lines"):
            yield Hit(
                f"{_name(section)}没有可以读取的《{statutory.TABLE_NAMES[table]}》。请按统一格式填写表格。",
                table=table,
                defect="breaks-off" if cut_table(case) == table else f"no-table-{number}",
                leads=cut_table(case) != table and not _in_place_of_table(report, section, table),
                **_place(section),
            )


@rule(
    "A07",
    "缺总体情况五方面",
    "hint",
    why="总体情况应当从主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面报告，"
    "分段或分条写明便于查阅。",
    basis=FORMAT,
    bad="总体情况只有一段概括性的话，没有分方面报告。",
    good="分（一）主动公开至（五）监督保障逐项报告。",
)
def five_topics(case: Case) -> Checks:
    section = chapter(require_six_parts(case), 1)
    if section is None or length_of(case.report, section) < BLANK:
        raise NotApplicable("没有总体情况部分的正文")
    text = "\n".join(t for _, t in content_lines(case.report, section))
    paragraphs = sum(1 for line in text.split("\n") if len(squash(line)) >= 15)
    absent = [name for name, pattern in _TOPICS.items() if not pattern.search(level(text))]
    names = "、".join(absent)
    divided = _ITEM.search(text) or len(_RUN_IN.findall(text)) >= 3 or len(_TOPIC_LED.findall(text)) >= 3
    if divided or paragraphs >= 3:
        return
    yield Hit(
        f"{_name(section)}没有分方面报告{f'，也未见{names}的内容' if absent else ''}。"
        "建议按主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障五个方面分条报告。",
        found=f"{paragraphs}段",
        expected="五个方面",
        **_place(section),
    )


def _in_place_of_table(report: Report, section: Section, table: str) -> str:
    """Why a table cannot be read although it may be there; empty where it is plainly missing."""
    kind = report.table[table].kind
    if kind == "image":
        return "以图片形式公布，"
    if kind == "attachment":
        return "以附件形式提供，"
    if kind != "missing":
        return ""
    if _is_empty(report, section) or _none_readable(report):
        return "没有列出，可能以图片或附件形式公布，或在转换文件时丢失，"
    return ""


@rule(
    "A09",
    "表格以图片/附件代替",
    "warning",
    why="三张统计表应当以可以复制、检索的表格形式公布；图片和附件不便于查阅和汇总，其中的数字也无法核对。",
    basis=PRACTICE,
    bad="第三部分只有一张表格的截图。",
    good="第三部分直接列出统一格式的表格。",
)
def table_not_as_text(case: Case) -> Checks:
    chapters = require_six_parts(case)
    report = case.report
    for table, number in statutory.SECTION_OF.items():
        section = chapter(chapters, number)
        if section is None or report.table[table].kind in ("grid", "lines"):
            continue
        why = _in_place_of_table(report, section, table)
        if not why:
            continue
        seen = report.table[table].kind in ("image", "attachment")
        lost = (
            not seen
            and _none_readable(report)
            and report.source.media_type.startswith(("text/", "application/pdf", "image/"))
        )
        yield Hit(
            f"{_name(section)}的《{statutory.TABLE_NAMES[table]}》{why}表内数据无法核对。请以可编辑的表格形式列出"
            f"{'；如原件中有该表，请忽略本提示' if lost else ''}。",
            table=table,
            severity="hint" if lost else None,
            free=lost,  # where all three are absent, the file was probably made without its tables
            confidence=1.0 if seen else 0.6,
            defect=f"no-table-{number}",
            leads=True,
            **_place(section),
        )


@rule(
    "A12",
    "篇幅异常",
    "hint",
    why="文字过少说明没有充分报告，过多则冲淡了政府信息公开的内容。",
    basis=PRACTICE,
    bad="全文文字部分不足200字。",
    good="文字精炼，内容充实。",
)
def unusual_length(case: Case) -> Checks:
    chapters = require_six_parts(case)
    report, limits = case.report, case.profile.limits
    lengths = {n: length_of(report, s) for n in (1, 5, 6) if (s := chapter(chapters, n)) is not None}
    if lengths.get(1, 0) < BLANK or 5 not in lengths:
        raise NotApplicable("第一部分或第五部分缺失或空白")
    total = sum(lengths.values())
    least, most = limits.get("min_narrative_chars", 0), limits.get("max_narrative_chars")
    if total < least:
        yield Hit(
            f"文字部分（第一、第五、第六部分）共{total}字，少于{least:.0f}字，内容可能过于简略，建议充实。",
            found=f"{total}字",
            expected=f"不少于{least:.0f}字",
            quote="全文",
        )
    elif most and total > most and report.agency.kind not in ("government", "office"):
        yield Hit(
            f"文字部分（第一、第五、第六部分）共{total}字，超过{most:.0f}字，建议精简与政府信息公开无关的内容。",
            found=f"{total}字",
            expected=f"不超过{most:.0f}字",
            quote="全文",
        )
    most = limits.get("max_section1_chars")
    section = chapter(chapters, 1)
    if most and section is not None and lengths[1] > most:
        yield Hit(
            f"{_name(section)}共{lengths[1]}字，超过{most:.0f}字的上限，建议精简。",
            found=f"{lengths[1]}字",
            expected=f"不超过{most:.0f}字",
            quote=section.heading,
            **_place(section),
        )


RULES = (chapter_blank, five_topics, table_not_as_text, unusual_length)
