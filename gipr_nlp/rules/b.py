"""Family B: title, issuing body and dates (rules.md 5.2).

The rules compare what the witnesses of :mod:`gipr_nlp.identity` said; they read no text themselves. What the
report states in one place only cannot contradict anything, and what conversion can cause costs no points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from gipr_nlp import agency
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Severity
from gipr_nlp.rules import b_title
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.named import VERIFY, WITNESS, keeps_layout, witnesses_of

_OWN_OFFICE = re.compile("(?:党政)?(?:综合)?(?:办公室|办公厅)$")
_DATED = "signature-date"


@rule(
    "B05",
    "标题、落款、正文机构不一致",
    "error",
    why="标题、落款和正文应当是同一个机构（简称、省略上级地区和由政府办公室代本级政府落款的除外），否则多为套用其他单位的文稿。",
    basis=PRACTICE,
    bad="标题为“青岚县水务局”，落款为“青岚县教育局”。",
    good="标题和落款均为“青岚县水务局”。",
    needs="D/M",
)
def one_agency(case: Case) -> Checks:
    named = list(_named(case))
    if len(named) < 2:
        raise NotApplicable("报告只有一处写明机构名称")
    (where, name, _), *others = named
    for place, other, at in others:
        hit = _compare(case, (where, name), (place, other), at)
        if hit is not None:
            yield hit


def _named(case: Case) -> Iterator[tuple[str, str, tuple[int, int] | None]]:
    """Where the report names the body that issues it, the title first."""
    said = witnesses_of(case)
    title = said.get("title")
    if title is not None and title.agency and said["title_source"] != "file":
        yield "标题", title.agency, None
    for place, key in (("落款", "signature"), ("标题下方", "cover")):
        signed = said.get(key)
        if signed is not None and signed.agency:
            yield place, signed.agency, (signed.agency_start, signed.agency_end)
    if "body_agency" in said:
        yield "正文", said["body_agency"], said["body_agency_span"]


def _compare(
    case: Case, one: tuple[str, str], other: tuple[str, str], at: tuple[int, int] | None
) -> Hit | None:
    relation = agency.relation(one[1], other[1], case.report.year)
    if relation == "same" or (relation == "related" and _is_own_office(one[1], other[1], case.report.year)):
        return None
    told = f"{one[0]}的机构为“{one[1]}”，{other[0]}的机构为“{other[1]}”"
    severity: Severity
    if relation == "different":
        severity, text = "error", f"{told}，不是同一个机构，疑似套用其他单位的文稿或误写。{VERIFY}"
    elif relation == "related" and not _department_under_government(one[1], other[1], case.report.year):
        severity, text = "hint", f"{told}，请确认是否由后者代为落款或发布。"
    else:
        severity, text = "warning", f"{told}，名称不一致。请核实机构的规范名称并统一使用。"
    return Hit(
        text,
        start=at[0] if at else None,
        end=at[1] if at else None,
        found=other[1],
        expected=one[1],
        evidence=(one[1], other[1]),
        quote=f"{one[0]}{one[1]}{other[0]}{other[1]}",
        severity=severity,
        free=severity == "hint",
    )


def _is_own_office(one: str, other: str, year: int | None) -> bool:
    """A government, town, zone or bureau and its own office: the usual way to sign and no fault."""
    a, b = agency.split(one, year), agency.split(other, year)
    if bool(_OWN_OFFICE.search(a.full)) == bool(_OWN_OFFICE.search(b.full)):
        return False
    office, body = (a, b) if _OWN_OFFICE.search(a.full) else (b, a)
    return body.kind in ("government", "town", "subdistrict", "other") or office.full.startswith(body.full)


def _department_under_government(one: str, other: str, year: int | None) -> bool:
    """A department's report signed by a government or its office: another body, though it may act for it."""
    return agency.split(one, year).kind == "department" and agency.split(other, year).kind in (
        "government",
        "office",
    )


@rule(
    "B06",
    "统计期限错误",
    "error",
    why="年度报告统计的是一个完整的公历年度，即统计年度的1月1日至12月31日。",
    basis=PRACTICE,
    bad="2023年的报告写“统计期限自2022年1月1日至2022年12月31日”。",
    good="统计期限自2023年1月1日至2023年12月31日。",
)
def period(case: Case) -> Checks:
    said = witnesses_of(case)
    stated = [p for p in said["periods"] if p.stated]
    if not stated and "cutoff" not in said:
        raise NotApplicable("报告没有写明统计期限")
    year = case.year
    right = f"{year}年1月1日至{year}年12月31日"
    for p in stated:
        if p.whole_year == year or (p.partial and p.last == date(year, 12, 31)):
            continue
        if p.first is None or p.last is None:
            fault = "含有日历上不存在的日期"
        elif p.whole_year is None and p.first.year == p.last.year == year:
            fault = "不是完整的公历年度"
        else:
            against = [
                n for n in ("title", *WITNESS) if n != "period" and n in said["year_votes"].get(year, ())
            ]
            names = "、".join({"title": "标题", **WITNESS}[n] for n in against)
            fault = f"与统计年度{year}年（依据：{names}）不一致" if names else f"与统计年度{year}年不一致"
        yield Hit(
            f"报告写明的统计期限“{p.text}”{fault}，应当为“{right}”。{VERIFY}",
            start=p.start,
            end=p.end,
            found=p.text,
            expected=right,
            evidence=(p.text,),
        )
    cutoff = said.get("cutoff")
    if not stated and cutoff and cutoff.numbers[0] != year:
        yield Hit(
            f"报告写明的统计截止日“{cutoff.text}”与统计年度{year}年不一致，应当为{year}年12月31日。{VERIFY}",
            start=cutoff.start,
            end=cutoff.end,
            found=cutoff.text,
            expected=f"{year}年12月31日",
            evidence=(cutoff.text,),
        )


