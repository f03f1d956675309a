"""Family Q, numbered items: gaps, mixed styles, announced counts, single items (Q01-Q04, rules.md 5.15).

A series is what one hand numbered under one parent. A mark of a style that is open goes on with the innermost series
of that style and closes what is beneath it; number one opens a new series.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.narrative import Page, cutting, page
from gipr_nlp.rules.scope import require_report
from gipr_nlp.text import han_number

_HAN = "一二三四五六七八九十"
_MARK = re.compile(
    r"(?P<lead>^[ \t#*>]{0,40}|(?<=[。;:,!?)])[ \t]{0,8}|(?<=[ \t]))(?:"
    rf"\((?P<paren_han>[{_HAN}]{{1,3}})\)|\((?P<paren_num>\d{{1,2}})\)"
    rf"|(?P<han>(?:(?<=\n)|(?<=\n[ \t])|(?<=\n[ \t][ \t]))[{_HAN}]{{1,3}}(?=、))"
    r"|(?<![\d.第])(?P<num>\d{1,2})(?P<sep>[.、])(?=\s*[\u4e00-\u9fff《\"]|20\d\d年)|(?P<circled>[①-⑳])"
    rf"|(?P<is>[{_HAN}]{{1,2}})(?P<verb>是(?!否)|要(?!求|闻|点|素|件|务|道|目|紧)|则|为(?!主|辅|先|了|期|民))"
    rf"|第(?P<order>[{_HAN}]{{1,2}})(?=[,、:]))",
    re.MULTILINE,
)
_STYLES = ("paren_han", "paren_num", "han", "num", "circled", "is", "order")
_KIN = ({"paren_han", "paren_num"}, {"is", "order"}, {"num", "paren_num"}, {"han", "paren_han"})
SECTIONS = (0, 1, 5, 6)
MOST = 5  # findings of one kind


class Item(NamedTuple):
    """One item mark: its style, its number, the verb (一是, 一要) or separator beside it, and its place."""

    style: str
    number: int
    manner: str
    start: int
    end: int


@dataclass
class Series:
    """Items of one hand under one parent; ``faults`` are the items whose number does not follow."""

    items: list[Item]
    styles: set[str]
    section: int
    faults: list[tuple[Item, Item]] = field(default_factory=list)
    mixed: list[tuple[Item, Item]] = field(default_factory=list)

    def add(self, item: Item) -> None:
        last = self.items[-1]
        if item.style != last.style or (item.manner != last.manner and item.manner and last.manner):
            self.mixed.append((last, item))
        self.items.append(item)
        self.styles.add(item.style)


def series(case: Case) -> list[Series]:
    """Every series of the narrative chapters, in the order of their beginning; found once."""
    if "series" not in case.memo:
        case.memo["series"] = list(_series(case))
    known: list[Series] = case.memo["series"]
    return known


def _series(case: Case) -> Iterator[Series]:
    said = page(case)
    for section in case.report.sections:
        if section.number in SECTIONS:
            low, high = said.offset(section.body), said.offset(section.end)
            yield from _of_section(list(_items(said.flat, low, high)), section.number or 0)


def _items(flat: str, start: int, end: int) -> Iterator[Item]:
    for found in _MARK.finditer(flat, start, end):
        style = next(s for s in _STYLES if found[s])
        text = found[style]
        number = (
            ord(text) - ord("①") + 1
            if style == "circled"
            else int(text)
            if text.isdigit()
            else han_number(text)
        )
        if number:
            manner = found["verb"] or found["sep"] or ""
            yield Item(style, number, manner, found.end("lead"), found.end())


def _of_section(items: list[Item], section: int) -> Iterator[Series]:
    opened: list[Series] = []
    found: list[Series] = []
    for item in items:
        depth = next((n for n in range(len(opened) - 1, -1, -1) if item.style in opened[n].styles), None)
        if depth is not None:
            del opened[depth + 1 :]
        current = opened[-1] if opened else None
        kin = current is not None and any({item.style, current.items[-1].style} <= pair for pair in _KIN)
        if current is not None and item.number > 1 and (depth is not None or kin):
            last = current.items[-1]
            if depth is None and item.number != last.number + 1:
                pass  # another list, not a slip in the style
            else:
                if item.number != last.number + 1:
                    current.faults.append((last, item))
                current.add(item)
                continue
        if depth is not None:
            opened.pop()
        opened.append(Series([item], {item.style}, section))
        found.append(opened[-1])
    yield from found


def _loose(number: int) -> re.Pattern[str]:
    """A number as an item's in any style, also where no mark of punctuation stands before it."""
    han = _HAN[number - 1] if number <= 10 else f"十{_HAN[number - 11]}" if number < 20 else "廿"
    return re.compile(
        rf"[(]?\s*{han}\s*[)、.]|(?<!第){han}\s*(?:是|要|则|为|,)|第{han}[,、个]|(?<!\d){number}\s*[.、)]|{chr(0x245F + number)}|[(]\s*{number}\s*[)]?"
    )


