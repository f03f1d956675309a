"""A clause in parts: squeezed text with its offsets, segments between commas, every number with the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gipr_nlp.claims.mentions import Mention, mentions
from gipr_nlp.text import level

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
            last = text if not here and stop in (":", ",") and len(text) <= 16 else ""
            bracketed = "" if here else bracketed
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
        stop = min(end, numbers[i + 1].start) if i + 1 < len(numbers) else end
        behind = flat[m.end : stop]
        mark = re.search(r"[、]", behind)
        suffix = behind[: mark.start()] if mark else behind
        if not re.sub(r"其中|另外?|有|共计?|合计|余|还", "", prefix) and label and not suffix:
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
