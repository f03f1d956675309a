"""Lists of parts in running text (共12件，其中网上8件、信函4件) and the total they belong to, for L01."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gipr_nlp.mentions import Count, Parts, Segment
from gipr_nlp.model import Number

_MARKER = re.compile(r"其中|分别|具体(?:为|是|包括)|包括|按[^,:]{2,12}分|:|即")
#: Words before a number that begin something else, not the next part.
_NEW_TOTAL = re.compile(
    r"收到|新收|受理|接收|办结|答复|结转|转入|上年|去年|同比|[较比]|共|合计|总计|累计|总数|总量"
)
_MAY_GO_ON = re.compile(r"等|主要|如|大部分|为主|以上|多为|含")
_OUTSIDE = re.compile(r"另|还有|此外|其余|余|剩|尚有|再|不含|除")
_STEP = re.compile(r"(?:增加|减少|增长|下降|上升|多|少|增|减)[^\d]{0,2}$")
_REST = re.compile(r"其[余他]|余下|剩余|等")
_OVERLAP = re.compile(r"涉及|关于|有关|要求|内容|同时|含|既")
#: The list goes back to the whole: 其中自然人8件、企业1件，已全部办结：予以公开…
_BACK_TO_ALL = re.compile(r",[^,:]*(?:办结|答复|办理|回复|处理)")
_ALL_OF_THEM = re.compile(r"分别|具体(?:为|是)|:|即|按[^,:]{2,12}分")
#: Every kind of a whole is named: then a list that falls short is no mere example.
_COMPLETE = (
    (re.compile(r"自然人|公民|个人"), re.compile(r"法人|企业|组织")),
    (re.compile(r"网上|网络|在线|线上|网站"), re.compile(r"信函|邮寄|当面|现场|窗口|线下|微信|公众号")),
    (re.compile(r"主办"), re.compile(r"[协会分]办")),
    (re.compile(r"维持"), re.compile(r"纠正|未审结|其他结果")),
)
NEARLY = 0.8


@dataclass(frozen=True, slots=True)
class Item:
    """A number of a clause with its depth in brackets and the segment it stands in."""

    count: Count
    segment: Segment
    depth: int

    @property
    def value(self) -> Number:
        return self.count.mention.value

    @property
    def unit(self) -> str | None:
        return self.count.mention.unit


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its parts. ``overlapping``: parts that need not exclude each other."""

    total: Item
    parts: tuple[Item, ...]
    overlapping: bool

    @property
    def value(self) -> Number:
        return sum(part.value for part in self.parts)


def is_step(item: Item) -> bool:
    """Whether a number says by how much another has changed."""
    return bool(_STEP.search(item.count.prefix))


def items_of(cut: Parts) -> list[Item]:
    """The numbers of a clause, in order."""
    items = []
    for segment in cut.segments:
        if not segment.counts:
            continue
        depth = cut.flat.count("(", 0, segment.low) - cut.flat.count(")", 0, segment.low)
        items += [Item(count, segment, depth) for count in segment.counts]
    return items


def wrong_sums(cut: Parts) -> Iterator[Sum]:
    """Closed lists of parts whose sum is not the total before them."""
    items = items_of(cut)
    for i, total in enumerate(items):
        if total.unit in ("%", "‰", None) or total.count.mention.approximate or is_step(total):
            continue
        parts = _parts(cut, items, i)
        found = _judge(cut, total, parts) if parts else None
        if found is None or any(x.value == found.value and x.unit == total.unit for x in items[:i]):
            continue  # 办结25件，结转下年度1件，其中…: the list divides the number before
        yield found


def _parts(cut: Parts, items: Sequence[Item], i: int) -> list[Item]:
    """The items of the list that a marker behind a total opens."""
    total = items[i]
    behind = i + 1
    while behind < len(items) and is_step(items[behind]):  # 246条，比上年多27条，其中…
        behind += 1
    if behind == len(items):
        return []
    first = items[behind]
    between = cut.flat[items[behind - 1].count.mention.end : first.count.mention.start]
    bracketed = first.depth == total.depth + 1 and between.startswith("(")
    if re.search(r"[。;]", between) or re.match(r"\((?:含|包含|不含)", between):
        return []
    if not bracketed and (first.depth != total.depth or not _MARKER.search(between[:24])):
        return []
    if i and items[i - 1].unit == total.unit and _BACK_TO_ALL.search(between):
        return []
    depth = first.depth
    found: list[Item] = []
    for item in items[behind:]:
        if item.depth < depth or (found and _broken(cut, found[-1], item, depth)):
            break
        if item.depth > depth or item.unit == "%":
            continue
        if item.unit != total.unit:
            if found and item.segment is not found[-1].segment:
                break
            return []
        if found and item.segment is not found[-1].segment and _NEW_TOTAL.search(item.count.prefix):
            break
        if item.count.mention.approximate or _OUTSIDE.search(item.count.prefix):
            return []
        found.append(item)
    return found


def _broken(cut: Parts, last: Item, item: Item, depth: int) -> bool:
    """Whether a list ends between two numbers."""
    between = cut.flat[last.count.mention.end : item.count.mention.start]
    return bool(re.search(r"[。;:]", between)) or (
        item.depth == depth and ")" in between and depth > 0 and "(" not in between
    )


def _judge(cut: Parts, total: Item, parts: Sequence[Item]) -> Sum | None:
    running: Number = 0
    for n, part in enumerate(parts):
        running += part.value
        last_of_its_segment = n + 1 == len(parts) or parts[n + 1].segment is not part.segment
        if running == total.value and last_of_its_segment:
            return None
    core = [p for p in parts if p.segment is parts[0].segment]
    core = core if len(core) > 1 else list(parts)
    if len(core) < 2:
        return None
    low, high = total.count.mention.end, core[-1].count.mention.end
    text = cut.flat[low:high] + cut.flat[high : high + 1] + core[-1].count.suffix
    found = Sum(total, tuple(core), bool(_OVERLAP.search(text)))
    if found.value > total.value:
        return found
    if _MAY_GO_ON.search(text) or _REST.search(cut.flat[high:]) or found.overlapping:
        return None
    labels = [p.count.prefix + p.count.suffix for p in core]
    complete = all_kinds(labels)
    exhaustive = bool(_ALL_OF_THEM.search(text)) and "其中" not in text
    return found if complete or exhaustive or found.value >= NEARLY * total.value else None


def all_kinds(labels: Sequence[str]) -> bool:
    """Whether a list names every kind of what it divides, so that it is no mere example."""
    return any(
        any(a.search(label) for label in labels) and any(b.search(label) for label in labels)
        for a, b in _COMPLETE
    )
