"""What the rules on the fee statement share: the statement itself, its three figures, what is due."""

from __future__ import annotations

import re

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Fee
from gipr_nlp.rules.base import Case, Hit
from gipr_nlp.rules.scope import require_report

FIRST_YEAR = 2021
THREE = "发出收费通知件数、收费通知总金额、实际收取总金额"
EARLIER = re.compile("往年|上年|上一年|去年|以前年度|跨年|补缴|历年|以往")


def statement(case: Case) -> Fee:
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


def fee_hit(fee: Fee, message: str, **more: object) -> Hit:
    """A hit on the statement; ``more`` are fields of the hit."""
    return Hit(message, **{**_at(fee), **more})  # type: ignore[arg-type]  # the fields of Hit by name
