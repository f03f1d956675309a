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
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule

VERIFY = "请贵单位核实更正。"
STANDARD = "政府信息公开工作年度报告"
_DOUBLED = re.compile(
    "(工作|年度|报告|信息公开|政府信息公开|政务公开|管理|人民政府|办公室|委员会|街道|[省市县区镇乡]人民政府)\\1|年年(?!度)|局局|的的"
)
_OWN_OFFICE = re.compile("(?:党政)?(?:综合)?(?:办公室|办公厅)$")
_WITNESS = {
    "period": "统计期限",
    "cutoff": "统计截止日",
    "lead": "总体情况开头",
    "body": "正文",
    "signature": "落款日期",
}
_YEAR_WORD = "title-year-word"
_DATED = "signature-date"


def _said(case: Case) -> Any:
    """The witnesses; NotApplicable for a report whose text was not read here."""
    if "periods" not in case.report.witnesses:
        raise NotApplicable("未保留标题、机构和日期的识别依据")
    return case.report.witnesses


def _title(case: Case) -> Any:
    """The title as the text or its page prints it; NotApplicable where there is none."""
    said = _said(case)
    if "title" not in said or said["title_source"] == "file":
        raise NotApplicable("正文前没有可以识别的标题")
    return said["title"]


def _keeps_layout(case: Case) -> bool:
    """Whether the format of the file rules out that conversion lost lines."""
    return case.report.source.media_type.endswith(("wordprocessingml.document", "opendocument.text"))


def _at(title: Any) -> dict[str, Any]:
    return {"start": title.start, "end": title.end, "evidence": (title.printed,), "quote": title.printed}


def _proper(case: Case, title: Any) -> str:
    name = case.report.agency.name or title.agency or "〔发布机构全称〕"
    year = case.report.year if case.report.year is not None else "〔统计年度〕"
    return f"{name}{year}年{STANDARD}"


@rule(
    "B01",
    "标题缺失/不规范",
    "warning",
    why="标题应当写明发布机构、统计年度和文种，统一写作“×××（机构）××××年政府信息公开工作年度报告”，便于检索和归档。",
    basis=FORMAT,
    bad="青岚县水务局2023年政务公开工作总结",
    good="青岚县水务局2023年政府信息公开工作年度报告",
)
def title_form(case: Case) -> Checks:
    said = _said(case)
    if case.report.form == "pre2019":
        raise NotApplicable("2019年以前没有统一的标题格式")
    if "title" not in said or said["title_source"] != "text":
        sure = _keeps_layout(case)
        yield Hit(
            "正文前没有找到标题。请确认原件是否写有规范的标题"
            f"“{_proper(case, said['title']) if 'title' in said else f'×××（机构）××××年{STANDARD}'}”"
            + ("，如缺失请补充。" if sure else "；如系网页或文件转换时丢失，请忽略本提示。"),
            line=1,
            severity="warning" if sure else "hint",
            free=not sure,
            quote="标题缺失",
        )
        return
    title = said["title"]
    faults = list(_faults(case, title))
    if faults:
        worst: Severity = "warning" if any(severity == "warning" for _, severity in faults) else "hint"
        yield Hit(
            f"标题“{title.printed}”{'不规范' if worst == 'warning' else '与统一格式不完全一致'}："
            f"{'，'.join(text for text, _ in faults)}。建议改为“{_proper(case, title)}”。",
            severity=worst,
            found=title.printed,
            expected=_proper(case, title),
            **_at(title),
        )
    elif title.word == "年度":
        yield Hit(
            f"标题“{title.printed}”中年份写作“{title.years[0]}年度”，统一格式写作“{title.years[0]}年”。",
            severity="hint",
            found=f"{title.years[0]}年度",
            expected=f"{title.years[0]}年",
            defect=_YEAR_WORD,
            leads="年度" not in title.tail,
            **_at(title),
        )


