"""Family H: one part of a report against another - applications, reviews, fee statement, charges, section 5."""

from __future__ import annotations

import re

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Fee, Number
from gipr_nlp.rules.base import FEE_MEASURES, FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.printed import cell_name, title
from gipr_nlp.rules.stated import total
from gipr_nlp.text import squash

APPLICATIONS, REVIEW, DISCLOSURE = (title(name) for name in ("applications", "review", "disclosure"))
VERIFY = "请贵单位核实更正。"
_MENTIONED = re.compile(
    r"复议|诉讼|纠正|败诉|应诉|法院|答复(?:书|文书)?[^,。;]{0,12}(?:质量|规范|不准|不当|瑕疵|有误|错误)"
)
_EARLIER = re.compile(r"上一?年|去年|往年|以前|此前|前一年|历史|早年|20\d\d年[^,。;]{0,12}(?:申请|答复|受理)")


def _fee(case: Case) -> Fee:
    """The fee statement; NotApplicable for reports up to 2020 that make none."""
    if case.report.fee is None:
        raise NotApplicable("2020年及以前的报告没有信息处理费")
    return case.report.fee


def _received(case: Case) -> Number:
    return total(case, "new_received", "carried_in")


def _yuan(amount: Number) -> str:
    return f"{amount:g}元"


@rule(
    "H01",
    "未缴费不再处理 vs 收费通知",
    "warning",
    why="因逾期未缴费而不再处理申请，前提是发出过收费通知；收费说明却写没有发出通知或没有提到。上年年底发出的通知也可能在本年到期，请核实。",
    basis=FEE_MEASURES,
    bad="“逾期未按收费通知要求缴纳费用、行政机关不再处理”1件，第六部分写“发出收费通知0件”。",
    good="“逾期未按收费通知要求缴纳费用、行政机关不再处理”1件，第六部分写“发出收费通知1件”。",
    needs="D+fee",
)
def unpaid_without_notice(case: Case) -> Checks:
    if case.form("applications") != "2021":
        raise NotApplicable("2019年版格式没有这一项")
    unpaid = case.value("applications", "other_fee_unpaid", "total")
    if not unpaid:
        return
    fee = _fee(case)
    if fee.notices:
        return
    if fee.notices is None and fee.level in ("F2", "F2b") and fee.total_yuan:
        yield Unsure("收费说明没有写明通知件数，但写明了金额")
        return
    said = "写明发出收费通知0件" if fee.notices == 0 else "没有写明发出过收费通知"
    cell = case.cell("applications", "other_fee_unpaid", "total")
    yield Hit(
        f"{APPLICATIONS}中{cell_name(cell, '2021')}为{unpaid}件，而收费说明{said}。"
        "申请人逾期未缴费而不再处理，前提是发出过收费通知；如通知是上年年底发出的，请加以说明，否则请核实更正。",
        cell=cell,
        section=3,
        found=f"{unpaid}件",
        expected="收费通知件数不少于逾期未缴费件数",
        evidence=(fee.text,) if fee.text else (),
        confidence=0.9,
    )


@rule(
    "H02",
    "收费通知件数过多",
    "error",
    why="收费通知是对申请发出的，件数不可能多于本年新收与上年结转的申请之和。",
    basis=FEE_MEASURES,
    bad="新收6件、上年结转1件，发出收费通知9件。",
    good="新收6件、上年结转1件，发出收费通知1件。",
    needs="D+claims+fee",
)
def too_many_notices(case: Case) -> Checks:
    fee = _fee(case)
    if fee.notices is None:
        raise NotApplicable("收费说明没有写明通知件数")
    received = _received(case)
    if fee.notices > received:
        yield _about_fee(
            case,
            fee,
            f"收费说明写明发出收费通知{fee.notices}件，多于{APPLICATIONS}中本年新收与上年结转之和{received}件"
            f"（多{fee.notices - received}件）。{VERIFY}",
            f"{fee.notices}件",
            f"不多于{received}件",
            # without applications H08 says so
            defect="fee without applications" if received == 0 else None,
        )


def _about_fee(
    case: Case,
    fee: Fee,
    message: str,
    found: str,
    expected: str,
    defect: str | None = None,
    leads: bool = False,
) -> Hit:
    return Hit(
        message,
        section=fee.section,
        line=case.report.document.line_at(fee.start) if fee.start is not None else None,
        start=fee.start,
        end=fee.end,
        found=found,
        expected=expected,
        evidence=(fee.text,) if fee.text else (),
        defect=defect,
        leads=leads,
    )