def _name(flat: str, item: Item) -> str:
    return flat[item.start : item.end].strip()


def _line(said: Page, item: Item) -> str:
    return said.flat[item.start : said.line(item.start)[1]].strip()


def _words(said: Page, item: Item) -> str:
    """The first words of an item, as printed."""
    end = said.line(item.start)[1]
    return cutting(said.raw[item.start : end], 0, min(16, end - item.start), width=16)


@rule(
    "Q01",
    "条目序号跳号/重号",
    "warning",
    why="同一级的条目序号应当连续；跳号说明可能漏掉一条，重号说明编号未经核对。",
    basis=PRACTICE,
    bad="一是更新不及时；二是解读偏少；四是培训不够。",
    good="一是更新不及时；二是解读偏少；三是培训不够。",
)
def numbering(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    flat = said.flat
    for found in series(case):
        faults = [(last, item) for last, item in found.faults if not _is_there(said, last, item)]
        if not faults:
            continue
        last, item = faults[0]
        between = flat[last.end : item.start].split("\n")[1:-1]
        lost = item.number > last.number + 1 and any(map(_like_a_heading, between))
        what = "序号重复" if item.number == last.number else "序号不连续"
        told = "；".join(f"“{_name(flat, a)}”之后是“{_name(flat, b)}”" for a, b in faults[:3])
        yield Hit(
            f"条目{what}：{told}（“{_words(said, last)}”、“{_words(said, item)}”）。"
            + (
                "其间有一行没有序号的标题，如系转换文件时丢失序号，请忽略。"
                if lost
                else "请核对是否漏写条目，并更正序号。"
            ),
            severity="hint" if lost else None,
            found=f"{_name(flat, last)}、{_name(flat, item)}",
            expected=str(last.number + 1),
            evidence=(_words(said, last), _words(said, item)),
            free=lost,
            quote=f"{_name(flat, last)}{_words(said, item)}",
            **said.place(item.start, item.end),
        )


def _is_there(said: Page, last: Item, item: Item) -> bool:
    """Whether the missing number stands between without its mark, or the paragraph was pasted twice (A10)."""
    between = said.flat[last.end : item.start]
    if any(_loose(n).search(between) for n in range(last.number + 1, item.number)):
        return True
    return item.number == last.number and _line(said, item) == _line(said, last)


def _like_a_heading(line: str) -> bool:
    return 2 < len(line.strip()) <= 30 and line.strip()[-1] not in "。;:,.!?"


@rule(
    "Q02",
    "序号样式混用",
    "hint",
    why="同一级条目使用不同样式的序号（如“（1）（2）（三）”“一要……二是……”），层次不清，多为拼接不同文稿所致。",
    basis=PRACTICE,
    bad="（1）健全机制……（2）完善制度……（三）推进公开……",
    good="（一）健全机制……（二）完善制度……（三）推进公开……",
)
def styles(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    flat = said.flat
    for found in series(case):
        if not found.mixed:
            continue
        one, other = found.mixed[0]
        printed = "、".join(f"“{_name(flat, item)}”" for item in found.items[:6])
        yield Hit(
            f"同一级条目的序号样式不一致：{printed}。建议统一为一种样式。",
            found=f"{_name(flat, one)}、{_name(flat, other)}",
            evidence=(_words(said, one), _words(said, other)),
            quote=f"{_name(flat, one)}{_words(said, other)}",
            **said.place(other.start, other.end),
        )


_COUNT = re.compile(
    rf"(?:以下|如下|下列|下面|从|主要|抓好|抓住|抓实|做好|做到|体现在|表现在|表现为|存在|采取|围绕|开展|有|是)[^,。;:\n]{{0,10}}?"
    rf"(?P<count>[{_HAN}两]{{1,2}}|(?<!\d)\d{{1,2}})\s*(?:个|大)?(?:方面|项|点|条|类|问题|举措|措施|做法|环节|途径|不足|短板|弱项|差距|困难|薄弱环节|任务|工作)"
    r"(?P<tail>[^,。;:\n]{0,14})[:,。;]?\s*$"
)
_COUNT_BEHIND = re.compile(
    rf"(?:问题|不足|短板|措施|做法)(?:主要|集中)?(?:有|为|是)(?:以下)?(?P<count>[{_HAN}两]{{1,2}}|\d{{1,2}})(?:个|条|点|项)(?:方面)?[:,。;]\s*$"
)
_LAST_WITHOUT = re.compile("此外|另外|最后|还有|同时|其次|与此同时")


@rule(
    "Q03",
    "方面数不符",
    "warning",
    why="前面说“以下几方面”，后面的条目数应当一致；不一致说明漏写或多写了一条。",
    basis=PRACTICE,
    bad="主要从以下三方面改进：一是……；二是……。",
    good="主要从以下两方面改进：一是……；二是……。",
)
def announced_count(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    flat = said.flat
    for found in series(case):
        first = found.items[0]
        if first.number != 1 or found.faults:
            continue
        lead = flat[max(0, first.start - 50) : first.start]
        announced = _COUNT.search(lead) or _COUNT_BEHIND.search(lead)
        if announced is None:
            continue
        count = int(announced["count"]) if announced["count"].isdigit() else han_number(announced["count"])
        number = len(found.items)
        behind = flat[found.items[-1].end : found.items[-1].end + 400].split("\n\n")[0]
        if not count or count == number or count < 2:
            continue
        if number < count and (
            _loose(number + 1).search(behind) or (number == count - 1 and _LAST_WITHOUT.search(behind))
        ):
            continue
        shown = announced[0].strip(" \n:,。;")
        yield Hit(
            f"“{shown}”称有{announced['count']}项，其后列出的条目有{number}项（从“{_name(flat, first)}”到“{_name(flat, found.items[-1])}”）。请核对是否漏写或误写。",
            found=f"{number}项",
            expected=f"{count}项",
            evidence=(shown,),
            **said.place(first.start, first.end),
        )


_SECOND = re.compile(r"二\s*(?:是|要|则|为|来)|其二|第二[,、]|另一方面|其次|再次|(?<!\d)2\s*[.、)]|②")


@rule(
    "Q04",
    "单条目编号",
    "hint",
    why="只有一条时不需要编号；只见“一是”不见“二是”，可能漏写了后面的条目。",
    basis=PRACTICE,
    bad="存在问题：一是解读材料偏少。下一步将加强解读。",
    good="存在问题：解读材料偏少。下一步将加强解读。",
)
def single_item(case: Case) -> Checks:
    require_report(case)
    said = page(case)
    flat = said.flat
    told = 0
    for found in series(case):
        first = found.items[0]
        if len(found.items) > 1 or first.number != 1 or first.style not in ("paren_han", "is"):
            continue
        if first.manner in ("为", "则"):  # 一为…，一为…
            continue
        origin = said.origin(first.start)
        end = next((said.offset(s.end) for s in case.report.sections if s.start <= origin < s.end), len(flat))
        if told == MOST:
            return
        second = _loose(2) if first.style == "paren_han" else _SECOND
        if second.search(flat, first.end, end):
            continue
        told += 1
        yield Hit(
            f"只有“{_name(flat, first)}”（“{_words(said, first)}”），其后没有第二条。请核对是否漏写；如只有一条，不必编号。",
            found=_name(flat, first),
            evidence=(_words(said, first),),
            free=first.style == "paren_han"
            and case.report.source.media_type.startswith(("text/", "application/pdf", "image/")),
            **said.place(first.start, first.end),
        )


RULES = (numbering, styles, announced_count, single_item)
