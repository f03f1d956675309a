"""Who reports about which year: title, agency, year, dates, and what each witness said about them.

The witnesses are kept apart (``Identity.witnesses``), because a report may contradict itself: rules of family
B compare them; here only the best supported value is chosen, with a doubt where they disagree.

Keys of ``witnesses`` (absent where nothing was said):
    title: :class:`~gipr_nlp.identity.title.Title`; title_source: text | page | file; title_year; title_agency
    cover, signature: :class:`~gipr_nlp.identity.signature.Signature` under the title, at the end
    periods: every :class:`~gipr_nlp.identity.dates.Period` found, stated ones first; period: the first
    cutoff: a statistics date without beginning (:class:`~gipr_nlp.identity.dates.Span`)
    lead_year: first year named in section 1
    body_years: Counter of the years named in the chapters; body_year: the one that dominates
    signature_year: what the signature date says about the reporting year
    published: the publication date that the text prints; stated_published: the day that the page states beside it
    stated_agency: the body that the page states beside the text
    file_year, file_agency: from the file's name
    contact: the body to ask; actor: who is said to act, where nothing else names the body; body_agency, body_agency_span: whose work the text says it reports
    year_votes: year → names of the witnesses for it
    agency_span: (start, end) of the signing body in the text
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

from gipr_nlp import agency as naming
from gipr_nlp.identity import signature as signing
from gipr_nlp.identity.dates import Period, find_cutoff, find_periods, first_year, year_mentions
from gipr_nlp.identity.lines import Line, foot_lines, head_lines
from gipr_nlp.identity.signature import Signature
from gipr_nlp.identity.title import Title, find_title, parse_title, year_below
from gipr_nlp.model import Agency, Dates, Document, Doubt, Section
from gipr_nlp.text import level

_HAN = "[\u4e00-\u9fff()（）]"
_OWN = re.compile(
    rf"(?:现将|现公布|现公开|现发布|特公布|特发布|特编制|公布|反映了?|总结了?|汇总了?|编制并?发布|[布公制]《)(?:了|的)?(?:关于)?({_HAN}{{3,30}}?)(?:[(（]以下[^()（）]{{2,30}}[)）])?(?:关于)?(?:20\d\d|二[〇○零]..)年度?(?:的)?(?:政府信息|政务|信息)公开(?!工作要点|要点|工作方案|重点)"
    rf"|(?:报告|年报)由({_HAN}{{3,26}}?)(?:编制|编写|起草)"
)
# The last resort: whom a sentence about the year's work, or an abbreviation, is about.
_ACTOR = re.compile(
    rf"(?:^|[。\s])(?:20\d\d年度?[,，、]?|结合)?({_HAN}{{3,26}}?)(?:[(（]以下简?称|认真|高度重视|坚持|深入|严格|积极|按照|全面|切实|持续|扎实|政府信息公开工作)"
)
_CONTACT = re.compile(
    rf"(?:请|可)(?:直接)?(?:与|向|联系|致电|咨询)[:：]?({_HAN}{{4,30}}?)(?:联系|咨询|反映|[,，(（:：。;；])"
)
# Who answers within the body that is meant: 青岚县水务局政务公开工作领导小组办公室.
_WITHIN = re.compile(
    r"(?<=[局委厅会府处])(?:政务公开|政府信息公开|信息公开|党政综合|党政|综合)[\u4e00-\u9fff]{0,12}(?:办公室|办|科|股|处|室)$"
)
_UNNAMED, _UNDATED = "未知单位", "未知年度"
_WEIGHT = {
    "title": 3.0,
    "period": 3.0,
    "body": 3.0,
    "lead": 2.0,
    "signature": 2.0,
    "cutoff": 2.0,
    "file": 1.0,
}


@dataclass(frozen=True)
class Identity:
    """What a report is about; see the module for ``witnesses``."""

    title: str
    agency: Agency
    year: int | None
    dates: Dates
    report_id: str
    doubts: tuple[Doubt, ...] = ()
    witnesses: Mapping[str, Any] = field(default_factory=dict)


def identify(document: Document, sections: tuple[Section, ...] = (), form: str | None = None) -> Identity:
    """Find out whose report it is, about which year, and its dates.

    Args:
        document: the text.
        sections: its chapters; the title is looked for before the first, the signature in the last.
        form: form of the tables; it decides the year only between equally supported ones.
    """
    head, foot = head_lines(document, sections), foot_lines(document, sections)
    witnesses: dict[str, Any] = {}
    doubts: list[Doubt] = []
    title = _title(document, head, witnesses)
    _dates(document, sections, head, foot, title, witnesses)
    year = _year(witnesses, form, doubts)
    agency = _agency(document, sections, title, year, witnesses, doubts)
    if title is None or witnesses["title_source"] != "text":
        taken = {"page": "网页信息栏", "file": "文件名"}.get(witnesses.get("title_source", ""))
        why = f"正文前没有标题，标题取自{taken}" if taken else "正文前没有可以识别的标题"
        doubts.append(Doubt("title", "", why))
    stated = (p for p in witnesses["periods"] if p.first and p.last and (p.stated or p.whole_year == year))
    period: Period | None = next(stated, None)
    signed = [s for s in (witnesses.get("signature"), witnesses.get("cover")) if s is not None]
    printed = witnesses["published"].day if witnesses.get("published") else None
    stated_day = witnesses.get("stated_published")
    if printed and stated_day and printed != stated_day:
        doubts.append(
            Doubt(
                "published",
                "",
                f"文中写明的发布日期（{printed}）与网页信息栏的（{stated_day}）不一致，按前者处理",
            )
        )
    dates = Dates(
        period=(period.first, period.last) if period and period.first and period.last else None,
        signed=next((s.date.day for s in signed if s.date and s.date.day), None),
        published=printed or stated_day,
    )
    key = naming.split(agency.name, year).key if agency.name else _UNNAMED
    return Identity(
        title=title.printed if title else "",
        agency=agency,
        year=year,
        dates=dates,
        report_id=f"{key}-{year if year is not None else _UNDATED}",
        doubts=tuple(doubts),
        witnesses=witnesses,
    )


def _title(document: Document, head: tuple[Line, ...], witnesses: dict[str, Any]) -> Title | None:
    """The title from the text, else from the page's own lines, else from the file's name."""
    stem = "".join(PurePath(document.source.path.replace("\\", "/")).stem.split())
    from_file = parse_title(stem, level(stem))
    year = _year_of(from_file) if from_file else first_year(stem)
    if year:
        witnesses["file_year"] = year
    if from_file and from_file.agency:
        witnesses["file_agency"] = from_file.agency
    pages = [parse_title(re.split("[>»→|]", x.raw)[-1]) for x in head if x.noise]
    pages.append(parse_title(re.split("[_|»→—-]", document.stated.get("title", ""))[0].strip()))
    for source, title in (
        ("text", find_title(head)),
        ("page", next((t for t in pages if t and (t.agency or _year_of(t))), None)),
        ("file", from_file),
    ):
        if title is not None:
            witnesses |= {"title": title, "title_source": source}
            if year := _year_of(title):
                witnesses["title_year"] = year
            elif source == "text" and (below := year_below(head, title)):
                witnesses["title_year"] = below
            if title.agency:
                witnesses["title_agency"] = title.agency
            return title
    return None


def _year_of(title: Title) -> int | None:
    return next(iter((*title.years, *title.note_years)), None)


def _dates(
    document: Document,
    sections: tuple[Section, ...],
    head: tuple[Line, ...],
    foot: tuple[Line, ...],
    title: Title | None,
    witnesses: dict[str, Any],
) -> None:
    """Everything that tells a date or a year."""
    text = document.text
    periods = find_periods(text)
    witnesses["periods"] = periods = tuple(sorted(periods, key=lambda p: not p.stated))
    if periods:
        witnesses["period"] = periods[0]
    elif cutoff := find_cutoff(text):
        witnesses["cutoff"] = cutoff
    below = title.lines if title and witnesses["title_source"] == "text" else (0,)
    cover, end = signing.under_title(head, below), signing.at_end(foot)
    for name, found in (("cover", cover), ("signature", end)):
        if found is not None:
            witnesses[name] = found
    witnesses["published"] = signing.published(text, (*head, *foot))
    if (day := _stated_day(document)) is not None:
        witnesses["stated_published"] = day
    first = next((s for s in sections if s.number == 1), None)
    if first is not None and (lead := first_year(text[first.body : min(first.end, first.body + 400)])):
        witnesses["lead_year"] = lead
    start = next((s.body for s in sections if s.heading.strip()), 0)
    witnesses["body_years"] = years = year_mentions(text[start:])
    if years:
        year, count = years.most_common(1)[0]
        if count >= 2 and count * 2 >= years.total():
            witnesses["body_year"] = year
    signature: Signature | None = end if end and (end.date or end.month) else cover
    if signature and (signature.date or signature.month):
        named, month = signature.date.numbers[:2] if signature.date else signature.month or (0, 0)
        witnesses["signature_year"] = named if month >= 11 else named - 1


def _year(witnesses: dict[str, Any], form: str | None, doubts: list[Doubt]) -> int | None:
    """The year with the weightiest witnesses; the form and then the title decide between equals."""
    period, cutoff = witnesses.get("period"), witnesses.get("cutoff")
    last = (period.last or period.first) if period else None
    weight = _WEIGHT if period is None or period.stated else _WEIGHT | {"period": 1.0}
    said = {
        "title": witnesses.get("title_year") if witnesses.get("title_source") != "file" else None,
        "period": last.year if last else None,
        "cutoff": cutoff.numbers[0] if cutoff else None,
        "lead": witnesses.get("lead_year"),
        "body": witnesses.get("body_year"),
        "signature": witnesses.get("signature_year"),
        "file": witnesses.get("file_year"),
    }
    votes: dict[int, list[str]] = {}
    for name, year in said.items():
        if year is not None and 2000 < year < 2100:
            votes.setdefault(year, []).append(name)
    witnesses["year_votes"] = {year: tuple(names) for year, names in votes.items()}
    if not votes:
        doubts.append(Doubt("year", "", "报告没有写明统计年度"))
        return None

    def worth(year: int) -> tuple[float, bool, bool]:
        fits = form not in ("2019", "2021") or (year >= 2021) == (form == "2021")
        return sum(weight[name] for name in votes[year]), fits, year == said["title"]

    best = max(votes, key=worth)
    if len(votes) > 1:
        names = {
            "title": "标题",
            "period": "统计期限",
            "cutoff": "统计截止日",
            "lead": "总体情况开头",
            "body": "正文多数",
        }
        names |= {"signature": "落款日期", "file": "文件名"}
        told = "；".join(f"{year}年：{'、'.join(names[n] for n in votes[year])}" for year in sorted(votes))
        doubts.append(Doubt("year", "", f"各处写明的年度不一致（{told}），按{best}年处理"))
    elif votes[best] in (["file"], ["signature"]):
        doubts.append(Doubt("year", "", "统计年度只能从文件名或落款日期推断"))
    return best


def _agency(
    document: Document,
    sections: tuple[Section, ...],
    title: Title | None,
    year: int | None,
    witnesses: dict[str, Any],
    doubts: list[Doubt],
) -> Agency:
    """The issuing body: from the title; region and full form from wherever the report prints them."""
    cover, end = witnesses.get("cover"), witnesses.get("signature")
    signed = next((s.agency for s in (end, cover) if s and s.agency), "")
    for s in (end, cover):
        if s and s.agency:
            witnesses["agency_span"] = (s.agency_start, s.agency_end)
            break
    _self_names(document, sections, witnesses)
    in_title = title.agency if title and witnesses["title_source"] != "file" else ""
    printed = in_title or (cover.agency if cover else "")
    stated = document.stated.get("agency", "")
    if naming.is_unit(stated):
        witnesses["stated_agency"] = stated
    told = (witnesses.get(name, "") for name in ("body_agency", "contact", "stated_agency", "actor"))
    others = [n for n in (signed, *told) if n]
    base = printed or next(iter(others), "") or witnesses.get("file_agency", "")
    if not base:
        doubts.append(Doubt("agency", "", "没有找到发布机构的名称"))
        return Agency(printed="", name="", signed=signed or None)
    if not printed:
        doubts.append(Doubt("agency", "", f"没有从标题读出发布机构，按“{base}”处理"))
    name = _full_name(base, others, year)
    if not naming.split(name, year).chain and (
        region := _region_before(document.text, naming.split(base, year), year)
    ):
        name = f"{region}{naming.split(name, year).full}"
    parts = naming.split(name, year)
    region = parts.region or next((r for n in others if (r := naming.split(n, year).region)), None)
    return Agency(printed, name, signed or None, parts.kind, parts.level, parts.sector, region)


def _stated_day(document: Document) -> date | None:
    """The day of publication that the file states beside the text, if it is one."""
    try:
        return date.fromisoformat(document.stated.get("published", ""))
    except ValueError:
        return None


def _full_name(base: str, others: list[str], year: int | None) -> str:
    """The base name with abbreviations expanded, by what the report prints in full elsewhere if it does."""
    own = naming.split(base, year)
    region, core = own.region or own.word, own.full
    for other in others:
        if naming.relation(base, other, year) != "same":
            continue
        its = naming.split(other, year)
        if not own.chain and its.chain:
            region = its.region or region
        if (own.abbreviated or not own.core) and its.full and not its.abbreviated:
            core = its.full
        if its.chain or not own.abbreviated:
            break
    return f"{own.system}{region}{core}"


def _self_names(document: Document, sections: tuple[Section, ...], witnesses: dict[str, Any]) -> None:
    """What the text before and at the beginning of section 1 calls the reporting body, and whom to ask."""
    first = next((s for s in sections if s.number == 1), None)
    text = document.text[: (first.body + 500) if first else 1500][:4000]
    for match in _OWN.finditer(text):
        name = (match[1] or match[2]).removesuffix("关于")
        if naming.is_unit(name) and len(name) > 2:
            witnesses["body_agency"] = name
            witnesses["body_agency_span"] = match.span(1) if match[1] else match.span(2)
            break
    for match in _CONTACT.finditer(text):
        if naming.is_unit(name := _WITHIN.sub("", match[1])):
            witnesses["contact"] = name
            break
    if not {"body_agency", "contact"} & witnesses.keys():
        lead = document.text[first.body : first.body + 200] if first else text[:400]
        actors = (m[1] for part in (text, lead) for m in _ACTOR.finditer(part))
        if name := next((a for a in actors if len(a) > 3 and naming.is_unit(a)), ""):
            witnesses["actor"] = name


def _region_before(text: str, own: naming.Name, year: int | None) -> str | None:
    """The region that the text puts before the body's name most often, where the title leaves it out."""
    core, counts, at = own.core, Counter[str](), -1
    if len(core) < 3:
        return None
    while (at := text.find(core, at + 1)) >= 0 and counts.total() < 12:
        before = text[max(0, at - 12) : at]
        place = next((before[-n:] for n in range(len(before), 1, -1) if naming.is_place(before[-n:])), None)
        if place:
            counts[place] += 1
    return counts.most_common(1)[0][0] if counts else None


__all__ = ["Identity", "identify"]
