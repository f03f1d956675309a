"""Dates, years and statistics periods as reports write them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from datetime import date
from typing import NamedTuple

from gipr_nlp.text import han_number

_HAN_DIGIT = "〇○零OoＯ0一二三四五六七八九"
_YEAR = rf"(?<!\d)(?:\d{{4}}|二[〇○零OoＯ0][{_HAN_DIGIT}]{{2}})"
_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
_DATE = (
    rf"({_YEAR})\s*(?:年\s*({_MONTH})\s*月\s*({_DAY})\s*(?:[日号]|(?![\d十]))"
    r"|[-./．－]\s*(\d{1,2})\s*[-./．－]\s*(\d{1,2})\s*日?(?!\d))"
)
_TO = r"\s*(?:(?:零|\d{1,2})[时点])?(?:\(含\)|（含）)?\s*(?:起|开始)?\s*[,，]?\s*(?:至|到|[-—–－~～]{1,3})\s*"
DATE = re.compile(_DATE)
MONTH = re.compile(rf"({_YEAR})\s*年\s*({_MONTH})\s*月(?:份)?")
PERIOD = re.compile(
    rf"{_DATE}{_TO}(?:{_DATE}|(?:同年|当年|本年)?\s*(?:({_MONTH})\s*月\s*({_DAY})\s*(?:[日号]|(?!\d))|(\d{{1,2}})[./．](\d{{1,2}})(?!\d)))"
)
_MONTHS = re.compile(
    rf"({_YEAR})\s*年\s*({_MONTH})\s*月?(?:份)?{_TO}(?:({_YEAR})\s*年\s*)?({_MONTH})\s*月(?:份|底)?(?!\s*\d)"
)
_UNTIL = re.compile(rf"(?:截至|截止到?|时间点为|截止日期为)\s*{_DATE}")
_COUNTED = re.compile(
    "(?:统计|统计期限|统计时限|统计时间|统计数据|数据统计|所列数据|报告数据|数据核定)(?:的|均|为|是|日期|时间)*$"
)
_COMPARED = re.compile("同期|上年|去年|上一年|相比|对比|较")
_PERIOD_WORDS = re.compile("统计|期限|时限|数据|所列|报告期|起止")
_ANCHORS = ("统计", "期限", "时限", "所列", "月1日", "一月一日", ".1.1", "01-01", "1-1")
_SETTING_UP = re.compile("成立|组建|挂牌|设立|新设")
_YEAR_MENTION = re.compile(rf"({_YEAR})年度?(?!\s*{_MONTH}月)")


class Span(NamedTuple):
    """A date in the text: offsets, the day (None where there is no such day), year, month, day as written."""

    start: int
    end: int
    day: date | None
    numbers: tuple[int, int, int]
    text: str


class Period(NamedTuple):
    """A statistics period in the text; ``first`` or ``last`` is None where the day does not exist.

    ``stated``: words such as 统计期限 stand beside it. ``partial``: the body was set up then, says the
    sentence.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    text: str
    stated: bool
    partial: bool

    @property
    def whole_year(self) -> int | None:
        """The calendar year that it covers exactly, or None."""
        first, last = self.first, self.last
        if first is None or last is None or first.year != last.year:
            return None
        return first.year if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) else None


def number(text: str) -> int:
    """Arabic or Chinese numeral of a date part; 0 where it cannot be read."""
    if text.isdecimal():
        return int(text)
    return han_number(re.sub("[OoＯ0]", "〇", text)) or 0


def day(year: int, month: int, day_of_month: int) -> date | None:
    """The date, or None where the calendar has none."""
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None


def read_date(match: re.Match[str], group: int = 1) -> tuple[int, int, int]:
    """Year, month and day of a match of the date pattern whose first group has this number."""
    year, *parts = (match[group + i] for i in range(5))
    month, day_of_month = (parts[0], parts[1]) if parts[0] else (parts[2], parts[3])
    return number(year), number(month), number(day_of_month)


def span(match: re.Match[str], base: int = 0) -> Span:
    """A date match as a span; ``base`` is the offset of the searched text."""
    numbers = read_date(match)
    return Span(base + match.start(), base + match.end(), day(*numbers), numbers, match[0])


def find_periods(text: str) -> tuple[Period, ...]:
    """All statistics periods of a text, in its order: those named as such, and whole calendar years."""
    found: dict[int, Period] = {}
    for start, end in _windows(text):
        for match in PERIOD.finditer(text, start, end):
            first = read_date(match)
            if match[6]:
                last = read_date(match, 6)
            else:
                last = (first[0], number(match[11] or match[13]), number(match[12] or match[14]))
            _keep(found, text, match, day(*first), day(*last))
        for match in _MONTHS.finditer(text, start, end):
            year, month = number(match[1]), number(match[2])
            last_year, last_month = number(match[3]) if match[3] else year, number(match[4])
            if 1 <= month <= 12 and 1 <= last_month <= 12:
                last_day = date(last_year, last_month, monthrange(last_year, last_month)[1])
                _keep(found, text, match, date(year, month, 1), last_day)
    return tuple(found[at] for at in sorted(found))


def _windows(text: str) -> list[tuple[int, int]]:
    spots = set()
    for anchor in _ANCHORS:
        at = text.find(anchor)
        while at >= 0:
            spots.add(at)
            at = text.find(anchor, at + 1)
    merged: list[tuple[int, int]] = []
    for at in sorted(spots):
        start, end = max(0, at - 14), min(len(text), at + 80)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _keep(
    found: dict[int, Period], text: str, match: re.Match[str], first: date | None, last: date | None
) -> None:
    before = re.split("[。；;\n]", text[max(0, match.start() - 45) : match.start()])[-1]
    behind = re.split("[。；;\n]", text[match.end() : match.end() + 16])[0]
    stated = bool(_PERIOD_WORDS.search(before) or re.search("统计|数据", behind))
    stated = stated and not _COMPARED.search(before + behind)
    partial = bool(_SETTING_UP.search(before) or _SETTING_UP.search(match[0]) or _SETTING_UP.search(behind))
    period = Period(match.start(), match.end(), first, last, match[0], stated, partial)
    if (stated or period.whole_year) and all(
        not (p.start < match.end() and match.start() < p.end) for p in found.values()
    ):
        found[match.start()] = period


def find_cutoff(text: str) -> Span | None:
    """A statistics date without beginning: 数据截至2021年12月31日."""
    for word in ("截", "时间点"):
        at = text.find(word)
        while at >= 0:
            match = _UNTIL.match(text, at)
            if match and _COUNTED.search(text[max(0, at - 20) : at]):
                return span(match)
            at = text.find(word, at + 1)
    return None


def year_mentions(text: str) -> Counter[int]:
    """How often each year stands in the text as 20xx年, names of documents in 《》 left out."""
    counts: Counter[int] = Counter()
    at = text.find("年", 4)
    while at >= 0:
        if text[at - 1].isdecimal() or text[at - 1] in _HAN_DIGIT:
            digits = text[at - 4 : at].strip()
            if len(digits) == 4 and (digits.isdecimal() or digits[0] == "二"):
                year = number(digits)
                opened = text.rfind("《", max(0, at - 40), at)
                if 2000 < year < 2100 and (opened < 0 or "》" in text[opened:at]):
                    counts[year] += 1
        at = text.find("年", at + 1)
    return counts


def first_year(text: str) -> int | None:
    """The first year named in a text that is no part of a date or of a document's name."""
    for match in _YEAR_MENTION.finditer(re.sub("《[^》]*》", lambda m: " " * len(m[0]), text)):
        year = number(match[1])
        if 2000 < year < 2100:
            return year
    return None
