"""What the tagger looks at: strings to feature names, nothing learned.

The text and its heading are levelled, freed of white space, and runs of digits become one 0, so that neither a year nor
a count nor a printer's habit tells clauses apart.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from gipr_nlp.text import han_number, squash

_DIGITS = re.compile(r"\d+")
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}是(?=.)|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,2}、|0[、)](?!0)|0\.(?!0)|[①-⑳]|第[一二三四五六七八九十][,是、]|其[一二三四五六],|#+)"
)


@dataclass(frozen=True, slots=True)
class Context:
    """A clause as the tagger sees it alone: with section, heading, the preceding clause and the year."""

    text: str
    section: int = 0
    heading: str = ""
    prev: str = ""
    year: int | None = None


@lru_cache(maxsize=65536)
def plain(text: str) -> tuple[str, bool]:
    """A text in the form that features are taken from, and whether an item mark stood before it."""
    flat = _DIGITS.sub("0", squash(text).lower())
    item = _ITEM.match(flat)
    if item and item.end() < len(flat):
        return flat[item.end() :], True
    return flat, False


_HAN_ITEM = re.compile(r"(?:\(|第|其)?([一二三四五六七八九十]{1,3})([是要、),,])")
_DIGIT_ITEM = re.compile(r"(?:\()?(\d{1,2})([)、.](?!\d))")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def item_mark(text: str) -> tuple[str, int] | None:
    """Style and number of the item mark at the head of a clause: 二是 → ("是", 2), （3） → ("0)", 3)."""
    flat = squash(text[:12])
    if flat[:1] in _CIRCLED:
        return ("①", _CIRCLED.index(flat[0]) + 1) if flat else None
    digit = _DIGIT_ITEM.match(flat)
    if digit:
        return f"0{digit[2]}", int(digit[1])
    han = _HAN_ITEM.match(flat)
    if han:
        return han[2].replace("要", "是"), han_number(han[1]) or 0
    return None


#: How a clause follows another: kinds of :func:`relation`.
RELATIONS = ("other", "next item", "first item", "after colon", "after comma", "after semicolon")


@lru_cache(maxsize=65536)
def relation(before: str, text: str) -> int:
    """Number of the way in which a clause follows the one before, in RELATIONS."""
    mark, last = item_mark(text), before[-1:]
    if mark is not None:
        earlier = item_mark(before)
        if earlier is not None and mark[0] == earlier[0] and mark[1] == earlier[1] + 1:
            return 1
        if mark[1] == 1:
            return 2
    return (
        3 if last in ":：" and last else 4 if last in ",，" and last else 5 if last in ";；" and last else 0
    )


@cache
def _cues() -> tuple[
    dict[str, tuple[tuple[str, str], ...]],
    tuple[tuple[str, re.Pattern[str]], ...],
    dict[str, tuple[str, ...]],
]:
    """Cue words by first character, patterns, and the words of headings, from ``data/cues.toml``."""
    with files("gipr_nlp").joinpath("data/cues.toml").open("rb") as file:
        data = tomllib.load(file)
    by_first: dict[str, list[tuple[str, str]]] = {}
    for name, words in data["words"].items():
        for word in words.split():
            by_first.setdefault(word[0], []).append((word, name))
    patterns = tuple((name, re.compile(pattern)) for name, pattern in data["patterns"].items())
    headings = {name: tuple(words.split()) for name, words in data["headings"].items()}
    return {first: tuple(found) for first, found in by_first.items()}, patterns, headings


def grams(flat: str) -> frozenset[str]:
    """All character n-grams up to three, ends marked."""
    marked = f"^{flat}$"
    size = len(marked)
    found = set(marked)
    found.update([marked[i : i + 2] for i in range(size - 1)], [marked[i : i + 3] for i in range(size - 2)])
    return frozenset(found)


@lru_cache(maxsize=65536)
def cues(text: str) -> frozenset[str]:
    """Classes of cue words and patterns that occur in a text, its length and its item mark."""
    flat, item = plain(text)
    by_first, patterns, _ = _cues()
    found = {
        name
        for i, first in enumerate(flat)
        if first in by_first
        for word, name in by_first[first]
        if flat.startswith(word, i)
    }
    found.update(name for name, pattern in patterns if pattern.search(flat))
    found.add(f"length{sum(len(flat) > n for n in (3, 8, 14, 24, 40, 70))}")
    if item:
        found.add("item")
    found.update(_joint(found))
    return frozenset(found)


_TOPICS = {
    "publish",
    "channel",
    "apply",
    "manage",
    "interpret",
    "people",
    "pressure",
    "report",
    "proposals",
    "fee",
    "review",
}


def _joint(found: set[str]) -> Iterator[str]:
    """What only several cues together tell: a bare demand, a thing done, business outside disclosure."""
    finished = not found.isdisjoint(("has_le", "done", "done_verb", "count", "has_done"))
    planned = not found.isdisjoint(("will", "future", "year_plan", "we_will", "vow"))
    lacking = not found.isdisjoint(("weak", "awaited", "ends_awaited", "further_need"))
    if "starts_imperative" in found and not finished and not lacking:
        yield "demand"
    if finished and not planned:
        yield "finished"
    if planned and not finished:
        yield "planned"
    if "concede" in found and not lacking and "exists_named" not in found and found.isdisjoint(("count",)):
        yield "conceding"
    if lacking and not planned and not finished:
        yield "lacking"
    if found.isdisjoint(_TOPICS):
        yield "elsewhere"
    if "pointer" in found and found.isdisjoint(("count", "basis", "law", "period")) and not lacking:
        yield "pointing"


@lru_cache(maxsize=8192)
def heading_classes(heading: str) -> frozenset[str]:
    """Topics that a heading names."""
    flat = plain(heading)[0]
    return frozenset(name for name, words in _cues()[2].items() if any(word in flat for word in words))


_LACK = re.compile("问题|不足|差距|短板|薄弱|欠缺|短处|弱项|困难|毛病|缺点|缺失|不完善|跟不上")
_PLAN = re.compile(
    "措施|举措|对策|打算|办法|思路|着手|着力|改进|整改|实事|安排|努力|发力|应对|处理|解决|补正|推进|工作[:：]?$|怎么"
)


@lru_cache(maxsize=65536)
def opening(before: str) -> str | None:
    """What a clause that announces a list announces: ``lack`` or ``plan``, by the last word that tells; None where it
    announces nothing."""
    if not before or cues(before).isdisjoint(("colon_end", "pointing", "pointer", "conceding")):
        return None
    flat = plain(before)[0]
    lack, plan = ([found.start() for found in words.finditer(flat)] or [-1] for words in (_LACK, _PLAN))
    if lack[-1] == plan[-1]:
        return "other"
    return "lack" if lack[-1] > plan[-1] else "plan"


def place(context: Context) -> set[str]:
    """Where the clause stands: section, first in it, age of the layout, topics of the heading; the cues of the text,
    alone and together with the group of sections."""
    group = f"s{context.section}" if context.section in (4, 5, 6) else "s1"
    topics = heading_classes(context.heading) or {"none"}
    found = cues(context.text)
    names = {
        f"section={context.section}",
        "later" if context.prev else "first",
        f"headings={'+'.join(sorted(topics))}",
    }
    if (opened := opening(context.prev)) is not None:
        names.update((f"opened={opened}", f"{group}&opened={opened}"))
    if context.year is not None:
        names.add("old" if context.year < 2019 else "2019" if context.year < 2021 else "2021")
    names.update([f"heading={topic}" for topic in topics], found, [f"{group}&{cue}" for cue in found])
    return names


_EMPTY = re.compile(
    r"(?:截至目前|截止目前|目前|全年|年内|本年度|本年|0年度?|本期|报告期内|本报告期)*,?(?:我|本)?(?:机关|单位|[局委办镇乡县市区厅中心街道]{1,3}|街道办事处)?"
    r"(?:均|并|暂|尚|也|亦)?(?:无|没有|未发生|不存在|未出现|没有发生|不涉及|从略|未发现)"
    r"(?:过)?(?:此|该|这|本|相关|上述|有关|前述|以上)?(?:类|项|方面|种)?(?:的)?(?:情况|情形|事项|内容|问题|现象)?(?:发生|存在)?[。;,!]?"
)


def is_empty_negative(text: str) -> bool:
    """Whether a clause only says no and is empty without its heading: 无。 本年度没有。 未发生此类情况。"""
    return bool(_EMPTY.fullmatch(plain(text)[0]))


_NO_COMMITMENT = {"finished", "pointing", "pointer", "lacking", "colon_end"}


def is_commitment(text: str) -> bool:
    """Whether a clause begins with the time to come and tells nothing done, lacking or following: an improvement
    wherever it stands (labels.md 2, step 4c)."""
    found = cues(text)
    return "future_start" in found and found.isdisjoint(_NO_COMMITMENT)


def empty_label(section: int, heading: str) -> str | None:
    """The label that an empty negative takes from its heading (labels.md 2), None where no heading helps."""
    topics = heading_classes(heading)
    flat = plain(heading)[0]
    if "fee_note" in topics:
        return "fee_note"
    if section == 4 or ("review_litigation" in topics and "on_request" not in topics):
        return "review_litigation"
    if section in (5, 6) or "其他需要" in flat:
        return "nothing_to_report"
    if "blame" in topics or "supervision" in topics:
        return "supervision"
    if section == 3 or "on_request" in topics:
        return "on_request"
    for label in ("interpretation", "platform", "management", "proactive", "other_work"):
        if label in topics:
            return label
    return None
