"""Family N, the three figures of the fee statement among each other (N03, N06-N09, N11; rules.md 5.13)."""

from __future__ import annotations

import re

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Fee, Number
from gipr_nlp.rules.base import FEE_MEASURES, FORMAT, PRACTICE, Case, Checks, rule
from gipr_nlp.rules.fee_note import EARLIER, THREE, fee_hit, statement
from gipr_nlp.text import level

_NAMES = {"notices": "发出收费通知件数", "total": "收费通知总金额", "collected": "实际收取总金额"}
_LONG_DECIMALS = re.compile(r"\d+\.\d{5,}\s*万元")
_UNITLESS = re.compile(
    r"(?:总?金额|总额|实收|应收|实际收取|收取)(?:为|共|计|共计|合计|是|:)*\s*(?P<number>[1-9]\d*(?:,\d{3})*(?:\.\d+)?)(?=[。;；、]|,(?!\d{3})|\s*$)"
)


def _three(fee: Fee) -> dict[str, Number | None]:
    return {"notices": fee.notices, "total": fee.total_yuan, "collected": fee.collected_yuan}


def _yuan(number: Number) -> str:
    return f"{number:,}元" if isinstance(number, int) and number >= 10_000 else f"{number}元"


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
    fee = statement(case)
    if fee.level not in ("F2", "F2b"):
        return
    three = _three(fee)
    lacking = "、".join(_NAMES[k] for k, v in three.items() if v is None)
    stated = {k: v for k, v in three.items() if v is not None}
    shown = "、".join(f"{_NAMES[k]}{_shown(k, v)}" for k, v in stated.items())
    yield fee_hit(
        fee,
        f"信息处理费收取情况三项数据不全：只写了{shown}，缺少{lacking}。请补充完整。",
        found=shown,
        expected=THREE,
        severity="hint" if not any(stated.values()) else "warning",
    )


def _shown(name: str, value: Number) -> str:
    return f"{value}件" if name == "notices" else _yuan(value)


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
    fee = statement(case)
    total, collected = fee.total_yuan, fee.collected_yuan
    if total is None or collected is None:
        raise NotApplicable("没有同时写明通知总金额和实际收取金额")
    if collected > total and not EARLIER.search(level(fee.text or "")):
        yield fee_hit(
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
    fee = statement(case)
    if fee.notices is None or fee.total_yuan is None:
        raise NotApplicable("没有同时写明通知件数和总金额")
    if (fee.notices == 0) != (fee.total_yuan == 0):
        yield fee_hit(
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
    fee = statement(case)
    amounts = {k: v for k, v in _three(fee).items() if k != "notices" and v is not None}
    if not amounts:
        raise NotApplicable("没有写明金额")
    odd = {k: v for k, v in amounts.items() if round(v * 10_000) % 100_000}
    if odd:
        shown = "、".join(f"{_NAMES[k]}{_yuan(v)}" for k, v in odd.items())
        yield fee_hit(
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
    fee = statement(case)
    notices, total = fee.notices, fee.total_yuan
    if not notices or not total or total % 100:
        return
    if re.search("按量|页", level(fee.text or "")):
        return
    received = case.value("applications", "new_received", "total") + case.value(
        "applications", "carried_in", "total"
    )
    if received <= 10:
        yield fee_hit(
            fee,
            f"全年新收和上年结转的申请共{received}件，而发出收费通知{notices}件、总金额{_yuan(total)}。"
            "按件计收的，同一申请人一个自然月内超过10件才收费；请核实是否按量计收，或者件数、金额有误。",
            found=f"申请{received}件",
            expected="按件收费须同一申请人当月申请超过10件",
        )


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
    fee = statement(case)
    flat = level(fee.text or "")
    if match := _LONG_DECIMALS.search(flat):
        yield fee_hit(
            fee,
            f"信息处理费金额“{match.group()}”小数超过4位，请核实，建议以元为单位填写。",
            found=match.group(),
        )
    elif match := _UNITLESS.search(flat):
        yield fee_hit(
            fee,
            f"信息处理费金额“{match.group()}”没有写单位，请补上“元”。",
            found=match.group(),
            expected=f"{match['number']}元",
        )


RULES = (
    figures_lacking,
    more_than_asked,
    notices_without_total,
    not_by_tens,
    below_threshold,
    units,
)
