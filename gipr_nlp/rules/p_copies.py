"""Family P, copies: last year's own text (P01, P02), another agency's (P03), a common template (P04), stock (P13).

What was compared, and with whom, the corpus says (:class:`gipr_nlp.model.Copies`); here it is judged. Messages state
what is alike and where, never who is to blame: which of two like reports came first, dates tell, if anything does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from gipr_nlp import agency
from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Copies, Finding, Overlap, Passage, Severity
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, Unsure, fingerprint, rule
from gipr_nlp.rules.chapter_text import HAN

#: Below so many characters (masked, without statutory wording) a chapter, or a report, is too short to be a copy.
MIN_SECTION, MIN_REPORT = 60, 200
#: Passages as alike as this, on average, are literal proof; below it (the same pattern filled with other things, a text
#: worked over) a person should look first: a warning at most, and that only where nearly all is alike.
LITERAL = 0.85
SHOWN, LONGEST = 3, 80
#: A template names so many of its agencies; so many characters of it tell it from others.
NAMED, BLOCK = 20, 200
_MASKED = re.compile(r"[\d\s]+")
_REQUEST = "请核实文字来源，按本单位实际情况撰写。"
_CENTRAL = re.compile(
    "税务|海关|气象|统计局.{0,6}调查|调查(?:总|支)?队|海事|邮政管理|烟草专卖|金融监管|金融监督管理|银保监|银行保险监督|人民银行|外汇管理|"
    "消防救援|地震|出入境边防|边检|煤矿安全监察|矿山安全监察|通信管理|水文|测绘"
)


def _copies(case: Case) -> Copies:
    if case.corpus.copies is None:
        raise NotApplicable("没有可以比对的文字")
    return case.corpus.copies


def _last_year(case: Case) -> Overlap:
    found = _copies(case).last_year
    if found is None:
        raise NotApplicable("没有上年度报告可以比对")
    return found


def _of(section: int, overlap: Overlap) -> list[Passage]:
    return [p for p in overlap.passages if p.section == section]


def _shown(passages: Sequence[Passage]) -> tuple[str, ...]:
    """The longest passages, as they stand in the report, cut to a length that can be read."""
    longest = sorted(passages, key=lambda p: (-len(p.text), p.start))[:SHOWN]
    return tuple(
        p.text if len(p.text) <= LONGEST else f"{p.text[:LONGEST]}……"
        for p in sorted(longest, key=lambda p: p.start)
    )


def _percent(share: float) -> str:
    return f"{int(share * 100)}%"


@rule(
    "P01",
    "与上年雷同",
    "error",
    why="年度报告应当反映本年度的工作。总体情况或问题与改进部分大段沿用上年文字，难以反映当年情况，是通报中常见的问题。",
    basis=PRACTICE,
    bad="2023年报告的“存在的主要问题及改进情况”除年份外与2022年报告逐句相同。",
    good="2023年报告写明当年新出现的问题、上年问题的整改结果和新的改进措施。",
    needs="P",
)
def like_last_year(case: Case) -> Checks:
    overlap = _last_year(case)
    limits = case.profile.thresholds
    judged = [n for n in (1, 5) if overlap.chars.get(n, 0) >= MIN_SECTION]
    if not judged:
        raise NotApplicable("第一、第五部分可比的文字过短")
    for number in judged:
        share = overlap.shares[number]
        if share < limits["P01_warning"]:
            continue
        title, alike = statutory.section_headings()[number][1], _of(number, overlap)
        similarity, shown = similarity_of(alike), _shown(alike)
        first = min(alike, key=lambda p: p.start)
        severity = severity_of(share, similarity, limits["P01_error"])
        if severity is None:
            yield Unsure(
                f"第{HAN[number]}部分有{_percent(share)}的文字与上年度报告相近，但逐字相同的不多，不能断定是否沿用"
            )
            continue
        yield Hit(
            f"第{HAN[number]}部分“{title}”有{_percent(share)}的文字与本单位{overlap.year}年度报告相同或相近（逐字相同的约占{_percent(share * similarity)}；"
            f"法定表述不计，年份、数字、名称遮去后比较），如“{shown[0]}”。年度报告应当反映本年度工作，请按本年度实际情况重新撰写。",
            section=number,
            start=first.start,
            end=first.end,
            found=_percent(share),
            expected=f"低于{_percent(limits['P01_warning'])}",
            evidence=shown,
            partner=overlap.report_id,
            severity=severity,
            quote=f"第{number}部分",
        )


@rule(
    "P02",
    "仅改年份",
    "error",
    why="遮去年份和数字后两年的正文逐句相同，说明报告是在上年稿件上改年份和数字而成，不是对本年度工作的总结。",
    basis=PRACTICE,
    bad="2023年报告第一、第五部分与2022年报告相比，只有年份和条数不同。",
    good="2023年报告第一、第五部分按当年工作重新撰写。",
    needs="P",
    follows_from=("P01",),
)
def only_the_year(case: Case) -> Checks:
    overlap = _last_year(case)
    if sum(overlap.chars.get(n, 0) for n in (1, 5)) < MIN_REPORT:
        raise NotApplicable("第一、第五部分可比的文字过短")
    if overlap.equal < case.profile.thresholds["P02"]:
        return
    shown = _shown([p for p in overlap.passages if p.section in (1, 5)])
    yield Hit(
        f"第一、第五部分遮去年份、数字和名称后，有{_percent(overlap.equal)}的句子与本单位{overlap.year}年度报告逐字相同，"
        "正文仅更换了年份和数字。请按本年度实际情况重新撰写。",
        section=1,
        found=_percent(overlap.equal),
        expected=f"低于{_percent(case.profile.thresholds['P02'])}",
        evidence=shown,
        partner=overlap.report_id,
        quote="第1、5部分",
    )


@rule(
    "P03",
    "与其他单位雷同",
    "error",
    why="各单位职责和工作不同，大段文字与另一单位的报告相同，而其他单位都没有这样写，说明其中一份套用了另一份。",
    basis=PRACTICE,
    bad="青岚县水务局的报告除单位名称和数字外，与栖梧县水务局的报告逐句相同。",
    good="两个单位各写各的工作；法定表述、上级统一提供的文字相同，不算雷同。",
    needs="C",
)
def like_another(case: Case) -> Checks:
    partner, limits = _copies(case).partner, case.profile.thresholds
    if case.report.year is None or not (case.report.agency.name or case.report.agency.printed):
        raise NotApplicable("单位或年度不明，不能与其他单位比对")
    if partner is None or sum(partner.chars.values()) < MIN_REPORT or partner.rare < limits["P03_warning"]:
        return
    own = case.report.agency.name or case.report.agency.printed
    if _one_system(own, partner.agency):
        yield Unsure(
            f"与“{partner.agency}”的报告有{_percent(partner.rare)}的文字相同，两单位同属垂直管理系统，相同文字可能来自上级统一模板"
        )
        return
    similarity = similarity_of(partner.passages)
    severity = severity_of(partner.rare, similarity, limits["P03_error"])
    if severity is None:
        yield Unsure(
            f"有{_percent(partner.rare)}的文字与“{partner.agency}”的报告相近，但逐字相同的不多，不能断定是否套用"
        )
        return
    high = severity == "error"
    if partner.earlier is None:  # the texts are proven alike, but one of the two is innocent (rules.md 5.0a)
        severity = "warning"
    shown = _shown(partner.passages)
    first = min(partner.passages, key=lambda p: p.start)
    year = "" if partner.year is None else f"{partner.year}年度"
    source = partner.earlier == "this"
    yield Hit(
        f"有{_percent(partner.rare)}的文字与“{partner.agency}”{year}报告{'高度雷同' if high else '雷同'}（逐字相同的约占{_percent(partner.rare * similarity)}；"
        f"法定表述、多家单位共有的文字不计，年份、数字、名称遮去后比较），"
        f"如“{shown[0]}”。{_direction(case, partner)}",
        section=first.section,
        start=first.start,
        end=first.end,
        found=_percent(partner.rare),
        expected=f"低于{_percent(limits['P03_warning'])}",
        evidence=shown,
        partner=partner.report_id,
        severity="hint" if source else severity,
        confidence=0.97 if similarity >= LITERAL else 0.9,
        free=source,
        quote=partner.agency,
    )


def severity_of(share: float, similarity: float, error: float) -> Severity | None:
    """How a share above the threshold of a warning is judged; None where it cannot be decided.

    Args:
        share: of the text that is like another.
        similarity: of the like passages, on average.
        error: the share that makes an error, if the passages are literally alike; else it is a warning.
    """
    if similarity >= LITERAL:
        return "error" if share >= error else "warning"
    return "warning" if share >= error else None


def similarity_of(passages: Sequence[Passage]) -> float:
    chars = sum(len(p.text) for p in passages)
    return sum(p.similarity * len(p.text) for p in passages) / chars if chars else 0.0


def _direction(case: Case, partner: Overlap) -> str:
    """Which of the two was first, in words; nothing is concluded where nothing tells."""
    if partner.earlier is None:
        return f"从年度和日期看不出哪一份在先。{_REQUEST}"
    apart = partner.year != case.report.year
    by = "年度" if apart else "落款或发布日期"
    if partner.earlier == "partner":
        return f"从{by}看，对方的报告在先。{_REQUEST}"
    return f"从{by}看，本报告在先，可能是对方套用了本单位的文字，本条不扣分，请核实。"


def _one_system(one: str, other: str) -> bool:
    """Whether two bodies belong to one system that is led from above (税务, 气象, 海关 …)."""
    a, b = agency.split(one), agency.split(other)
    if a.system and a.system == b.system:
        return True
    x, y = _CENTRAL.search(one), _CENTRAL.search(other)
    return x is not None and y is not None and x[0] == y[0]


@rule(
    "P04",
    "集体模板",
    "hint",
    why="多家单位共有一大段相同文字，可能来自上级统一提供的模板。应当由提供模板的机关判断是否合适，不作为其中任何一家的问题。",
    basis=PRACTICE,
    bad="同一县五家以上单位的报告有一段200字以上的文字（名称、年份、数字除外）完全相同。",
    good="各单位在统一格式之下各写各的工作。",
    needs="C",
)
def common_template(case: Case) -> Checks:
    raise NotApplicable("对整批报告的检查，不针对单个报告")


def template_finding(profile: Any, year: int | None, agencies: Sequence[str], text: str) -> Finding:
    """What is said of a batch about a text that many agencies share (P04).

    Args:
        profile: for the severity.
        year: of the reports.
        agencies: those that have the text, in the order of the inputs.
        text: as it stands in the first of them.
    """
    named = "、".join(agencies[:NAMED]) + (f"等{len(agencies)}家单位" if len(agencies) > NAMED else "")
    shown = text if len(text) <= 2 * LONGEST else f"{text[: 2 * LONGEST]}……"
    return Finding(
        report_id=None,
        source="",
        agency="",
        year=year,
        code=common_template.code,
        name=common_template.name,
        severity=profile.severities.get(common_template.code) or common_template.severity,
        message=f"{'' if year is None else f'{year}年度'}有{len(agencies)}家单位的报告共有一段200字以上的相同文字（名称、年份、数字遮去后逐字相同），如“{shown}”。"
        f"涉及：{named}。该段文字可能来自统一模板，不作为其中任何一家单位的问题，建议核实模板是否适用，并提醒各单位结合实际撰写。",
        found=f"{len(agencies)}家",
        evidence=(shown,),
        basis=common_template.basis,
        confidence=1.0,
        fingerprint=fingerprint(common_template.code, "", year, _MASKED.sub("", text)[:BLOCK]),
    )


@rule(
    "P13",
    "公文套话占比",
    "hint",
    why="由“进一步提高认识”“健全工作机制”一类套话组成的报告，没有写出本单位做了什么、存在什么问题。",
    basis=PRACTICE,
    bad="全文都是“加强组织领导，健全工作机制，不断提高工作水平”之类的句子。",
    good="“全年公开取水许可42件；河道采砂信息有3期晚于规定时间公布”。",
    needs="C",
)
def stock_phrases(case: Case) -> Checks:
    copies = _copies(case)
    if copies.stock > case.profile.thresholds["P13"]:
        yield Hit(
            f"正文（法定表述不计）有{_percent(copies.stock)}的文字是各单位、各年度都能用的套话，缺少本单位本年度的具体做法、数字和问题。建议补充具体内容。",
            found=_percent(copies.stock),
            expected=f"不超过{_percent(case.profile.thresholds['P13'])}",
            quote="全文",
        )


RULES = (like_last_year, only_the_year, like_another, common_template, stock_phrases)
