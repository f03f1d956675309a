"""Who signed and when: the last lines, or the lines under the title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gipr_nlp import agency
from gipr_nlp.identity.dates import DATE, MONTH, Span, number, span
from gipr_nlp.identity.lines import Line
from gipr_nlp.text import level

_LABEL = re.compile(
    r"^(?:落款|签发日期|报告日期|编制日期|编制时间|编制单位|编制机关|报告单位|单位|单位名称|日期|时间|填报单位|发布单位|公布日期|成文日期)[:：]"
)
_SEAL = re.compile(r"[(（\[](?:公章|盖章|印章|章|加盖公章|单位盖章|印)[)）\]]|^[(（【\[]+|[)）】\]]+$")
_PUBLISHED = re.compile(r"(?:发布|公开|公布|发表|更新|发文)(?:时间|日期|于)?[:：]?\s*")
_CLOCK = re.compile(r"^\s*(?:日期|时间)?[:：]?\s*")
_BESIDE = re.compile(
    r"[^\u4e00-\u9fff\d]{4,}[^\u4e00-\u9fff]*|[(\[]?.{2,5}年度?[)\]]?"
)  # a line in English, a year alone
_STOPS = re.compile("[。；;！!？?]")


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature says. ``place``: end | title; ``month``: (year, month) where no day is given."""

    place: str
    agency: str = ""
    date: Span | None = None
    month: tuple[int, int] | None = None
    agency_start: int | None = None
    agency_end: int | None = None


def at_end(lines: tuple[Line, ...]) -> Signature | None:
    """The signature at the foot: lines that are nothing but a date or a body's name, beside each other."""
    body: str = ""
    where: Line | None = None
    found_date: Span | None = None
    month: tuple[int, int] | None = None
    for line in reversed([x for x in lines if not x.noise][-6:]):
        name, dated, monthly = _read(line)
        if dated is None and monthly is None and not name:
            if body or found_date or month:
                break
            name, dated = _behind_sentence(line)
            if dated is None:
                if len(line.flat) > 25:
                    break
                continue
        if dated and not found_date:
            found_date = dated
        elif (dated or monthly) and (found_date or month):
            break
        month = month or monthly
        if name and not body:
            body, where = name, line
        if body and (found_date or month):
            break
    if not body and not found_date and not month:
        return None
    return Signature(
        "end", body, found_date, month, where.start if where else None, where.end if where else None
    )


def under_title(lines: tuple[Line, ...], title_lines: tuple[int, ...]) -> Signature | None:
    """A date, with or without the body's name, on its own lines between title and text."""
    if not title_lines:
        return None
    body, where, found_date, month = "", None, None, None
    for line in [x for x in lines if x.number > title_lines[-1]][:6]:
        if line.noise or _BESIDE.fullmatch(line.flat):
            continue
        name, dated, monthly = _read(line)
        if dated is None and monthly is None and not name:
            break
        found_date, month = found_date or dated, month or monthly
        if name and not body:
            body, where = name, line
    if not body and not found_date and not month:
        return None
    return Signature(
        "title", body, found_date, month, where.start if where else None, where.end if where else None
    )


def published(text: str, lines: tuple[Line, ...]) -> Span | None:
    """The publication date that the page prints: 发布时间：…, or a date with the time of day."""
    for line in lines:
        if not line.noise and (len(line.flat) > 80 or not re.search("发布|公开", line.flat)):
            continue
        printed = level(text[line.start : line.end])
        label = _PUBLISHED.search(printed)
        while label:
            match = DATE.match(printed, label.end())
            if match:
                return span(match, line.start)
            label = _PUBLISHED.search(printed, label.end())
        opening = _CLOCK.match(printed)
        match = DATE.match(printed, opening.end() if opening else 0)
        if (
            match
            and line.noise
            and re.match(
                r"\s*(?:日|T)?\s*(?:\d{1,2}:\d{2}|来源|信息来源|作者|浏览|字)", printed[match.end() :]
            )
        ):
            return span(match, line.start)
    return None


def _read(line: Line) -> tuple[str, Span | None, tuple[int, int] | None]:
    """Body, date and month of a line that is nothing else."""
    addressed = line.flat.endswith(":")  # 县政府办公室：
    if len(line.flat) > 60 or addressed or _STOPS.search(line.flat):
        return "", None, None
    flat = line.flat
    dated = DATE.search(flat)
    month = None if dated else MONTH.search(flat)
    cut = dated or month
    outside = flat if cut is None else flat[: cut.start()] + flat[cut.end() :]
    rest = _strip(outside)
    if rest and not agency.is_unit(rest):
        return "", None, None
    if rest and cut is None and (len(rest) < 4 or outside.startswith(("(", "附"))):
        return "", None, None
    name = ""
    if rest:
        raw = line.raw if cut is None else line.raw[: cut.start()] + line.raw[cut.end() :]
        name = _strip(raw)
    when = Span(line.start, line.end, span(dated).day, span(dated).numbers, dated[0]) if dated else None
    return name, when, (number(month[1]), number(month[2])) if month else None


def _strip(text: str) -> str:
    was = None
    while was != text:
        was = text
        text = _SEAL.sub("", _LABEL.sub("", text)).strip(",，、:： ")
    return text


def _behind_sentence(line: Line) -> tuple[str, Span | None]:
    """A signature that conversion has put behind the last sentence: 「…无。 青岚县水务局 2022年1月19日」."""
    matches = list(DATE.finditer(line.flat[-60:]))
    if not matches:
        return "", None
    base = max(0, len(line.flat) - 60)
    last = matches[-1]
    if last.end() + base < len(line.flat) - 1:
        return "", None
    before = re.split("[。；;！]", line.flat[base : base + last.start()])
    name = _strip(before[-1])
    if len(before) < 2 or (name and not agency.is_unit(name)):
        return "", None
    return name, Span(line.start, line.end, span(last).day, span(last).numbers, last[0])
