"""Numbers in running text: where they stand, what they are worth, what they count, and the words around them.

A clause is cut into segments between marks of punctuation; every number has the words before and behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from gipr_nlp.model import Clause, Number
from gipr_nlp.text import HAN_NUMERAL, han_number, level

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
_BEFORE = re.compile(r"(?:第|令|〔|\[|\d[-—/.:]|[A-Za-z]|№|电话:?|邮编:?|“|十|每|任何|哪|无|没有|未有)$")
_NOT_ONE = re.compile(
    r"(?:未|没有?|无|从未)(?:曾|有|收到|接到|受理|接收|办理|发生|出现|产生|引发|被|过|到|任何)*$"
)
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
    if digits in ("一", "1") and _NOT_ONE.search(flat[max(0, here - 10) : here]):  # 未收到一件申请
        return None
    if flat[here - 1 : here] == '"' and flat.count('"', 0, here) % 2:  # a name: "3+N"模式
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


# --- a clause in parts ---------------------------------------------------------------------------------------------

#: Slips that are common enough to be read as what was meant, character for character.
_SLIPS = {
    "申清": "申请", "申情": "申请", "受里": "受理", "答付": "答复", "答覆": "答复", "回覆": "回复",
    "覆议": "复议", "复仪": "复议", "複议": "复议", "结传": "结转", "诉颂": "诉讼", "公幵": "公开",
}  # fmt: skip
_SEGMENT = re.compile(r"[,;。:()!?]|(?<!\d)\.|\.(?!\d)")
_WHITE = re.compile(r"\s+")
_QUOTED_NUMBER = re.compile(r"\"\d+\"")


@dataclass(frozen=True, slots=True)
class Count:
    """A number with the words before and after it that belong to it."""

    mention: Mention
    prefix: str
    suffix: str
    low: int

    @property
    def near(self) -> str:
        return f"{self.prefix}{self.suffix[:10]}"


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two marks of punctuation. ``opener`` is the mark before it."""

    text: str
    low: int
    end: int
    opener: str
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Parts:
    """A clause as the readers of claims see it. ``at[i]`` is the place of ``flat[i]`` in the clause's text."""

    flat: str
    at: tuple[int, ...]
    segments: tuple[Segment, ...] = field(default=())


@lru_cache(maxsize=1024)  # claims, fee statement and the rules of family L read the same clauses
def parts(text: str) -> Parts:
    """Cut a clause into segments; white space is left out, known slips are read as what was meant."""
    levelled = level(text)
    quoted = {i for m in _QUOTED_NUMBER.finditer(levelled) for i in (m.start(), m.end() - 1)}
    if quoted or _WHITE.search(levelled):
        kept = [i for i, char in enumerate(levelled) if not char.isspace() and i not in quoted]
        flat, at = "".join(levelled[i] for i in kept), tuple(kept)
    else:
        flat, at = levelled, tuple(range(len(levelled)))
    for slip, meant in _SLIPS.items():
        if slip in flat:
            flat = flat.replace(slip, meant)
    return Parts(flat, at, tuple(_segments(flat)))


def _segments(flat: str) -> Iterator[Segment]:
    numbers = list(mentions(flat))
    inside = {i for m in numbers for i in range(m.start, m.end)}
    ends = [m.end() for m in _SEGMENT.finditer(flat) if m.start() not in inside]
    low, opener, last, bracketed = 0, "", "", ""
    for end in [*ends, len(flat)]:
        text = flat[low:end].rstrip(",;。:()!?.")
        if text:
            here = [m for m in numbers if low <= m.start < end]
            label = bracketed if opener == ")" else last
            counts = tuple(_counts(flat, low, low + len(text), here, label))
            yield Segment(text, low, end, opener, counts)
            stop = flat[end - 1 : end]
            if stop == "(":
                bracketed = text[-20:]
            elif stop == ")" and bracketed and not here and "复议" in text:  # 行政诉讼(未经复议直接起诉)1件
                bracketed += text[:16]
            last = text if not here and stop in (":", ",", "(") and len(text) <= 16 else ""
            bracketed = "" if here or stop not in "()" else bracketed
        if end > low:
            opener = flat[end - 1]
        low = end