@rule(
    "H03",
    "复议诉讼多于办理量",
    "warning",
    why="行政复议和直接起诉的案件由答复引起，一般不会多于本年和上年办理的申请件数。",
    basis=PRACTICE,
    bad="本年和上年办理结果总计共5件，行政复议和直接起诉共9件。",
    good="本年办理结果总计30件，行政复议和直接起诉共9件。",
    needs="D/P",
    again=True,
)
def more_cases_than_answers(case: Case) -> Checks:
    cases = total(case, "reconsideration", "litigation_direct", table="review")
    if cases <= 3:
        return
    handled = case.value("applications", "total_handled", "total")
    before = _last_year(case, "applications", "total_handled")
    if cases <= handled + (before or 0):
        return
    known = (
        f"本年办理结果总计{handled}件（未对照上年报告）"
        if before is None
        else f"本年和上年办理结果总计之和{handled + before}件"
    )
    yield Hit(
        f"{REVIEW}中行政复议与未经复议直接起诉共{cases}件，多于{known}，请核实是否填写有误；确属以前年度答复引起的，请加以说明。",
        cell=case.cell("review", "reconsideration", "total"),
        section=4,
        found=f"{cases}件",
        expected="一般不多于办理的申请件数",
        severity="hint" if before is None else None,
        confidence=0.9,
    )


def _last_year(case: Case, table: str, row: str) -> Number | None:
    """A total of last year's report, where there is one and it was read for certain."""
    cell = case.last_year.by_key.get((table, row, "total")) if case.last_year else None
    return None if cell is None or cell.doubt else cell.value


@rule(
    "H04",
    "复议后起诉无复议",
    "warning",
    why="复议后起诉的案件先要经过行政复议，本年或上年应当有相应的行政复议案件。",
    basis=PRACTICE,
    bad="复议后起诉2件，本年和上年行政复议均为0。",
    good="复议后起诉2件，本年行政复议3件。",
    needs="D/P",
    again=True,
)
def lawsuit_without_review(case: Case) -> Checks:
    lawsuits = case.value("review", "litigation_after_review", "total")
    if not lawsuits or case.value("review", "reconsideration", "total"):
        return
    before = _last_year(case, "review", "reconsideration")
    if before is None:
        yield Unsure("没有上年报告，不知道上年是否有行政复议")
    elif before == 0:
        yield Hit(
            f"{REVIEW}中复议后起诉{lawsuits}件，而本年和上年行政复议均为0。复议后起诉的案件应当先经过行政复议，"
            f"请核实是否应填在“未经复议直接起诉”。{VERIFY}",
            cell=case.cell("review", "litigation_after_review", "total"),
            section=4,
            found=f"复议后起诉{lawsuits}件",
            expected="有相应的行政复议",
            confidence=0.9,
        )


@rule(
    "H05",
    "零申请而有复议诉讼",
    "hint",
    why="没有收到也没有结转申请，却有行政复议或诉讼，可能由以前年度的答复引起，应当在文字中说明。",
    basis=PRACTICE,
    bad="新收和上年结转均为0，行政诉讼1件，文字没有说明。",
    good="新收和上年结转均为0，行政诉讼1件，文字写明“系2022年答复引起”。",
    needs="D/P",
)
def cases_without_applications(case: Case) -> Checks:
    if _received(case) != 0:
        return
    cases = total(case, "reconsideration", "litigation_direct", "litigation_after_review", table="review")
    if not cases:
        return
    told = [squash(c.text) for c in case.report.clauses if re.search(r"复议|诉讼|起诉", squash(c.text))]
    if any(_EARLIER.search(text) for text in told):
        return
    yield Hit(
        f"{APPLICATIONS}中本年新收和上年结转均为0，而{REVIEW}中有行政复议、行政诉讼共{cases}件。"
        "如由以前年度的答复引起，建议在文字中说明；如填写有误，请更正。",
        cell=case.cell("review", "reconsideration", "total"),
        section=4,
        found=f"{cases}件",
        expected="在文字中说明由来",
        confidence=0.9,
    )


