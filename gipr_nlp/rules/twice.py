"""One quantity given twice in a report, with different numbers (K13, and L09 that follows from it)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp.model import Claim
from gipr_nlp.rules.base import Case, Hit
from gipr_nlp.rules.stated import at, defect_of, spoken, where
from gipr_nlp.text import squash

NEW, HANDLED = "applications.new_received.total", "applications.total_handled.total"
_SAME_SENSE = (
    (NEW, re.compile(r"收到|新收|接收|接到|收悉")),
    (HANDLED, re.compile(r"办结|答复")),
    ("published.total", re.compile(r"主动公开(?:政府|政务|各类)*信息")),
)
_PLAIN = re.compile(
    r"(?:\d{4}年(?:度|全年)?|全年|本年度?|今年|年内|截至(?:\d{4}年)?(?:底|\d+月\d+日)|累计|共计?|总共|合计|,"
    r"|(?:我|本)(?:局|委|办|镇|乡|县|市|区|街道|单位|机关)|通过[^,]{2,24}|在[^,]{2,20}(?:网站|平台|公众号))*"
    r"(?:主动公开|公开|发布|推送)(?:了)?(?:各类|政府|政务)*(?:信息|消息|图文)*(?:共计?|累计|合计|总计)?\d"
)


_MARK = re.compile(r"^(?:[一二三四五六七八九十]是|[(（]?[一二三四五六七八九十\d]{1,2}[)）、.])")


def _contrary(case: Case) -> Iterator[tuple[Claim, Claim]]:
    """Two statements in different paragraphs that give different numbers for the same quantity."""
    first: dict[tuple[str, str], list[Claim]] = {}
    for claim in spoken(case, lambda c: not c.approximate and c.value is not None):
        if not _firm(claim):
            continue
        others = first.setdefault((claim.quantity, claim.scope), [])
        other = next((o for o in others if o.value != claim.value and _apart(case, o, claim)), None)
        if other is not None:
            yield other, claim
        others.append(claim)


def _firm(claim: Claim) -> bool:
    """Whether words leave no doubt that all of a quantity is meant."""
    text = _MARK.sub("", squash(claim.text))
    if claim.quantity.startswith("published."):
        return claim.quantity != "published.other" and bool(_PLAIN.match(text))
    if claim.quantity.startswith(
        ("disclosure.licensing", "disclosure.penalties", "disclosure.compulsion", "fee.")
    ):
        return False
    return all(pattern.search(text) for quantity, pattern in _SAME_SENSE if quantity == claim.quantity)


def _apart(case: Case, one: Claim, other: Claim) -> bool:
    """Whether two statements stand in different paragraphs."""
    between = case.report.text[one.end : other.start]
    return one.section != other.section or "\n" in between.strip(" ")


def said_twice(case: Case, leads: bool) -> Iterator[Hit]:
    """A hit for each second statement that differs from a first; one that the tables contradict hangs on that."""
    for one, other in _contrary(case):
        if one.verdict == other.verdict == "supported":  # one with, one without what was carried over
            continue
        wrong = [claim for claim in (one, other) if claim.verdict == "contradicted"]
        defect = defect_of(case, wrong[0])[0] if wrong else f"twice:{one.quantity}:{one.value}:{other.value}"
        channel = one.quantity.startswith("published.") and one.quantity != "published.total"
        yield at(
            case,
            other,
            f"{where(case, other)}写明“{other.text}”，而{where(case, one)}写明“{one.text}”，同一数字前后不一致。"
            "请贵单位核实后统一；如两处口径不同，请分别说明。",
            found=f"{other.value}{other.unit or ''}",
            expected=f"{one.value}{one.unit or ''}",
            severity="warning" if channel else None,
            confidence=0.8 if channel else 1.0,
            defect=defect,
            leads=leads and not wrong,
        )