def _counts(flat: str, low: int, end: int, numbers: list[Mention], label: str) -> Iterator[Count]:
    """Words between two numbers belong to the second, up to an enumeration mark to the first."""
    at, before = low, ""
    for i, m in enumerate(numbers):
        prefix = flat[at : m.start]
        if i:
            mark = re.search(r"[、]|和(?!解)|及(?!时)", prefix)
            prefix = prefix[mark.end() :] if mark else prefix or before  # 发布信息294期1014条
            prefix = re.sub(r"^.{0,10}?申请(?:中|里|当中)", "", prefix)  # 8件申请中有7件在期限内答复
        stop = min(end, numbers[i + 1].start) if i + 1 < len(numbers) else end
        behind = flat[m.end : stop]
        mark = re.search(r"[、]", behind)
        suffix = behind[: mark.start()] if mark else behind
        if (
            not re.sub(r"其中|另外?|有|共计?|合计|余|还|达|为|约|\d+年度?|全年|本年度?", "", prefix)
            and label
            and not suffix
        ):
            prefix = f"{label}{prefix}"
        yield Count(m, prefix, suffix, at)
        at, before = m.end, prefix


_LINK = re.compile(r"、|和(?!解)|及(?!时)|以及|与")


def shared_out(segment: Segment) -> tuple[Count, ...]:
    """The numbers of a segment; where one stands for several things or several for a list of things, with the name of
    each: 行政复议、行政诉讼均为0, 各1件, 予以公开、部分公开分别为3件、1件."""
    counts = segment.counts
    if not counts:
        return ()
    head = counts[0].prefix
    if "分别" in head and len(counts) > 1:
        if all(
            re.search(r"[\u4e00-\u9fff]{2}", c.prefix) for c in counts[1:]
        ):  # 分别为予以公开5件、不予公开1件
            own = re.sub(r"^.*分别(?:为|是|有|作出)?", "", head)
            return (Count(counts[0].mention, own, counts[0].suffix, counts[0].low), *counts[1:])
        names = _LINK.split(head[: head.index("分别")])
        if len(names) < len(counts):
            return ()
        names, tail = names[-len(counts) :], head[head.index("分别") + 2 :]
        return tuple(Count(c.mention, name + tail, "", c.low) for c, name in zip(counts, names, strict=True))
    out: list[Count] = []
    for c in counts:
        each = re.search(r"(?:均|都|皆|各|数量均|数均)(?:为|是|有|计)?$", c.prefix)
        names = (
            _LINK.split(c.prefix[: each.start()] if each else c.prefix)
            if each or c.mention.value == 0
            else []
        )
        if len(names) > 1 and all(len(name) > 1 for name in names):
            out.extend(Count(c.mention, name, "", c.low) for name in names)
        else:
            out.append(c)
    return tuple(out)


_MARKS = "、，,；;：:。（）() "


def spot(clause: Clause, at: tuple[int, ...], low: int, end: int, text: str | None) -> tuple[int, int, str]:
    """(start, end, quoted text) of a stretch ``low:end`` of a clause's squeezed text.

    A clause that was wrapped has lost its line breaks; with the report's ``text`` its place is found all the same,
    without it the whole clause is quoted.
    """
    while low < end - 1 and clause.text[at[low]] in _MARKS:
        low += 1
    first, last = at[low], at[end - 1]
    shown = clause.text[first : last + 1]
    if clause.end - clause.start == len(clause.text):
        return clause.start + first, clause.start + last + 1, shown
    if text is None:
        return clause.start, clause.end, clause.text
    places = _unwrapped(text[clause.start : clause.end], clause.text)
    if places is None:
        return clause.start, clause.end, clause.text
    return clause.start + places[first], clause.start + places[last] + 1, shown


def _unwrapped(printed: str, joined: str) -> list[int] | None:
    """For each character of a joined clause its place in the printed lines."""
    places, i = [], 0
    for char in joined:
        while i < len(printed) and printed[i] != char:
            if not printed[i].isspace():
                return None
            i += 1
        if i == len(printed):
            return None
        places.append(i)
        i += 1
    return places
