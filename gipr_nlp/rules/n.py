"""Family N: the statement on the information processing fee (rules.md section 3 and 5.13).

The scheme is in force from 2021 on; three figures are due: notices, their total, what was collected. They are read by
:mod:`gipr_nlp.claims.fee`; the rules here judge them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Clause, Fee
from gipr_nlp.rules import n_figures
from gipr_nlp.rules.base import FEE_MEASURES, FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.breaks import broken_off
from gipr_nlp.rules.fee_note import EARLIER, FIRST_YEAR, THREE, fee_hit, statement
from gipr_nlp.rules.scope import cut_short, parts, require_report
from gipr_nlp.rules.witness import WITNESS, labelled, quote, share
from gipr_nlp.text import level, squash

TITLE = "政府信息公开信息处理费管理办法"
NUMBER = "国办函〔2020〕109号"
ADVICE = f"请写明{THREE}；没有收取的，三项均写0。"
_NAMED = re.compile("信息处理费|处理费管理办法|收费通知|缴费通知|缴款通知")
_CHARGES = re.compile("收费|收取|费用|缴费|免费|处理费")
_UNPAID = re.compile("按收费通知|逾期")
_OTHER_CHARGES = re.compile(
    "行政事业性|收费(?:目录|清单|标准|项目|公示|投诉|提醒|价格|网点)|涉企|乱收费|违规收费|[登记停车水电学物业门票罚税保险]费|门票|停车|供水|污水|物业"
    "|许可|营业执照|企业|商户|游客|患者|缴费功能|能力建设|下载"
)
_CITED = re.compile("《([^《》]*(?:处理费|信息公开[^《》]{0,4}收费)[^《》]*(?:〈[^〉]*〉[^《》]*)?)》")
_NUMBERED = re.compile(
    r"国办(?P<kind>发|函|秘函|公开办函)?\s*[〔\[(【]\s*(?P<year>20\d\d)\s*[〕\])】]\s*第?(?P<no>\d+)\s*号"
)
_STARTS = re.compile(
    r"(?:自|从)?20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:起|开始)|20\d\d年\d{1,2}月\d{1,2}日(?:印发|发布|公布|出台)"
)
_WORK = re.compile(
    r"(?P<year>20\d\d)年(?:度|全年|内|我|本|全|共|,|\d{1,2}月|期间)?[^。;]{0,40}?(?:发出|收取|未|没有|产生|发生|收费|征收|通知|处理费|不涉及|无)"
)
_OUTLOOK = re.compile(
    r"明年|下一?年|将(?!近)|拟|起(?:施行|实施|执行|收取|实行)|开始(?:施行|实施|执行)|2021年"
)
_PLAN = re.compile("下一步|明年|今后|拟|将(?:进一步|严格|依法|按照|按|对)|计划|宣传|学习|培训")
_DATE_LINE = re.compile(r"\s*(?:\d{4}|[二〇○零一]{4})年\s*\S{1,3}月\s*\S{1,3}日\s*")


@rule(
    "N01",
    "收费情况缺失",
    "error",
    why=f"自2021年度报告起，应当报告信息处理费收取情况，包括{THREE}三项；没有收取的也要写明。",
    basis=f"{FEE_MEASURES}；{FORMAT}",
    bad="2023年度报告第六部分只写“无其他需要报告的事项”，全文没有提到信息处理费。",
    good="2023年发出收费通知0件，收费通知总金额0元，实际收取总金额0元。",
    needs="D+fee",
)
def no_statement(case: Case) -> Checks:
    require_report(case)
    if case.year < FIRST_YEAR:
        raise NotApplicable("信息处理费自2021年起收取")
    fee = case.report.fee
    if fee is None or fee.level != "F0b":
        return
    if reason := perhaps_said(case):
        yield Unsure(reason)
        return
    mentioned = next(
        (
            c
            for c in case.report.clauses
            if _NAMED.search(level(c.text)) and not _UNPAID.search(level(c.text))
        ),
        None,
    )
    six = next((s for s in parts(case.report)[0] if s.number == 6), None)
    if mentioned is not None:
        yield Hit(
            f"报告提到了信息处理费（“{quote(mentioned.text)}”），但没有写本年度是否收取、收取多少。{ADVICE}",
            section=mentioned.section,
            start=mentioned.start,
            end=mentioned.end,
            evidence=(mentioned.text,),
            severity="warning",
            confidence=0.9,
            expected=THREE,
            quote="收费情况缺失",
        )
        return
    yield Hit(
        f"报告没有写本年度信息处理费收取情况。请在第六部分“其他需要报告的事项”中写明{THREE}；没有收取的，三项均写0。",
        section=6,
        line=six.line if six else None,
        start=six.start if six else None,
        end=six.body if six else None,
        expected=THREE,
        quote="收费情况缺失",
    )


def perhaps_said(case: Case) -> str:
    """Why it is not certain that nothing is said, "" where it is."""
    clauses = case.report.clauses
    if cut_short(case.report) or (case.report.section(6) is None and broken_off(case) is not None):
        return "文件末尾不完整，不能断定没有写收费情况"
    if not clauses:
        return "没有读出正文"
    for clause in clauses:
        flat = level(clause.text)
        if _OTHER_CHARGES.search(flat) or _UNPAID.search(flat) or _PLAN.search(flat):
            continue
        if share(clause, "fee_note") >= WITNESS and _CHARGES.search(flat):
            return f"“{quote(clause.text)}”可能是收费情况的说明，请人工判断"
        if labelled(clauses) or clause.section not in (1, 3, 6) or _NAMED.search(flat):
            continue
        if _CHARGES.search(flat):
            return f"“{quote(clause.text)}”可能是收费情况的说明，请人工判断"
    told = re.sub(r"\s+", "", "".join(c.text + c.heading for c in clauses))
    rest = len(re.findall("信息处理费", squash(case.report.text))) - len(
        re.findall("信息处理费", squash(told))
    )
    return "正文以外（如表格、附件）出现“信息处理费”，请人工判断" if rest > 0 else ""


@rule(
    "N02",
    "表述不规范",
    "error",
    why="信息处理费制度自2021年起施行，“尚未开始收取”回避了应当报告的数据；行政事业性收费以及检索、复制、邮寄等成本费与信息处理费不是一回事。",
    basis=FEE_MEASURES,
    bad="依据《政府信息公开信息处理费管理办法》的规定，我单位暂未开始收取相关费用。",
    good="2023年发出收费通知0件，收费通知总金额0元，实际收取总金额0元。",
    needs="D+fee",
)
def wrong_wording(case: Case) -> Checks:
    fee = statement(case)
    if fee.level == "F0a":
        yield fee_hit(
            fee,
            f"收费情况表述不规范：“{quote(fee.text or '', 60)}”。信息处理费制度自2021年1月1日起施行，不存在尚未开始收取的问题。{ADVICE}",
            found="尚未开始收取",
            expected=THREE,
        )
    elif fee.level == "F0c":
        yield fee_hit(
            fee,
            f"收费情况表述不规范：“{quote(fee.text or '', 60)}”。应当报告的是信息处理费，而不是行政事业性收费或者检索、复制、邮寄等成本费用。{ADVICE}",
            found=quote(fee.text or ""),
            expected="信息处理费",
        )


@rule(
    "N04",
    "未量化",
    "warning",
    why=f"只写“未收取”没有数据，不便汇总；应当写明{THREE}三项，没有收取的写0。",
    basis=f"{FEE_MEASURES}；{FORMAT}",
    bad="本年度未收取信息处理费。",
    good="2023年发出收费通知0件，收费通知总金额0元，实际收取总金额0元。",
    needs="D+fee",
)
def not_in_figures(case: Case) -> Checks:
    fee = statement(case)
    if fee.level == "F1":
        yield fee_hit(
            fee,
            f"信息处理费收取情况没有量化：“{quote(fee.text or '', 60)}”。{ADVICE}",
            found=quote(fee.text or ""),
            expected=THREE,
        )


@rule(
    "N05",
    "年份错误",
    "error",
    why="收费情况应当是统计年度的数据；写成其他年份，多半是沿用往年报告没有修改。",
    basis=PRACTICE,
    bad="2023年度报告写“2022年发出收费通知0件，收费通知总金额0元，实际收取总金额0元”。",
    good="2023年度报告写“2023年发出收费通知0件……”。",
    needs="D+fee",
)
def wrong_year(case: Case) -> Checks:
    fee = statement(case)
    flat = _STARTS.sub("", _uncited(fee.text or ""))
    if f"{case.year}年" in flat or EARLIER.search(flat):
        return
    spoken = sorted({int(m["year"]) for m in _WORK.finditer(flat)} - {case.year})
    if spoken:
        shown = "、".join(f"{year}年" for year in spoken)
        yield fee_hit(
            fee,
            f"收费情况写的是{shown}的数据（“{quote(fee.text or '', 60)}”），与统计年度{case.year}年不符。请核对年份和数据。",
            found=shown,
            expected=f"{case.year}年",
        )


def _uncited(text: str) -> str:
    return re.sub(r"《[^《》]*(?:〈[^〉]*〉[^《》]*)*》|[〔\[(]20\d\d[〕\])]\d*号?", "", level(text))


@rule(
    "N10",
    "依据文件错误",
    "warning",
    why=f"信息处理费的依据是《{TITLE}》（{NUMBER}），名称和文号应当写准确。",
    basis=FEE_MEASURES,
    bad="依据《政府信息公开处理费管理办法》（国办发〔2020〕109号）……",
    good=f"依据《{TITLE}》（{NUMBER}）……",
    needs="D+fee",
)
def wrong_citation(case: Case) -> Checks:
    require_report(case)
    cited = [c for c in case.report.clauses if _CITED.search(level(c.text)) or _numbers(c)]
    if not cited:
        raise NotApplicable("没有引用信息处理费管理办法")
    seen: set[str] = set()
    for clause in cited:
        for wrong, right in _wrong(clause):
            if wrong not in seen:
                seen.add(wrong)
                yield Hit(
                    f"信息处理费依据文件写作“{wrong}”，应为“{right}”。请更正。",
                    section=clause.section,
                    start=clause.start,
                    end=clause.end,
                    found=wrong,
                    expected=right,
                    evidence=(clause.text,),
                    quote=wrong,
                )


def _numbers(clause: Clause) -> list[re.Match[str]]:
    """Numbers of State Council documents in a sentence on the fee."""
    flat = level(clause.text)
    return list(_NUMBERED.finditer(flat)) if _NAMED.search(flat) else []


def _wrong(clause: Clause) -> Iterator[tuple[str, str]]:
    for match in _CITED.finditer(level(clause.text)):
        title = squash(match[1])
        if TITLE not in title:
            yield f"《{match[1]}》", f"《{TITLE}》"
    near = [
        m
        for m in _numbers(clause)
        if not re.search("年度报告", level(clause.text)[max(0, m.start() - 40) : m.start()])
    ]
    for match in near:
        if (match["kind"], match["year"], match["no"]) != ("函", "2020", "109"):
            yield match.group(), NUMBER


@rule(
    "N12",
    "Y≤2020 却写信息处理费",
    "hint",
    why="信息处理费制度自2021年1月1日起施行，2020年度及以前不可能收取；只能作为下一年的打算提及。",
    basis=FEE_MEASURES,
    bad="2020年度报告写“全年未收取信息处理费”。",
    good="2020年度报告写“自2021年起，将按规定收取信息处理费”。",
    needs="D+fee",
)
def too_early(case: Case) -> Checks:
    require_report(case)
    if case.year >= FIRST_YEAR:
        raise NotApplicable("仅适用于2020年度及以前的报告")
    for clause in case.report.clauses:
        flat = level(clause.text)
        if "信息处理费" in flat and not _OUTLOOK.search(_uncited(flat)):
            yield Hit(
                f"{case.year}年尚未施行信息处理费制度，报告写有“{quote(clause.text, 60)}”。请核实是否误用了后来年度的表述。",
                section=clause.section,
                start=clause.start,
                end=clause.end,
                evidence=(clause.text,),
            )
            return


@rule(
    "N13",
    "收费写在别处",
    "hint",
    why="信息处理费收取情况应当写在第六部分“其他需要报告的事项”中，便于查找和汇总。",
    basis=FORMAT,
    bad="收费情况写在第一部分“依申请公开情况”中，第六部分只写“无”。",
    good="收费情况写在第六部分。",
    needs="D+fee",
)
def elsewhere(case: Case) -> Checks:
    fee = statement(case)
    if not any(s.number == 6 for s in parts(case.report)[0]):
        raise NotApplicable("没有找到第六部分")
    if fee.section == 6:
        if _signed_before(case, fee):
            yield fee_hit(
                fee,
                "信息处理费收取情况写在落款之后，建议移到第六部分“其他需要报告的事项”的正文中。",
                confidence=0.9,
            )
        return
    if any(
        c.section == 6 and (_NAMED.search(level(c.text)) or c.label == "fee_note")
        for c in case.report.clauses
    ):
        return
    yield fee_hit(
        fee,
        f"信息处理费收取情况没有写在第六部分（“{quote(fee.text or '', 60)}”）。建议移到第六部分“其他需要报告的事项”中。",
        expected="第六部分",
    )


def _signed_before(case: Case, fee: Fee) -> bool:
    """Whether a date line, that is the signature, stands between the heading of section 6 and the statement."""
    section = next(s for s in parts(case.report)[0] if s.number == 6)
    lines = case.report.text[section.body : fee.start].split("\n")
    return any(_DATE_LINE.fullmatch(line) for line in lines)


RULES = tuple(
    sorted(
        (
            no_statement,
            wrong_wording,
            not_in_figures,
            wrong_year,
            wrong_citation,
            too_early,
            elsewhere,
            *n_figures.RULES,
        ),
        key=lambda r: r.code,
    )
)