def _faults(case: Case, title: Any) -> Iterator[tuple[str, Severity]]:
    """What departs from the standard title, and how gravely."""
    said = _said(case)
    if not title.agency and not (said.get("cover") and said["cover"].agency):
        yield "没有写明发布机构", "warning"
    if "title_year" not in said:
        yield "没有写明统计年度", "warning"
    if title.subject != "政府信息公开":
        yield f"将“政府信息公开”写作“{title.subject}”", "warning"
    if title.tail.endswith(("总结", "小结", "汇报", "年报")):
        yield f"文种写作“{title.tail[-2:]}”而不是“年度报告”", "warning"
    elif "年度报告" not in title.tail and "年度工作报告" not in title.tail:
        yield "“报告”前没有“年度”二字", "warning"
    elif "工作" not in title.tail:
        yield "缺少“工作”二字", "hint"
    elif title.subject == "政府信息公开" and title.tail.replace("年度报告书", "年度报告") != STANDARD:
        yield f"“{title.tail}”与规范名称“{STANDARD}”不一致", "hint"
    if title.printed.startswith("关于") or "关于" in title.printed.replace(title.agency, "", 1)[:6]:
        yield "多写了“关于”", "hint"
    if title.note_years and not title.years:
        yield "把统计年度写在末尾的括号里", "hint"
    elif title.years and title.order == "year" and len(title.years) == 1 and title.agency:
        yield "把统计年度写在了发布机构之前", "hint"
    elif title.years and not title.word:
        yield "年份后缺少“年”字", "hint"


@rule(
    "B02",
    "标题年份重复/叠词",
    "hint",
    why="标题中年份或词语重复，多为修改往年标题时遗留，影响文件的严肃性。",
    basis=PRACTICE,
    bad="2023年青岚县水务局2023年度政府信息公开工作年度报告",
    good="青岚县水务局2023年政府信息公开工作年度报告",
)
def title_doubled(case: Case) -> Checks:
    title = _title(case)
    if len(title.years) > 1:
        same = len(set(title.years)) == 1
        named = "、".join(f"{year}年" for year in title.years)
        yield Hit(
            f"标题“{title.printed}”{'重复写了年份' if same else '写有不同的年份'}（{named}），"
            f"建议改为“{_proper(case, title)}”。",
            severity="warning",
            found=named,
            **_at(title),
        )
    if title.word == "年度" and "年度" in title.tail:
        yield Hit(
            f"标题“{title.printed}”中“年度”前后重复，建议把“{title.years[0]}年度”改为“{title.years[0]}年”。",
            found=f"{title.years[0]}年度…年度报告",
            expected=f"{title.years[0]}年…年度报告",
            defect=_YEAR_WORD,
            leads=True,
            **_at(title),
        )
    if doubled := _DOUBLED.search(title.printed):
        yield Hit(
            f"标题“{title.printed}”中“{doubled[0]}”重复，请删去多余的字。", found=doubled[0], **_at(title)
        )


@rule(
    "B03",
    "标题年份≠统计年度",
    "error",
    why="标题中的年份就是统计年度，与统计期限、正文和落款不一致，说明沿用了往年的标题或误写。",
    basis=PRACTICE,
    bad="标题写2022年，统计期限为2023年1月1日至2023年12月31日。",
    good="标题和统计期限均为2023年。",
    needs="D/M",
)
def title_year(case: Case) -> Checks:
    title, said = _title(case), _said(case)
    if "title_year" not in said:
        raise NotApplicable("标题没有写明年份")
    year, written = case.year, said["title_year"]
    votes = said["year_votes"]
    yield from _second_title(case, title)
    if year == written or year in title.years + title.note_years:
        against = [
            name for other, names in votes.items() if other != year for name in names if name in _WITNESS
        ]
        if against and not any(name in _WITNESS for name in votes.get(year, ())):
            yield Unsure(
                f"标题写{written}年，{'、'.join(_WITNESS[n] for n in against)}与之不同，不能判断哪一处有误"
            )
        return
    others = [name for name in votes.get(year, ()) if name in _WITNESS]
    named = "、".join(_WITNESS[name] for name in others)
    if len(others) < 2:
        yield Unsure(f"标题写{written}年，{named or '文件名'}为{year}年，依据不足，不能判断哪一处有误")
        return
    yield Hit(
        f"标题“{title.printed}”写的是{written}年，而{named}表明统计年度为{year}年，二者不一致。{VERIFY}",
        found=f"{written}年",
        expected=f"{year}年",
        **_at(title),
    )


