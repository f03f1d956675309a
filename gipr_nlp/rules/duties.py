"""Family M, third part: what only some reports must hold: governments (M06-M08, M22) and local profiles (M20)."""

from __future__ import annotations

import re

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Clause, Severity
from gipr_nlp.profile import Required
from gipr_nlp.rules.base import ARTICLE_50, PRACTICE, Case, Checks, Hit, Rule, Unsure, rule
from gipr_nlp.rules.section_one import substance
from gipr_nlp.rules.vocabulary import Duty, duties, others
from gipr_nlp.rules.witness import HAN, NO_TAGGER, clauses_in, is_preface, labelled, narrative, quote
from gipr_nlp.text import level, squash

#: 各级人民政府 include townships; a sub-district office is an agency sent out by a government, so only a hint.
_OBLIGED: dict[str, Severity] = {"government": "error", "town": "error", "subdistrict": "hint"}


#: A number of something, or that there was none; years, dates and item marks are no numbers of something.
_NUMBER = re.compile(
    r"\d[\d.,]*[万余多]*(?:条|篇|次|件|个|期|项|场|份|户|家|处|人|部|幅|则|万元|元|%)|[一二两三四五六七八九十百千]+[余多]*(?:条|篇|次|件|期|场|处)"
    r"|没有|未(?:发生|开展|收到|发布|制发|新)|无"
)


def _duty(case: Case, duty: Duty) -> Checks:
    severity = _OBLIGED.get(case.report.agency.kind)
    if severity is None:
        raise NotApplicable("仅适用于各级人民政府的报告")
    substance(case)
    found = [c for c in narrative(case) if not is_preface(c)]
    spoken = [c for c in found if duty.words.search(level(c.text))]
    if any(not _planned(c) for c in spoken):
        return
    if not labelled(found):
        yield Unsure(NO_TAGGER)
        return
    near = next((c for c in found if not _planned(c) and duty.near.search(level(c.text))), None)
    if near is not None and not spoken:
        yield Unsure(f"没有{duty.name}字样，但有“{quote(near.text)}”，不能断定没有写{duty.name}")
        return
    whose = "街道办事处虽不是一级人民政府，建议参照" if severity == "hint" else "人民政府的年度报告应当"
    only = f"，仅在打算中提到（“{quote(spoken[0].text)}”）" if spoken else ""
    yield Hit(
        f"报告没有写政府信息公开{duty.name}的结果{only}。{whose}写明工作考核、社会评议和责任追究的结果；"
        f"没有发生的，也请写明。",
        section=1,
        severity=severity,
        expected=duty.name,
        confidence=0.9 if spoken or near else 0.95,
        quote=f"缺{duty.name}",
    )


def _planned(clause: Clause) -> bool:
    return clause.section == 5 and clause.label in ("improvement", "problem")


def _duty_rule(code: str, name: str, bad: str, good: str) -> Rule:
    def check(case: Case) -> Checks:
        yield from _duty(case, duties()[code])

    return rule(
        code,
        name,
        "error",
        why="各级人民政府的年度报告除一般内容外，还应当包括工作考核、社会评议和责任追究结果情况；乡镇人民政府同样适用。",
        basis=ARTICLE_50,
        bad=bad,
        good=good,
        needs="D/M+labels",
    )(check)


no_assessment = _duty_rule(
    "M06",
    "政府报告缺工作考核",
    "某县人民政府的报告写了社会评议和责任追究，没有写工作考核。",
    "将政府信息公开列入全县综合考核，49个单位中优秀14个、良好30个、合格5个。",
)
no_review = _duty_rule(
    "M07",
    "政府报告缺社会评议",
    "某镇人民政府的报告通篇没有社会评议。",
    "社会评议采取网络投票和入户访问方式，收回有效样本1386份，满意度92.7分。",
)
no_accountability = _duty_rule(
    "M08",
    "政府报告缺责任追究",
    "某区人民政府的报告没有写责任追究情况。",
    "全年没有因违反《条例》被追究责任的单位和人员。",
)


@rule(
    "M20",
    "地方必填项缺失",
    "warning",
    why="当地主管部门在统一格式之外要求写明的内容，由地方规则列出。",
    basis=PRACTICE,
    bad="地方规则要求写“政务公开专区”，报告没有提到。",
    good="报告写明建成政务公开专区17处。",
    needs="D/M+labels",
)
def local_items(case: Case) -> Checks:
    kind = case.report.agency.kind
    listed = [Required(*_named(entry)) for entry in case.profile.lexicons.get("M20", ())]
    wanted = listed + [r for r in case.profile.required if not r.kinds or kind in r.kinds]
    if not wanted:
        raise NotApplicable("地方规则没有列出必填内容")
    said = [(c.section, squash(c.text) + squash(c.heading)) for c in narrative(case)]
    for item in wanted:
        told = [flat for section, flat in said if item.section in (None, section)]
        place = f"第{HAN[item.section]}部分" if item.section else "报告"
        spoken = [flat for flat in told if any(squash(word) in flat for word in item.words)]
        if not spoken:
            yield _lacking(
                item, f"{place}没有写当地要求写明的内容：{item.name}。请补充；没有发生的，也请写明。"
            )
        elif item.number and not any(_NUMBER.search(flat) for flat in spoken):
            yield _lacking(
                item, f"{place}写到了“{item.name}”，但没有写明数量。当地要求写明数字，请补充；没有发生的写0。"
            )


def _named(entry: str) -> tuple[str, tuple[str, ...]]:
    """名称=词|词 of the list in the profile."""
    name, _, words = entry.partition("=")
    return name, tuple(word for word in (words or name).split("|") if word)


def _lacking(item: Required, message: str) -> Hit:
    return Hit(message, expected=item.name, confidence=0.9, quote=f"地方必填项：{item.name}")


@rule(
    "M22",
    "汇总报告未反映全域",
    "warning",
    why="人民政府的年度报告汇总本行政区域的情况；只写政府办公室自身的工作，与表格反映的范围不一致。",
    basis=PRACTICE,
    bad="某县人民政府的报告第一部分只写“我办全年公开信息90条”。",
    good="全县各级行政机关公开信息1.91万条，各乡镇、街道均设公开专区。",
    needs="D/C+labels",
)
def office_only(case: Case) -> Checks:
    if case.report.agency.kind != "government":
        raise NotApplicable("仅适用于县级以上人民政府的汇总报告")
    found = [c for c in clauses_in(case, 1) if not is_preface(c)]
    own = next((c for c in found if others("office").search(level(c.text))), None)
    if own is None or any(others("area").search(level(c.text)) for c in found):
        return
    yield Hit(
        f"人民政府的年度报告第一部分只写了办公室自身的工作（如“{quote(own.text)}”），没有反映本行政区域的情况。"
        "请按汇总口径补充各部门、各乡镇（街道）的情况。",
        section=1,
        start=own.start,
        end=own.end,
        evidence=(own.text,),
        confidence=0.85,
    )


RULES = (no_assessment, no_review, no_accountability, local_items, office_only)
