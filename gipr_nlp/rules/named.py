"""What the rules on title, issuing body and dates share: the title and the witnesses of identity."""

from __future__ import annotations

from typing import Any

from gipr_nlp.errors import NotApplicable
from gipr_nlp.rules.base import Case

VERIFY = "请贵单位核实更正。"
WITNESS = {
    "period": "统计期限",
    "cutoff": "统计截止日",
    "lead": "总体情况开头",
    "body": "正文",
    "signature": "落款日期",
}


def witnesses_of(case: Case) -> Any:
    """The witnesses; NotApplicable for a report whose text was not read here."""
    if "periods" not in case.report.witnesses:
        raise NotApplicable("未保留标题、机构和日期的识别依据")
    return case.report.witnesses


def keeps_layout(case: Case) -> bool:
    """Whether the format of the file rules out that conversion lost lines."""
    return case.report.source.media_type.endswith(("wordprocessingml.document", "opendocument.text"))