_TITLE_LINE = re.compile(
    r"(?m)^[ \t\u3000#*]*(?P<title>[\u4e00-\u9fff]{2,40}(?P<year>20\d\d)年度?政府信息公开(?:工作)?(?:年度)?(?:报告|年报))[ \t\u3000*]*$"
)


def _second_title(case: Case, title: Any) -> Checks:
    """Another title of another year before the first chapter."""
    first = next((s for s in case.report.sections if s.number == 1), None)
    head = case.report.text[: first.start if first else 0]
    for found in _TITLE_LINE.finditer(head):
        there = title.start is not None and title.start <= found.start("title") < (title.end or 0)
        if there or int(found["year"]) in (case.year, *title.years):
            continue
        yield Hit(
            f"标题“{title.printed}”之外另有一个标题“{found['title']}”，年份不同。请只保留本年度的标题，并核对正文和数据是哪一年度的。",
            found=f"{found['year']}年",
            expected=f"{case.year}年",
            severity="warning",
            confidence=0.9,
            start=found.start("title"),
            end=found.end("title"),
            evidence=(found["title"],),
        )
        return


@rule(
    "B04",
    "发布机构不完整",
    "hint",
    why="报告单独流传时，缺少地区名称或使用简称的机构名不能确定是哪一个单位。",
    basis=PRACTICE,
    bad="区卫健局2023年政府信息公开工作年度报告",
    good="云泽市临江区卫生健康局2023年政府信息公开工作年度报告",
    needs="D/M",
)
def agency_complete(case: Case) -> Checks:
    title = _title(case)
    if not title.agency:
        raise NotApplicable("标题没有写明发布机构")
    name = agency.split(title.agency, case.report.year)
    faults = []
    if name.lacks_region:
        faults.append("没有写明所在地区")
    if name.abbreviated:
        faults.append(f"使用了简称“{name.core}”")
    if not faults:
        return
    full = case.report.agency.name
    better = agency.split(full, case.report.year)
    advice = f"，建议写全称“{full}”" if not better.lacks_region else "，建议写明地区并使用全称"
    yield Hit(
        f"标题中的发布机构“{title.agency}”{'，'.join(faults)}{advice}。",
        found=title.agency,
        expected=full if not better.lacks_region else None,
        **_at(title),
    )


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
    said = _said(case)
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
    said = _said(case)
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
                n for n in ("title", *_WITNESS) if n != "period" and n in said["year_votes"].get(year, ())
            ]
            names = "、".join({"title": "标题", **_WITNESS}[n] for n in against)
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
    said = _said(case)
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
    if list(_said(case)["year_votes"].get(year, ())) in (["title"], ["file"]) and numbers[0] > year + 1:
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
    said = _said(case)
    if case.stage == "draft":
        raise NotApplicable("送审稿尚未落款")
    if said.get("signature") or said.get("cover"):
        return
    sure = _keeps_layout(case)
    yield Hit(
        "标题下方和文末均没有找到落款机构和日期，请确认原件是否已落款"
        + ("，如缺失请补充。" if sure else "；如系网页或文件转换时丢失，请忽略本提示。"),
        line=len(case.report.document.lines),
        free=not sure,
        quote="落款缺失",
    )


RULES = (
    title_form,
    title_doubled,
    title_year,
    agency_complete,
    one_agency,
    period,
    signed_too_early,
    signed_in_wrong_year,
    signature_missing,
)
