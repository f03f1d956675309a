"""Percentages and comparisons in running text against the numbers beside them, for L02-L04."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gipr_nlp.mentions import Parts
from gipr_nlp.model import Number
from gipr_nlp.rules.sums import Item, all_kinds, items_of

_SHARE = re.compile(
    r"占(?:到|了|比|总|总数|总量|全部|申请|件数|数量|量|办理|答复|办结|公开|受理|收到|信息|全年|总计|比例|比重|的|约|为|达)*$"
)
_TOTAL = re.compile(r"收到|受理|新收|共|合计|总计|总数|累计|办理|办结|全年")
_RATE = re.compile(r"(?:办结|答复|回复)率(?:为|达到?|是|:)*$")
_RECEIVED, _HANDLED = re.compile(r"收到|新收|受理|接收|申请"), re.compile(r"办结|答复|回复")
_CARRIED = re.compile(r"上一?年度?[^,]{0,4}结转|结转上年")
_LAST = re.compile(r"(?:上一?年|去年|20\d\d年)(?:度|同期)*(?:的|为|是|有|共|收到)*$")
_GROWTH = re.compile(r"(?P<way>增长|上升|提高|增加|下降|减少|降低|回落)(?:了|率?为|约|达|幅度为)*$")
_UP, _DOWN = "增长|上升|提高|提升|增加|增|升|扩大|多", "下降|减少|降低|回落|减|降|缩短|压缩|压减|少"
_FROM_TO = re.compile(
    rf"[由从](?P<before>[^,;。]{{0,8}}?)(?P<a>\d+(?:\.\d+)?)(?P<unit>[^\d,;。]{{0,4}}?)(?P<way>{_UP}|{_DOWN})(?:长|加|少|至)?"
    r"(?:到|至|为|成)了?(?P<b>\d+(?:\.\d+)?)(?P<same>[^\d,;。]{0,2})"
)
_FEWER = re.compile(rf"^(?:{_DOWN})")


class Wrong(NamedTuple):
    """A statement that its own numbers refute: place in the squeezed text, what is said, what would be right."""

    low: int
    end: int
    said: str
    right: str
    why: str


def half_unit(item: Item, flat: str) -> float:
    """Half a unit of the last digit printed."""
    shown = re.match(r"\d+(?:\.(\d+))?", flat[item.count.mention.start :])
    decimals = len((shown and shown[1]) or "")
    return 0.5 / 10.0**decimals + 1e-9


def wrong_shares(cut: Parts) -> Iterator[Wrong]:
    """Shares, rates and growth that do not follow from the counts of the same sentence."""
    items = items_of(cut)
    for i, item in enumerate(items):
        if item.unit != "%" or item.count.mention.approximate:
            continue
        if re.search(r"(?:约|近|超过|将近)占", item.count.prefix) or re.match(
            r"左右|以上|多", item.count.suffix
        ):
            continue
        before = [x for x in items[:i] if x.unit not in ("%", "‰") and not x.count.mention.approximate]
        prefix = cut.flat[max(0, item.count.mention.start - 30) : item.count.mention.start]
        if _SHARE.search(prefix):
            yield from _share(cut, item, before)
        elif _RATE.search(prefix):
            yield from _rate(cut, item, before)
        elif _GROWTH.search(prefix):
            yield from _growth(cut, item, before, prefix)


def _share(cut: Parts, item: Item, before: Sequence[Item]) -> Iterator[Wrong]:
    if not before:
        return
    part = before[-1]
    wholes = [
        x
        for x in before[:-1]
        if x.unit == part.unit and x.value >= part.value and x.value and _is_whole(cut, x, part)
    ]
    if not wholes:
        return
    whole = max(wholes, key=lambda x: x.value)
    right = [part.value / x.value * 100 for x in wholes]
    if not any(abs(item.value - share) <= half_unit(item, cut.flat) for share in right):
        exact = part.value / whole.value * 100
        yield _wrong(
            cut, part, item, exact, f"{_n(part)}占{_n(whole)}的比例应为{_percent(item, cut.flat, exact)}"
        )


def _is_whole(cut: Parts, item: Item, part: Item) -> bool:
    """A total, and not another part of the same list (同意公开10件，占66.7%；不同意公开2件，占13.3%)."""
    between = cut.flat[item.count.mention.end : part.count.mention.start]
    return bool(re.search(r"其中|:|\(", between)) or bool(_TOTAL.search(item.count.prefix))


def _rate(cut: Parts, item: Item, before: Sequence[Item]) -> Iterator[Wrong]:
    received = [x for x in before if _RECEIVED.search(x.count.prefix) and not _HANDLED.search(x.count.prefix)]
    handled = [x for x in before if _HANDLED.search(x.count.prefix)]
    if len(received) != 1 or len(handled) != 1 or not received[0].value:
        return
    carried = [x for x in before if _CARRIED.search(x.count.prefix)]
    wholes = [received[0].value, received[0].value + sum(x.value for x in carried)]
    right = [handled[0].value / whole * 100 for whole in wholes]
    if not any(abs(item.value - share) <= half_unit(item, cut.flat) for share in right):
        exact = right[-1]
        yield _wrong(
            cut,
            received[0],
            item,
            exact,
            f"按应办{wholes[-1]:g}件、办结{_n(handled[0])}计算应为{_percent(item, cut.flat, exact)}",
        )


def _growth(cut: Parts, item: Item, before: Sequence[Item], prefix: str) -> Iterator[Wrong]:
    way = _GROWTH.search(prefix)
    last = [x for x in before if _LAST.search(x.count.prefix)]
    now = [x for x in before if x not in last and not _GROWTH.search(x.count.prefix)]
    steps = [x for x in before if x not in last and _GROWTH.search(x.count.prefix)]
    if way is None or not now:
        return
    current = now[-1]
    base: Number | None = last[-1].value if len(last) == 1 and last[-1].unit == current.unit else None
    if base is None and len(steps) == 1 and steps[0].unit == current.unit and len(now) == 1:
        step = steps[0].value * (-1 if _fewer(steps[0].count.prefix) else 1)
        base = current.value - step
    if not base or base < 0:
        return
    exact = (current.value - base) / base * 100
    stated = item.value * (-1 if _FEWER.match(way["way"]) else 1)
    if (exact < 0) != (stated < 0):
        return  # the direction is wrong: L04
    if abs(exact - stated) > half_unit(item, cut.flat):
        yield _wrong(
            cut,
            current,
            item,
            abs(exact),
            f"由{base:g}变为{current.value:g}，变化幅度应为{_percent(item, cut.flat, abs(exact))}",
        )


def _fewer(prefix: str) -> bool:
    found = _GROWTH.search(prefix)
    return bool(found and _FEWER.match(found["way"]))


def _wrong(cut: Parts, first: Item, item: Item, exact: float, why: str) -> Wrong:
    low = max(first.segment.low, first.count.low)
    return Wrong(low, item.count.mention.end, f"{item.value:g}%", _percent(item, cut.flat, exact), why)


def _percent(item: Item, flat: str, value: float) -> str:
    shown = re.match(r"\d+(?:\.(\d+))?", flat[item.count.mention.start :])
    return f"{value:.{max(1, len((shown and shown[1]) or ''))}f}%"


def _n(item: Item) -> str:
    return f"{item.value:g}{item.unit or ''}"


# --- shares of one whole ----------------------------------------------------------------------------------


def wrong_total_of_shares(cut: Parts) -> Wrong | None:
    """Shares listed one after another that add up to more than a whole, or to less where every kind is listed."""
    shares = [x for x in items_of(cut) if x.unit == "%" and _listed(cut, x)]
    group: list[Item] = []
    running: float = 0
    for share in shares:
        group.append(share)
        running += share.value
        slack = sum(2 * half_unit(x, cut.flat) for x in group)
        if abs(running - 100) <= slack:
            group, running = [], 0
    slack = sum(2 * half_unit(x, cut.flat) for x in group)
    every = all_kinds([x.count.prefix for x in group]) and not re.search(r"等|其[余他]|主要", cut.flat)
    if len(group) > 1 and (running > 100 + slack or (every and running < 100 - slack)):
        low, end = group[0].segment.low, group[-1].count.mention.end
        return Wrong(low, end, f"合计{running:g}%", "100%", f"各项占比之和为{running:g}%")
    return None


def _listed(cut: Parts, item: Item) -> bool:
    prefix = cut.flat[max(0, item.count.mention.start - 16) : item.count.mention.start]
    return bool(re.search(r"占[^,;。%]{0,8}$", prefix)) or ("分别占" in cut.flat and prefix[-1:] in "、和")


# --- direction --------------------------------------------------------------------------------------------


def wrong_direction(cut: Parts) -> Iterator[Wrong]:
    """由16天延长为7天, 比上年的12件增加3件 beside 9件: the words say up and the numbers down, or the other way."""
    for found in _FROM_TO.finditer(cut.flat):
        if re.search(r"\d年|月|日", found["before"] + found["unit"]):
            continue
        a, b = float(found["a"]), float(found["b"])
        fewer = bool(_FEWER.match(found["way"]))
        if a != b and (b < a) != fewer:
            yield Wrong(
                found.start(),
                found.end(),
                found["way"],
                "减少" if b < a else "增加",
                f"{a:g}到{b:g}是{'减少' if b < a else '增加'}",
            )
    items = items_of(cut)
    last = [x for x in items if _LAST.search(x.count.prefix)]
    steps = [x for x in items if x not in last and _GROWTH.search(x.count.prefix)]
    now = [x for x in items if x not in last and x not in steps and x.unit not in ("%", "‰")]
    if len(last) != 1 or len(steps) != 1 or len(now) != 1 or now[0].unit != last[0].unit:
        return
    if any(x.count.mention.approximate for x in (*last, *steps, *now)):
        return
    difference = now[0].value - last[0].value
    fewer = _fewer(steps[0].count.prefix)
    low = min(x.segment.low for x in (last[0], now[0]))
    end = max(x.count.mention.end for x in (last[0], now[0], steps[0]))
    said = f"{'减少' if fewer else '增加'}{_n(steps[0])}"
    if difference and (difference < 0) != fewer:
        yield Wrong(
            low,
            end,
            said,
            "减少" if difference < 0 else "增加",
            f"{last[0].value:g}到{now[0].value:g}是{'减少' if difference < 0 else '增加'}",
        )
    elif steps[0].unit == now[0].unit and steps[0].value != abs(difference):
        yield Wrong(
            low,
            end,
            said,
            f"{abs(difference):g}",
            f"{last[0].value:g}与{now[0].value:g}相差{abs(difference):g}",
        )