@rule(
    "H06",
    "被纠错未在问题中反映",
    "warning",
    why="答复被复议机关或法院纠正，说明办理工作存在问题，应当在第五部分反映并提出改进措施。",
    basis=FORMAT,
    bad="行政复议结果纠正1件，第五部分没有提到复议、诉讼或答复质量。",
    good="行政复议结果纠正1件，第五部分写明“因答复理由不充分被纠正1件”并提出改进措施。",
    needs="D+labels",
)
def corrections_not_reported(case: Case) -> Checks:
    rows = ("reconsideration", "litigation_direct", "litigation_after_review")
    counts = {row: case.value("review", row, "corrected") for row in rows}
    if not any(counts.values()):
        return
    section = case.report.section(5)
    text = squash(case.report.section_text(5))
    if section is None or len(text) < 10:
        raise NotApplicable("没有第五部分的文字")
    if _MENTIONED.search(text):
        return
    row = next(row for row in rows if counts[row])
    yield Hit(
        f"{REVIEW}中“结果纠正”共{sum(counts.values())}件，而第五部分“{section.heading.strip()}”没有反映复议诉讼纠错或答复质量方面的问题。"
        "请贵单位补充原因和改进措施。",
        cell=case.cell("review", row, "corrected"),
        section=5,
        found=f"结果纠正{sum(counts.values())}件",
        expected="在第五部分反映",
        confidence=0.85,
    )


@rule(
    "H07",
    "信息处理费与收费金额",
    "hint",
    why="信息处理费缴入国库；实际收取了信息处理费，而第二部分行政事业性收费金额为0或更小，请核实两处口径。",
    basis=FEE_MEASURES,
    bad="实际收取信息处理费1100元，“本年收费金额”为0万元。",
    good="实际收取信息处理费1100元，“本年收费金额”为0.11万元。",
    needs="D+fee",
)
def fee_and_charges(case: Case) -> Checks:
    collected = _fee(case).collected_yuan
    if case.form("disclosure") != "2021":
        raise NotApplicable("2019年版格式没有收费金额")
    if not collected:
        return
    amount = case.value("disclosure", "fees", "amount")
    if round(collected / 10_000, 6) > amount:
        cell = case.cell("disclosure", "fees", "amount")
        yield Hit(
            f"收费说明写明实际收取信息处理费{_yuan(collected)}（{collected / 10_000:g}万元），而{DISCLOSURE}中{cell_name(cell, '2021')}"
            f"为{amount}万元，小于实际收取的信息处理费。请核实信息处理费是否计入行政事业性收费。",
            cell=cell,
            section=2,
            found=f"{amount}万元",
            expected=f"不小于{collected / 10_000:g}万元",
            confidence=0.8,
        )


@rule(
    "H08",
    "零申请却有收费",
    "error",
    why="没有收到也没有结转申请，就没有可以收费的对象；只写实际收取的，可能是上年通知在本年缴纳。",
    basis=FEE_MEASURES,
    bad="新收和上年结转均为0，发出收费通知1件。",
    good="新收和上年结转均为0，发出收费通知0件，实际收取0元。",
    needs="D+fee",
)
def fee_without_applications(case: Case) -> Checks:
    fee = _fee(case)
    if not fee.notices and not fee.collected_yuan:
        return
    if _received(case) != 0:
        return
    said = [f"发出收费通知{fee.notices}件"] if fee.notices else []
    said += [f"实际收取{_yuan(fee.collected_yuan)}"] if fee.collected_yuan else []
    only_collected = not fee.notices
    yield Hit(
        f"{APPLICATIONS}中本年新收和上年结转均为0，而收费说明写明{'、'.join(said)}。"
        f"{'如系上年通知在本年缴纳，请加以说明，否则' if only_collected else ''}请贵单位核实更正。",
        section=fee.section,
        line=case.report.document.line_at(fee.start) if fee.start is not None else None,
        start=fee.start,
        end=fee.end,
        found="、".join(said),
        expected="没有申请则没有收费",
        evidence=(fee.text,) if fee.text else (),
        severity="warning" if only_collected else None,
        confidence=0.9 if only_collected else 1.0,
        defect="fee without applications",
        leads=True,
    )


RULES = (
    unpaid_without_notice,
    too_many_notices,
    more_cases_than_answers,
    lawsuit_without_review,
    cases_without_applications,
    corrections_not_reported,
    fee_and_charges,
    fee_without_applications,
)
