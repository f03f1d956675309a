"""Numbers in running text: where they stand, what they are worth, what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gipr_nlp.model import Number
from gipr_nlp.text import HAN_NUMERAL, han_number

UNITS = (
    "万人次|人次|件次|条次|场次|个百分点|百分点|万元|亿元|千元|万件|万条|万次|件|宗|份|条|起|例|个|项|篇|次|场|期|部|元|名|人|家|则|批|封|通|天|桩|单|%|‰"
)
_NUMBER = re.compile(
    r"(?P<about>约|近|超过|逾|将近|大约|超|达到?)?\s*"
    rf"(?P<digits>(?<![\d.])(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)|[{HAN_NUMERAL}]+)"
    rf"\s*(?P<scale>[万亿千百](?!元))?(?P<more>余|多|来)?\s*(?P<unit>{UNITS})?"
)
_NOT_A_COUNT = re.compile(r"^(?:年|月|日|时(?!间)|号|层|楼|室|路|周年|届|度|中全会|大(?!量)|·|[-—/.]\d|〕|\]|:\d\d)")
_BEFORE = re.compile(r"(?:第|令|〔|\[|\d[-—/.:]|[A-Za-z]|№|电话[:]?|邮编[:]?|“|\"|十)$")
_STANDS_ALONE = re.compile(r"(?:[:为是共计达有数量额]|等于)\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number of the text. ``unit`` None where it stands alone (申请数量为0); money keeps its printed unit."""

    value: Number
    unit: str | None
    start: int
    end: int
    approximate: bool


def mentions(flat: str) -> Iterator[Mention]:
    """Counts, sums and rates in a levelled text; years, dates, document numbers and ordinals are none."""
    for match in _NUMBER.finditer(flat):
        digits, unit = match["digits"], match["unit"]
        behind = flat[match.end() :]
        here = match.start("digits")
        if _BEFORE.search(flat[:here]) or (unit is None and _NOT_A_COUNT.match(behind)):
            continue
        if digits[0] in HAN_NUMERAL:
            if unit is None or unit in ("次", "个", "人", "天", "部", "通", "名", "条") and behind[:1] in "性别是以方份":
                continue
            value: Number | None = han_number(digits)
            if value is None or (digits in ("一", "两", "二", "三") and unit in ("个", "项", "次") and behind[:1] in "方是级些定样"):
                continue
        else:
            value = float(digits.replace(",", ""))
            if unit is None and not match["scale"]:
                alone = _STANDS_ALONE.search(flat[:here]) and (not behind or behind[0] in " ,;。、:)(")
                if not alone or len(digits) > 6:
                    continue
        factor = {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100}.get(match["scale"] or "", 1)
        if unit and len(unit) > 1 and unit[0] == "万" and unit != "万元":
            factor, unit = 10_000, unit[1:]
        value = round(float(value) * factor, 6)
        yield Mention(
            int(value) if value == int(value) else value,
            unit,
            here,
            match.end(),
            bool(match["more"]) or match["about"] in ("约", "近", "超过", "逾", "将近", "大约", "超"),
        )
