"""The statement on the information processing fee: its level and its three figures.

Source: 《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）, in force for reports from 2021 on; levels F0a–F3 as in
rules.md section 3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gipr_nlp.claims.mentions import mentions
from gipr_nlp.model import Clause, Fee, Number
from gipr_nlp.text import level

FIRST_YEAR = 2021

_PROCESSING = re.compile(r"信息(?:公开)?(?:信息)?处理费|处理费")
_NOTICE = re.compile(r"(?:收费|缴费|缴款|收缴|付费)通知(?:书|单|函)?|(?:通知|开单)缴费")
_OTHER_FEE = re.compile(r"行政事业性收费|检索|复制|邮寄|工本费|资料费|打印费|成本费|依申请公开(?:政府信息)?(?:提供)?收费|收费项目")
_CHARGED = re.compile(r"收费|收取|费用|缴费|收缴|征收")
_ABOUT_DISCLOSURE = re.compile(r"信息公开|依申请|政府信息|申请人|公开申请")
_BUSINESS = re.compile(r"非税|目录清单|收费标准|学费|停车|供水|污水|垃圾|物业|医疗|诊疗|保费|社保费|减免(?!.{0,6}申请)")
_NOT_BEGUN = re.compile(
    r"(?:暂未|尚未|还未|目前未|仍未|未曾|还没有|尚没有|暂不|没有)\s*(?:正式)?(?:开始|开展|启动|实行|实施|执行|推行)(?:对)?[^,。;]{0,14}(?:收|费)|(?:暂未|尚未|还未)收取"
)
_NONE = re.compile(
    r"(?:未|没有?|无|不存在|不涉及|从未|均未|未曾|暂无|免|不)(?!经|满|及时|按)(?:曾|有|对|向)?[^,。;]{0,16}?(?:收取|产生|发生|收费|征收|收缴|费用|处理费|缴费|缴纳|涉及|通知)"
    r"|(?:费用?|收费|收取)[^,。;]{0,10}(?:未发生|没有发生|未产生|为零|情况(?:为)?无|:无)|零收费|免费|分文未|一分"
)
_ALL_ZERO = re.compile(r"(?:均|都|皆|全部?)(?:记|计|为|是|填)*\s*(?:0|零)(?!\.\d*[1-9])")
_TOTAL_CUE = re.compile(r"(?:通知[^,。;\d]{0,8})?(?:总金额|应收|应缴|应交|涉及金额|合计金额|通知金额|总额|金额(?:合计|共计|总计)|共计金额|收费金额|开单金额|核定金额|涉费)")
_COLLECTED_CUE = re.compile(r"实际收[取到缴]|实收|实缴|已收[取到缴]?|已缴|入库|到账|收讫|收到|收缴|收取|收费总?金?额?(?:共)?(?:收)?|缴纳|缴入|收入")
_NEGATED = re.compile(r"(?:未|没有?|无)(?:曾|对|向|有)?[^,。;\d]{0,6}$")
_PLAN = re.compile(r"下一步|明年|今后|拟|计划|将(?:进一步|严格|依法|按照)")


@dataclass(slots=True)
class _Figures:
    notices: Number | None = None
    total: Number | None = None
    collected: Number | None = None

    @property
    def stated(self) -> int:
        return sum(v is not None for v in (self.notices, self.total, self.collected))


def is_fee_clause(clause: Clause) -> bool:
    """Does a clause say whether applicants were charged for disclosure? By words; the tagger is another witness."""
    flat = level(clause.text)
    if _PROCESSING.search(flat) or _NOTICE.search(flat):
        return not re.search(r"未按收费通知|逾期未", flat)
    if not _CHARGED.search(flat):
        heading = level(clause.heading)
        return bool(re.search(r"收费|处理费|减免", heading)) and len(flat) <= 20
    if clause.section == 6 or re.search(r"收费|处理费|减免", level(clause.heading)):
        return bool(_OTHER_FEE.search(flat) or _ABOUT_DISCLOSURE.search(flat) or not _BUSINESS.search(flat))
    return bool(_ABOUT_DISCLOSURE.search(flat)) and not _BUSINESS.search(flat) and bool(re.search(r"(?:未|没有|无)[^,。;]{0,12}(?:收费|收取|费用)", flat))


def fee_of(clauses: Sequence[Clause], year: int | None) -> Fee | None:
    """The fee statement of a report, wherever it stands; None only for reports up to 2020 that make none."""
    spoken = [c for c in clauses if (is_fee_clause(c) or c.label == "fee_note") and not _only_plan(c)]
    applies = year is None or year >= FIRST_YEAR
    if not spoken:
        return Fee("F0b") if applies else None
    spoken = _together(spoken)
    flat = "".join(level(c.text) for c in spoken)
    named = bool(_PROCESSING.search(flat) or _NOTICE.search(flat))
    figures = _figures(flat)
    if figures.stated == 0 and _NOT_BEGUN.search(flat):
        grade = "F0a"
    elif not named and _OTHER_FEE.search(flat):
        grade = "F0c"
    elif figures.stated == 3:
        grade = "F3"
    elif figures.stated == 2:
        grade = "F2"
    elif figures.stated == 1:
        grade = "F2b"
    elif _NONE.search(flat) or len(flat) <= 20:
        grade = "F1"
    else:
        grade = "F0b"
    if grade == "F0b" and not applies:
        return None
    first, last = spoken[0], spoken[-1]
    text = "".join(c.text for c in spoken)
    return Fee(grade, figures.notices, figures.total, figures.collected, text, first.section, first.start, last.end)


def _only_plan(clause: Clause) -> bool:
    return clause.label == "improvement" or (bool(_PLAN.search(level(clause.text))) and not re.search(r"\d", clause.text))


def _together(spoken: list[Clause]) -> list[Clause]:
    """The clauses of one statement: those that name the fee, or failing them all; the section 6 ones where there are
    several places."""
    core = [c for c in spoken if _PROCESSING.search(level(c.text)) or _NOTICE.search(level(c.text))] or spoken
    six = [c for c in core if c.section == 6] or core
    low, high = six[0].order, six[-1].order
    return [c for c in spoken if low <= c.order <= high + 3 and c.section == six[0].section]


def _figures(flat: str) -> _Figures:
    figures = _Figures()
    at = 0
    for m in mentions(flat):
        prefix = flat[at : m.start]
        at = m.end
        if m.unit in ("件", "份", "次", "宗", "张", "起", "例", "个", "笔", None) and figures.notices is None:
            if _NOTICE.search(prefix[-24:] + flat[m.end : m.end + 8]) or ("通知" in prefix[-16:] and m.unit):
                figures.notices = m.value
                continue
        if m.unit in ("元", "万元", "亿元", None):
            yuan = round(m.value * {"万元": 10_000, "亿元": 100_000_000}.get(m.unit or "", 1), 4)
            yuan = int(yuan) if yuan == int(yuan) else yuan
            _money(figures, prefix, yuan, m.unit)
    if _ALL_ZERO.search(flat):
        figures.notices = 0 if figures.notices is None and _NOTICE.search(flat) else figures.notices
        figures.total = 0 if figures.total is None and _TOTAL_CUE.search(flat) else figures.total
        collected = re.search(r"实际收|实收|收取(?:总)?(?:金)?额|入库|到账|已收|收缴", flat)
        figures.collected = 0 if figures.collected is None and collected else figures.collected
    if figures.notices is None and re.search(r"(?:未|没有|无)(?:曾|对外|向[^,。;]{0,8})?(?:发出|出具|开具|下达|发放|送达|制发)?(?:过|任何)?(?:收费|缴费|缴款)通知", flat):
        figures.notices = 0
    return figures


def _money(figures: _Figures, prefix: str, yuan: Number, unit: str | None) -> None:
    """A sum of money belongs to the cue nearest before it."""
    window = prefix[-30:]
    collected = max((m.end() for m in re.finditer(r"实际收[取到缴]|实收|实缴|已收|已缴|入库|到账|收讫|收缴|收入", window)), default=-1)
    total = max((m.end() for m in _TOTAL_CUE.finditer(window)), default=-1)
    if unit is None and max(collected, total) < 0:
        return
    if collected >= 0 and collected >= total - 6:
        if figures.collected is None:
            figures.collected = yuan
    elif total >= 0:
        if figures.total is None:
            figures.total = yuan
    elif figures.collected is None and _COLLECTED_CUE.search(window):
        figures.collected = yuan
    elif figures.total is None and figures.notices is not None:
        figures.total = yuan
