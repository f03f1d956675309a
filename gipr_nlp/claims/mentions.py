"""Numbers in running text: where they stand, what they are worth, what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gipr_nlp.model import Number
from gipr_nlp.text import HAN_NUMERAL, han_number

UNITS = (
    "万人次|人次|件次|条次|场次|个百分点|百分点|个工作日|工作日|万元|亿元|千元|万件|万条|万次|万户|万人|小时"
    "|件|宗|份|条|起|例|个|项|篇|次|场|期|部|元|名|人|家|则|批|封|通|天|桩|单|笔|户|卷|册|种|处|类|%|‰"
)
_ABOUT = ("约", "近", "超过", "逾", "将近", "大约", "超", "大概", "不下", "不到")
_NUMBER = re.compile(
    rf"(?P<about>{'|'.join(_ABOUT)}|达到?)?\s*"
    rf"(?P<digits>(?<![\d.])(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)|百分之[{HAN_NUMERAL}]+|[{HAN_NUMERAL}]+)"
    rf"\s*(?P<scale>[万亿千百](?!元))?(?P<more>余|多|来)?\s*(?P<unit>{UNITS})?(?P<after>余|多(?!次|种|个|项|家))?"
)
_NOT_A_COUNT = re.compile(
    r"年|月|日|时(?!间)|号|层|楼|室|路|周年|届|度|中全会|大(?!量)|·|[-—/.]\d|〕|\]|:\d\d|[A-Za-z]"
)
_BEFORE = re.compile(r"(?:第|令|〔|\[|\d[-—/.:]|[A-Za-z]|№|电话:?|邮编:?|[\"“]|十|每|任何|哪|无|没有|未有)$")
_STANDS_ALONE = re.compile(r"(?:[:为是共计达有数量额]|等于|总计|合计)$")
_AFTER_ALONE = re.compile(r"[,;。、:)(!]")
#: 一次 to 三个 and the like as parts of words or phrases, not counts: 第一次, 一个方面, 一件件, 一条龙.
_IDIOM = {
    "次": "性递提申",
    "个": "方是级些定样月百小工人层",
    "人": "性一",
    "天": "天",
    "部": "门分",
    "通": "过道办",
    "名": "",
    "条": "龙线渠途路措意建",
    "件": "件一事(",
    "项": "项",
    "类": "别型",
    "处": "处",
    "起": "草",
    "单": "位独一",
    "期": "限间",
    "家": "",
    "批": "准复示次",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A number of the text. ``unit`` is None where it stands alone (申请数量为0); money keeps its printed unit."""

    value: Number
    unit: str | None
    start: int
    end: int
    approximate: bool


def mentions(flat: str) -> Iterator[Mention]:
    """Counts, sums and rates in a levelled text; years, dates, document numbers and ordinals are none."""
    for match in _NUMBER.finditer(flat):
        found = _mention(flat, match)
        if found is not None:
            yield found


def _mention(flat: str, match: re.Match[str]) -> Mention | None:
    digits, unit = match["digits"], match["unit"]
    here, end = match.start("digits"), match.end()
    if _BEFORE.search(flat[max(0, here - 6) : here]) or (unit is None and _NOT_A_COUNT.match(flat, end)):
        return None
    value: Number | None
    if digits.startswith("百分之"):
        value, unit = han_number(digits[3:]), "%"
    elif digits[0] in HAN_NUMERAL:
        value = _in_words(flat, match)
    else:
        value = float(digits.replace(",", ""))
        if unit is None and not match["scale"] and not _stands_alone(flat, here, end, digits):
            return None
    if value is None:
        return None
    factor = {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100}.get(match["scale"] or "", 1)
    if unit and len(unit) > 1 and unit[0] == "万" and unit != "万元":
        factor, unit = 10_000, unit[1:]
    if unit in ("元", "余") and match["scale"] in ("万", "亿"):  # 3.5万余元
        factor, unit = 1, f"{match['scale']}元"
    worth = round(float(value) * factor, 6)
    more = bool(match["more"] or match["after"]) or match["about"] in _ABOUT
    return Mention(int(worth) if worth == int(worth) else worth, unit, here, end, more)


def _in_words(flat: str, match: re.Match[str]) -> int | None:
    """Value of a Chinese numeral that counts something; None for 一次性, 一个方面, 千方百计, 万无一失 …"""
    digits, unit, end = match["digits"], match["unit"], match.end()
    if unit is None:
        alone = digits in ("零", "〇") and _stands_alone(flat, match.start("digits"), end, digits)
        return 0 if alone else None
    if flat[end : end + 1] in tuple(_IDIOM.get(unit, "")) and flat[end : end + 1]:
        return None
    if digits[0] in "百千万亿" and match["about"] not in _ABOUT:
        return None
    return han_number(digits)


def _stands_alone(flat: str, here: int, end: int, digits: str) -> bool:
    """申请数为11。 – a number without measure word at the end of its part of the sentence."""
    before = _STANDS_ALONE.search(flat[max(0, here - 4) : here])
    return bool(before) and len(digits) <= 6 and (end >= len(flat) or bool(_AFTER_ALONE.match(flat, end)))