def _signed(case: Case) -> tuple[Any, tuple[int, int, int]]:
    """The signature with a date and its numbers (day 0 where only a month is given)."""
    said = witnesses_of(case)
    for key in ("signature", "cover"):
        signature = said.get(key)
        if signature is None:
            continue
        if signature.date:
            return signature, signature.date.numbers
        if signature.month:
            return signature, (*signature.month, 0)
    raise NotApplicable("没有落款日期")


def _is_slip(numbers: tuple[int, int, int], year: int) -> bool:
    """A date in the first half of the year reported on, or earlier: its year was written wrongly."""
    return numbers[0] < year or (numbers[0] == year and numbers[1] <= 6)


def _dated(signature: Any, numbers: tuple[int, int, int]) -> tuple[str, dict[str, Any]]:
    """How a message names the date, and its place."""
    when = signature.date
    text = when.text if when else f"{numbers[0]}年{numbers[1]}月"
    start, end = (when.start, when.end) if when else (signature.agency_start, signature.agency_end)
    name = "落款日期" if signature.place == "end" else "标题下方的日期"
    return f"{name}“{text}”", {
        "start": start,
        "end": end,
        "found": text,
        "evidence": (text,),
        "defect": _DATED,
    }


@rule(
    "B07",
    "落款日期早于年末",
    "warning",
    why="统计期限到12月31日为止，此前编成的报告不可能包含全年数据。",
    basis=PRACTICE,
    bad="2023年的报告落款为2023年11月30日。",
    good="2023年的报告落款为2024年1月18日。",
)
def signed_too_early(case: Case) -> Checks:
    signature, numbers = _signed(case)
    year = case.year
    if signature.date and signature.date.day is None:
        raise NotApplicable("落款日期在日历上不存在")
    if numbers >= (year, 12, 31) or (not signature.date and numbers[:2] >= (year, 12)):
        return
    told, place = _dated(signature, numbers)
    yield Hit(
        f"{told}早于统计年度的年末（{year}年12月31日），全年数据尚不完整，或日期有误。{VERIFY}",
        expected=f"{year}年12月31日以后",
        leads=not _is_slip(numbers, year),
        **place,
    )


@rule(
    "B08",
    "落款日期年份错误",
    "warning",
    why="年度报告在次年年初编制并公布，落款日期应当在次年；当年12月下旬编成的除外。",
    basis=PRACTICE,
    bad="2023年的报告落款为2023年1月18日。",
    good="2023年的报告落款为2024年1月18日。",
)
def signed_in_wrong_year(case: Case) -> Checks:
    signature, numbers = _signed(case)
    year = case.year
    told, place = _dated(signature, numbers)
    if signature.date and signature.date.day is None:
        yield Hit(f"{told}在日历上不存在。{VERIFY}", leads=True, **place)
        return
    late = numbers[:2] == (year, 12) and (numbers[2] >= 20 or numbers[2] == 0)
    if numbers[0] == year + 1 or late:
        return
    if (
        list(witnesses_of(case)["year_votes"].get(year, ())) in (["title"], ["file"])
        and numbers[0] > year + 1
    ):
        yield Unsure(f"落款日期为{numbers[0]}年，统计年度{year}年只有标题或文件名为据，不能判断哪一处有误")
        return
    yield Hit(
        f"{told}的年份与统计年度（{year}年）不相符，{year}年的报告应当在{year + 1}年编制公布。{VERIFY}",
        expected=f"{year + 1}年",
        leads=_is_slip(numbers, year) or numbers[0] > year,
        **place,
    )


@rule(
    "B09",
    "落款缺失",
    "hint",
    why="落款机构和日期说明报告由谁、在何时作出；网页发布时常被省略，转换文件时也可能丢失。",
    basis=PRACTICE,
    bad="报告以“六、其他需要报告的事项”的内容结束，标题下方和文末均无机构和日期。",
    good="文末写有“青岚县水务局 2024年1月18日”。",
)
def signature_missing(case: Case) -> Checks:
    said = witnesses_of(case)
    if case.stage == "draft":
        raise NotApplicable("送审稿尚未落款")
    if said.get("signature") or said.get("cover"):
        return
    sure = keeps_layout(case)
    yield Hit(
        "标题下方和文末均没有找到落款机构和日期，请确认原件是否已落款"
        + ("，如缺失请补充。" if sure else "；如系网页或文件转换时丢失，请忽略本提示。"),
        line=len(case.report.document.lines),
        free=not sure,
        quote="落款缺失",
    )


RULES = tuple(
    sorted(
        (one_agency, period, signed_too_early, signed_in_wrong_year, signature_missing, *b_title.RULES),
        key=lambda r: r.code,
    )
)
