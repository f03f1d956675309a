"""Family N: the statement on the information processing fee (rules.md section 3 and 5.13).

The scheme is in force from 2021 on; three figures are due: notices, their total, what was collected. They are read by
:mod:`gipr_nlp.claims.fee`; the rules here judge them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Clause, Fee, Number
from gipr_nlp.rules.base import FEE_MEASURES, FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.breaks import broken_off
from gipr_nlp.rules.scope import cut_short, parts, require_report
from gipr_nlp.rules.witness import WITNESS, labelled, quote, share
from gipr_nlp.text import level, squash

FIRST_YEAR = 2021
TITLE = "政府信息公开信息处理费管理办法"
NUMBER = "国办函〔2020〕109号"
THREE = "发出收费通知件数、收费通知总金额、实际收取总金额"
ADVICE = f"请写明{THREE}；没有收取的，三项均写0。"
_NAMES = {"notices": "发出收费通知件数", "total": "收费通知总金额", "collected": "实际收取总金额"}
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
_EARLIER = re.compile("往年|上年|上一年|去年|以前年度|跨年|补缴|历年|以往")
_OUTLOOK = re.compile(
    r"明年|下一?年|将(?!近)|拟|起(?:施行|实施|执行|收取|实行)|开始(?:施行|实施|执行)|2021年"
)
_PLAN = re.compile("下一步|明年|今后|拟|将(?:进一步|严格|依法|按照|按|对)|计划|宣传|学习|培训")
_DATE_LINE = re.compile(r"\s*(?:\d{4}|[二〇○零一]{4})年\s*\S{1,3}月\s*\S{1,3}日\s*")
_LONG_DECIMALS = re.compile(r"\d+\.\d{5,}\s*万元")
_UNITLESS = re.compile(
    r"(?:总?金额|总额|实收|应收|实际收取|收取)(?:为|共|计|共计|合计|是|:)*\s*(?P<number>[1-9]\d*(?:,\d{3})*(?:\.\d+)?)(?=[。;；、]|,(?!\d{3})|\s*$)"
)


def _fee(case: Case) -> Fee:
    """The statement; NotApplicable up to 2020 and where nothing is said (N01)."""
    require_report(case)
    if case.year < FIRST_YEAR:
        raise NotApplicable("信息处理费自2021年起收取")
    fee = case.report.fee
    if fee is None or fee.level == "F0b":
        raise NotApplicable("没有写信息处理费收取情况（见N01）")
    return fee


def _at(fee: Fee) -> dict[str, object]:
    return {"section": fee.section, "start": fee.start, "end": fee.end, "evidence": (fee.text or "",)}


def _hit(fee: Fee, message: str, **more: object) -> Hit:
    return Hit(message, **{**_at(fee), **more})  # type: ignore[arg-type]  # the fields of Hit by name


def _three(fee: Fee) -> dict[str, Number | None]:
    return {"notices": fee.notices, "total": fee.total_yuan, "collected": fee.collected_yuan}


def _yuan(number: Number) -> str:
    return f"{number:,}元" if isinstance(number, int) and number >= 10_000 else f"{number}元"


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
    fee = _fee(case)
    if fee.level == "F0a":
        yield _hit(
            fee,
            f"收费情况表述不规范：“{quote(fee.text or '', 60)}”。信息处理费制度自2021年1月1日起施行，不存在尚未开始收取的问题。{ADVICE}",
            found="尚未开始收取",
            expected=THREE,
        )
    elif fee.level == "F0c":
        yield _hit(
            fee,
            f"收费情况表述不规范：“{quote(fee.text or '', 60)}”。应当报告的是信息处理费，而不是行政事业性收费或者检索、复制、邮寄等成本费用。{ADVICE}",
            found=quote(fee.text or ""),
            expected="信息处理费",
        )


@rule(
    "N03",
    "三要素不全",
    "warning",
    why=f"信息处理费收取情况包括{THREE}三项，缺一项就不完整。",
    basis=f"{FEE_MEASURES}；{FORMAT}",
    bad="2023年发出收费通知3件，实际收取2400元。",
    good="2023年发出收费通知3件，收费通知总金额2800元，实际收取总金额2400元。",
    needs="D+fee",
)
def figures_lacking(case: Case) -> Checks:
    fee = _fee(case)
    if fee.level not in ("F2", "F2b"):
        return
    three = _three(fee)
    lacking = "、".join(_NAMES[k] for k, v in three.items() if v is None)
    stated = {k: v for k, v in three.items() if v is not None}
    shown = "、".join(f"{_NAMES[k]}{_shown(k, v)}" for k, v in stated.items())
    yield _hit(
        fee,
        f"信息处理费收取情况三项数据不全：只写了{shown}，缺少{lacking}。请补充完整。",
        found=shown,
        expected=THREE,
        severity="hint" if not any(stated.values()) else "warning",
    )


def _shown(name: str, value: Number) -> str:
    return f"{value}件" if name == "notices" else _yuan(value)


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
    fee = _fee(case)
    if fee.level == "F1":
        yield _hit(
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
    fee = _fee(case)
    flat = _STARTS.sub("", _uncited(fee.text or ""))
    if f"{case.year}年" in flat or _EARLIER.search(flat):
        return
    spoken = sorted({int(m["year"]) for m in _WORK.finditer(flat)} - {case.year})
    if spoken:
        shown = "、".join(f"{year}年" for year in spoken)
        yield _hit(
            fee,
            f"收费情况写的是{shown}的数据（“{quote(fee.text or '', 60)}”），与统计年度{case.year}年不符。请核对年份和数据。",
            found=shown,
            expected=f"{case.year}年",
        )


def _uncited(text: str) -> str:
    return re.sub(r"《[^《》]*(?:〈[^〉]*〉[^《》]*)*》|[〔\[(]20\d\d[〕\])]\d*号?", "", level(text))


@rule(
    "N06",
    "实收>通知金额",
    "warning",
    why="实际收取的金额不会超过通知的金额，除非有往年通知在本年缴纳。",
    basis=FEE_MEASURES,
    bad="收费通知总金额300元，实际收取总金额500元。",
    good="收费通知总金额500元，实际收取总金额300元。",
    needs="D+fee",
)
def more_than_asked(case: Case) -> Checks:
    fee = _fee(case)
    total, collected = fee.total_yuan, fee.collected_yuan
    if total is None or collected is None:
        raise NotApplicable("没有同时写明通知总金额和实际收取金额")
    if collected > total and not _EARLIER.search(level(fee.text or "")):
        yield _hit(
            fee,
            f"实际收取总金额{_yuan(collected)}，多于收费通知总金额{_yuan(total)}（多{_yuan(round(collected - total, 4))}）。"
            "请核实；如包含往年通知在本年缴纳的，请说明。",
            found=_yuan(collected),
            expected=f"不大于{_yuan(total)}",
        )


@rule(
    "N07",
    "有额无件/有件无额",
    "error",
    why="发出收费通知的件数和总金额应当同时为零或者同时不为零。",
    basis=FEE_MEASURES,
    bad="发出收费通知0件，收费通知总金额300元。",
    good="发出收费通知1件，收费通知总金额300元。",
    needs="D+fee",
)
def notices_without_total(case: Case) -> Checks:
    fee = _fee(case)
    if fee.notices is None or fee.total_yuan is None:
        raise NotApplicable("没有同时写明通知件数和总金额")
    if (fee.notices == 0) != (fee.total_yuan == 0):
        yield _hit(
            fee,
            f"发出收费通知{fee.notices}件，而收费通知总金额为{_yuan(fee.total_yuan)}，两者矛盾。请核实更正。",
            found=f"{fee.notices}件、{_yuan(fee.total_yuan)}",
            expected="件数和总金额同时为0或者同时不为0",
        )


@rule(
    "N08",
    "金额非10的倍数",
    "warning",
    why="按收费标准，按件计收以100元为单位，按量计收以10元为单位，因此通知总金额必为10元的整数倍。",
    basis=FEE_MEASURES,
    bad="收费通知总金额1235元。",
    good="收费通知总金额1240元。",
    needs="D+fee",
)
def not_by_tens(case: Case) -> Checks:
    fee = _fee(case)
    amounts = {k: v for k, v in _three(fee).items() if k != "notices" and v is not None}
    if not amounts:
        raise NotApplicable("没有写明金额")
    odd = {k: v for k, v in amounts.items() if round(v * 10_000) % 100_000}
    if odd:
        shown = "、".join(f"{_NAMES[k]}{_yuan(v)}" for k, v in odd.items())
        yield _hit(
            fee,
            f"{shown}不是10元的整数倍，与收费标准（按件以100元、按量以10元为单位）不符。请核实金额和单位。",
            found=shown,
            expected="10元的整数倍",
        )


@rule(
    "N09",
    "门槛不符",
    "hint",
    why="按件计收的，同一申请人一个自然月内超过10件才收费；全年申请不超过10件却按件收费，不合标准（按量计收不受此限）。",
    basis=FEE_MEASURES,
    bad="全年新收申请4件、无上年结转，发出收费通知1件，总金额300元。",
    good="全年新收申请26件，发出收费通知1件，总金额300元。",
    needs="D+fee",
)
def below_threshold(case: Case) -> Checks:
    fee = _fee(case)
    notices, total = fee.notices, fee.total_yuan
    if not notices or not total or total % 100:
        return
    if re.search("按量|页", level(fee.text or "")):
        return
    received = case.value("applications", "new_received", "total") + case.value(
        "applications", "carried_in", "total"
    )
    if received <= 10:
        yield _hit(
            fee,
            f"全年新收和上年结转的申请共{received}件，而发出收费通知{notices}件、总金额{_yuan(total)}。"
            "按件计收的，同一申请人一个自然月内超过10件才收费；请核实是否按量计收，或者件数、金额有误。",
            found=f"申请{received}件",
            expected="按件收费须同一申请人当月申请超过10件",
        )


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
    "N11",
    "单位混用",
    "hint",
    why="信息处理费金额以元为单位最清楚；万元后小数过多或者漏写单位，容易误读。",
    basis=PRACTICE,
    bad="收费通知总金额0.123456万元；实际收取1200。",
    good="收费通知总金额1230元；实际收取总金额1200元。",
    needs="D+fee",
)
def units(case: Case) -> Checks:
    fee = _fee(case)
    flat = level(fee.text or "")
    if match := _LONG_DECIMALS.search(flat):
        yield _hit(
            fee,
            f"信息处理费金额“{match.group()}”小数超过4位，请核实，建议以元为单位填写。",
            found=match.group(),
        )
    elif match := _UNITLESS.search(flat):
        yield _hit(
            fee,
            f"信息处理费金额“{match.group()}”没有写单位，请补上“元”。",
            found=match.group(),
            expected=f"{match['number']}元",
        )


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
    fee = _fee(case)
    if not any(s.number == 6 for s in parts(case.report)[0]):
        raise NotApplicable("没有找到第六部分")
    if fee.section == 6:
        if _signed_before(case, fee):
            yield _hit(
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
    yield _hit(
        fee,
        f"信息处理费收取情况没有写在第六部分（“{quote(fee.text or '', 60)}”）。建议移到第六部分“其他需要报告的事项”中。",
        expected="第六部分",
    )


def _signed_before(case: Case, fee: Fee) -> bool:
    """Whether a date line, that is the signature, stands between the heading of section 6 and the statement."""
    section = next(s for s in parts(case.report)[0] if s.number == 6)
    lines = case.report.text[section.body : fee.start].split("\n")
    return any(_DATE_LINE.fullmatch(line) for line in lines)


RULES = (
    no_statement,
    wrong_wording,
    figures_lacking,
    not_in_figures,
    wrong_year,
    more_than_asked,
    notices_without_total,
    not_by_tens,
    below_threshold,
    wrong_citation,
    units,
    too_early,
    elsewhere,
)
