"""Family B, the title: its form, its year, the body it names (B01-B04; rules.md 5.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gipr_nlp import agency
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Severity
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.named import VERIFY, WITNESS, keeps_layout, witnesses_of

STANDARD = "政府信息公开工作年度报告"
_DOUBLED = re.compile(
    "(工作|年度|报告|信息公开|政府信息公开|政务公开|管理|人民政府|办公室|委员会|街道|[省市县区镇乡]人民政府)\\1|年年(?!度)|局局|的的"
)
_YEAR_WORD = "title-year-word"


def _title(case: Case) -> Any:
    """The title as the text or its page prints it; NotApplicable where there is none."""
    said = witnesses_of(case)
    if "title" not in said or said["title_source"] == "file":
        raise NotApplicable("正文前没有可以识别的标题")
    return said["title"]


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
    said = witnesses_of(case)
    if case.report.form == "pre2019":
        raise NotApplicable("2019年以前没有统一的标题格式")
    if "title" not in said or said["title_source"] != "text":
        sure = keeps_layout(case)
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
    said = witnesses_of(case)
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
    title, said = _title(case), witnesses_of(case)
    if "title_year" not in said:
        raise NotApplicable("标题没有写明年份")
    year, written = case.year, said["title_year"]
    votes = said["year_votes"]
    yield from _second_title(case, title)
    if year == written or year in title.years + title.note_years:
        against = [
            name for other, names in votes.items() if other != year for name in names if name in WITNESS
        ]
        if against and not any(name in WITNESS for name in votes.get(year, ())):
            yield Unsure(
                f"标题写{written}年，{'、'.join(WITNESS[n] for n in against)}与之不同，不能判断哪一处有误"
            )
        return
    others = [name for name in votes.get(year, ()) if name in WITNESS]
    named = "、".join(WITNESS[name] for name in others)
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


RULES = (
    title_form,
    title_doubled,
    title_year,
    agency_complete,
)
