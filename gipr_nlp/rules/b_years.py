"""Family B, years left over from an earlier report (B10, B11, rules.md 5.2).

A year that is not the reporting year is a leftover only in a statement of work. Comparisons, cited documents, series,
carry-over, rectification and plans speak of other years with good reason; each has its words below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.narrative import Narrative, narrative, quoted_spans
from gipr_nlp.rules.scope import require_report

_YEAR = re.compile(r"(?P<year>20[0-4]\d)\s*年度?")
_MONTH = re.compile(r"\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月")
_OTHER_YEAR_MEANT = re.compile(
    "较|比|同期|上年|去年|上一年|前一年|往年|历年|增长|下降|增幅|降幅|持平|以来|至今|截至|截止|结转|延续|跨年|原有|自20|从20|以前|之前|此前|前期"
    "|整改|反馈|通报|指出|提出的|存在的|发现的|评估|测评|考核|考评|评议结果|年报|年度报告|问题|不足|短板|审计|巡察|巡视|统计期限|统计数据|所列数据|五年|三年"
)
_NOUN = re.compile(
    r"\s*[^,。;:、\d]{0,8}?(?:决算|预算|年报|报告|要点|计划|方案|规划|目标|任务|清单|目录|公报|年鉴|考核|考评|评估|测评|评价|版|修订|条例|建议|提案"
    r"|招生|高考|中考|招聘|招录|补贴|资金|项目|审计|统计|工作总结|民生实事|财政收支|分配|届|级|款|优秀|先进|表彰|示范|所获|荣获|获)"
)
_SPAN = re.compile(r"\s*(?:至|到|-|—|~|和|与|、|及|起|底|末|初|前|后|以来|以前|以后)")
_SPAN_BEFORE = re.compile(
    r"(?:自|从|至|到|-|—|~|、|和|与|及|由|截至|截止|截止到|于|在|对|将|原|《|含|其中)\s*$"
)
_WHO = "(?:我|本|全|该)?[\u4e00-\u9fff]{0,14}?"
_WORK = re.compile(
    rf"\s*[,:]?\s*(?:全年|度)?[,]?{_WHO}(?:(?:共|累计|主动公开|公开(?:各类|政府)|收到|受理|办理|答复|发布(?:各类|信息|政府|政务)|开展|组织|召开|举办|认真贯彻|高度重视|坚持以|发生)"
    r"|(?:制定|制发|印发|废止|更新|推送|新增|审核|回复|回应|解读|处理|接待|公开|发布)(?=[^,。;《]{0,12}\d))"
    r"(?P<rest>[^,。;]{0,24})"
)
_UNTIL = re.compile(r"截(?:至|止到?)\s*$")
_YEAR_END = re.compile(r"\s*(?:12月31日|12月底|年?底|末)(?P<rest>[^。;]{0,40})")
_COUNTED = re.compile(r"(?:共|累计|公开|发布|收到|受理|答复|办理)[^。;]{0,20}\d")
_LEAD_OF_5 = re.compile(
    r"\s*(?P<year>20[0-4]\d)\s*年度?,?(?=(?:我|本|全)[局委厅办镇乡街县市区省]|[\u4e00-\u9fff]{2,12}(?:局|委|办|政府|镇|乡|街道|厅|中心))"
)
_NOT_LEAD_OF_5 = re.compile(
    "年报|年度报告|评估|测评|考核|反馈|指出|整改|通报|以来|提出|针对|对照|将|计划|拟|打算"
)
_DATED_WORK = re.compile(
    rf"\s*(?:\d{{1,2}}日)?[,]?(?:我|本)(?:{_WHO})(?:召开|举办|组织(?!法)|开展)(?P<rest>[^,。;]{{0,24}})"
)
_LEAD = re.compile(
    r"\s*(?P<year>20[0-4]\d)\s*年度?(?=\s*[,]|\s*(?:我|本|全|在|市|县|区|镇|乡|街道|省|局|委|办)|[\u4e00-\u9fff]{2,12}(?:局|委|办|政府|镇|乡|街道|厅|中心))"
)
_OWN_TITLE = re.compile(
    r"(?:编制|编写|撰写|形成|公布|发布|公开|作出)[^。;《]{0,10}《[^《》]{0,30}?(?P<year>20[0-4]\d)年?度?(?:的)?政府信息公开工作?年?度?报告》"
)
_FEE = re.compile("信息处理费|收费通知|处理费")


class Old(NamedTuple):
    """A mention of another year in a statement of work."""

    year: int
    start: int
    end: int
    where: str


@rule(
    "B10",
    "旧年份残留",
    "warning",
    why="报告叙述统计年度的工作，却写着其他年份，多为在往年报告上修改时漏改；总体情况的开头和收费说明写错年份，会使读者误认数据的年度。",
    basis=PRACTICE,
    bad="2023年的报告写“2022年，我局共主动公开政府信息186条”。",
    good="2023年的报告写“2023年，我局共主动公开政府信息186条，比2022年增加12条”。",
    follows_from=("N05",),
)
def old_year(case: Case) -> Checks:
    require_report(case)
    year, said = case.year, narrative(case)
    groups: dict[tuple[int, str], list[Old]] = {}
    for old in _old_years(case, said, year):
        groups.setdefault((old.year, old.where), []).append(old)
    for (other, where), found in groups.items():
        shown = tuple(dict.fromkeys(said.shown(o.start, o.end) for o in found))
        places = f"共{len(found)}处：" if len(found) > 1 else ""
        listed = "、".join(f"“{s}”" for s in shown[:3])
        yield Hit(
            f"{_OF[where]}写的是{other}年（{places}{listed}），而本报告的统计年度是{year}年，疑为往年报告遗留或误写。"
            f"如叙述的是{year}年的情况，请将年份改为“{year}年”；如确为{other}年的情况，请说明与本年度工作的关系。",
            severity="error" if where in ("lead", "fee") else "warning",
            found=f"{other}年",
            expected=f"{year}年",
            evidence=shown[:3],
            quote=f"{where}{other}",
            defect=None if where == "fee" else f"old-year-{where}-{other}",  # N05 says the same of the fee
            **said.place(found[0].start, found[0].end),
        )


_OF = {
    "lead": "“总体情况”的开头",
    "fee": "收费情况的说明",
    "title": "前言引用的本报告名称",
    "work": "叙述工作的语句",
}


def _mentions(case: Case) -> list[re.Match[str]]:
    """The years of the narrative, not those of document numbers; found once."""
    if "years" not in case.memo:
        flat = narrative(case).flat
        case.memo["years"] = [
            found
            for found in _YEAR.finditer(flat)
            if flat[max(0, found.start() - 1) : found.start()] not in _NOT_BEFORE
        ]
    known: list[re.Match[str]] = case.memo["years"]
    return known


MOST = 8  # findings of one report
_NOT_BEFORE = tuple("0123456789〔[(年")


def _old_years(case: Case, said: Narrative, year: int) -> Iterator[Old]:
    others = [found for found in _mentions(case) if int(found["year"]) != year]
    if not others:
        return
    lead = _lead(case, said, year)
    if lead is not None:
        yield lead
    for found in _OWN_TITLE.finditer(said.flat):
        if int(found["year"]) != year and said.clause(found.start()).section in (0, 1):
            yield Old(int(found["year"]), found.start("year"), found.end("year") + 1, "title")
    lead_of_5 = _lead_of_5(said, year)
    if lead_of_5 is not None:
        yield lead_of_5
    quoted = list(quoted_spans(said.flat))
    for found in others:
        other, at = int(found["year"]), found.start()
        if any(known and known.start == at for known in (lead, lead_of_5)) or any(
            a < at < b for a, b in quoted
        ):
            continue
        if _FEE.search(said.text(at)) and other != year + 1 and not _OTHER_YEAR_MEANT.search(said.text(at)):
            if (
                said.around(at)[1] < 60
                and not _SPAN.match(said.flat, found.end())
                and not _basis_year(said, found)
            ):
                yield Old(other, at, found.end(), "fee")
        elif other < year and _is_work(case, said, found, year):
            yield Old(other, at, found.end(), "work")


def _lead_of_5(said: Narrative, year: int) -> Old | None:
    """The first words of section 5 name another year, and say nothing of findings or plans."""
    for number, clause in enumerate(said.clauses):
        if clause.section != 5:
            continue
        start = said.starts[number]
        text = said.flat[start : start + len(clause.text)]
        found = _LEAD_OF_5.match(text)
        if found is None or int(found["year"]) >= year or f"{year}年" in text or _NOT_LEAD_OF_5.search(text):
            return None
        return Old(int(found["year"]), start + found.start("year"), start + found.end(), "work")
    return None


def _is_until(found: re.Match[str], text: str, at: int, year: int) -> bool:
    """截至 the end of another year, with what was done until then, though nothing of a comparison."""
    behind = _YEAR_END.match(text[at + len(found[0]) :])
    if behind is None or not _UNTIL.search(text[:at]) or f"{year}年" in text:
        return False
    return bool(_COUNTED.search(behind["rest"])) and not re.search("统计|数据|历年|较|比|上年", text)


def _basis_year(said: Narrative, found: re.Match[str]) -> bool:
    """A year of issue or entry into force: 自2021年起施行, 2020年印发的."""
    behind = said.flat[found.end() : found.end() + 14]
    return (
        bool(re.match(r"\s*\d{1,2}月|[^,。;]{0,6}(?:起|施行|实施|印发|出台|发布)", behind))
        or said.flat[max(0, found.start() - 1)] in "自从"
    )


def _lead(case: Case, said: Narrative, year: int) -> Old | None:
    """The first words of section 1 name another year, while title or period stand for the reporting year."""
    votes = case.report.witnesses.get("year_votes", {})
    for number, clause in enumerate(said.clauses):
        if clause.section != 1 or clause.label == "preamble":
            continue
        start = said.starts[number]
        text = said.flat[start : start + len(clause.text)]
        found = _LEAD.match(text)
        if found is None or f"{year}年" in text or _OTHER_YEAR_MEANT.search(text.split(",")[0]):
            return None
        other = int(found["year"])
        sure = {"title", "period"} & set(votes.get(year, ())) and not {"title", "period"} & set(
            votes.get(other, ())
        )
        if other in (year, year + 1) or not sure or _NOUN.match(text, found.end()):
            return None
        return Old(other, start + found.start("year"), start + found.end(), "lead")
    return None


def _is_work(case: Case, said: Narrative, found: re.Match[str], year: int) -> bool:
    """Whether a statement of this report's work is made about the year."""
    clause, (text, at) = said.clause(found.start()), said.around(found.start())
    if clause.section == 0 or clause.label in ("rectification", "improvement", "preamble", "problem"):
        return False
    if _is_until(found, text, at, year):
        return True
    before, behind = text[:at], text[at + len(found[0]) :]
    if f"{year}年" in text or _OTHER_YEAR_MEANT.search(text) or _SPAN_BEFORE.search(before):
        return False
    if re.search("[\u4e00-\u9fff]$", before) and not re.search(
        "(?:我|本)?(?:局|委|厅|办|镇|乡|街道|县|区|市|单位|机关|政府|中心)$", before
    ):
        return False
    month = _MONTH.match(behind)
    if month:
        work = _DATED_WORK.match(behind, month.end()) if year - int(found["year"]) == 1 else None
    elif _SPAN.match(behind) or _NOUN.match(behind):
        return False
    else:
        work = _WORK.match(behind)
    return (
        work is not None
        and not re.match("[\u4e00-\u9fff]{0,4}的", work["rest"])  # 2019年印发的: of something from then
        and "《" not in work["rest"][:4]
    )


_PLANNED = re.compile(
    rf"\s*度?[,]?(?:我|本)?{_WHO}(?:将(?!近|其|信息|政务|政府|公开|全部|所有|每)|拟(?!定|稿|公开)|计划(?!生育|单列|内|财)|着力|着手|打算|继续|(?<![需主重必只还仍就])要(?!求|点|闻|件|素|重))"
)
_ANNOUNCED = re.compile(
    r"(?:下一步|今后|接下来|下一阶段|下阶段|新的一年)[,]?[^,。;]{0,6}(?P<year>20[0-4]\d)年"
)
_NO_PLAN = re.compile(
    "完成|提出|承诺|曾|原计划|年初|已|要点|方案|规划|目标|决算|存在|问题|不足|反馈|评估|考核|结转|以来|截至|到20|至20|年底前|年前|基础上|总结"
)


@rule(
    "B11",
    "计划年份错误",
    "warning",
    why="年度报告在次年年初发布，其中的下一步打算是次年的工作；写成统计年度或更早的年份，多为沿用往年的文字。",
    basis=PRACTICE,
    bad="2023年的报告写“2023年，我局将加强业务培训”。",
    good="2023年的报告写“2024年，我局将加强业务培训”。",
)
def planned_year(case: Case) -> Checks:
    require_report(case)
    year, said = case.year, narrative(case)
    yield from _planned_in_headings(said, year)
    quoted: list[tuple[int, int]] | None = None
    told = 0
    for found in _mentions(case):
        other = int(found["year"])
        if other == year + 1:
            continue
        text, at = said.around(found.start())
        behind = text[at + len(found[0]) :]
        planned = _PLANNED.match(behind)
        announced = _ANNOUNCED.search(text)
        if not planned and not (announced and announced.start("year") == at):
            continue
        if said.clause(found.start()).section not in (1, 5, 6) or said.clause(found.start()).label in (
            "rectification",
            "proactive",
        ):
            continue
        if (
            _NO_PLAN.search(text[: at + len(found[0]) + (planned.end() if planned else 0) + 4])
            or f"{year + 1}年" in text
        ):
            continue
        if re.search("[自从到至在对《〔(]$", text[:at]) or _MONTH.match(behind) or _SPAN.match(behind):
            continue
        quoted = list(quoted_spans(said.flat)) if quoted is None else quoted
        if any(a < found.start() < b for a, b in quoted):
            continue
        shown = said.shown(found.start(), found.end())
        late = other > year + 1
        yield Hit(
            f"下一步打算写的是{other}年（“{shown}”），而{year}年的报告所说的下一步是{year + 1}年的工作，"
            f"{'疑为误写' if late else '疑为往年报告遗留'}。请核实，如无特殊原因请改为“{year + 1}年”。",
            found=f"{other}年",
            expected=f"{year + 1}年",
            evidence=(shown,),
            **said.place(found.start(), found.end()),
        )
        told += 1
        if told == MOST:
            return


_HEADED = re.compile(r"(?P<year>20[0-4]\d)年度?[^,。;:]{0,8}(?:打算|计划|思路|安排|改进措施|努力方向)$")


def _planned_in_headings(said: Narrative, year: int) -> Iterator[Hit]:
    """A heading over plans that names the reporting year or an earlier one."""
    for heading, clause in {c.heading: c for c in reversed(said.clauses) if c.section in (1, 5, 6)}.items():
        found = _HEADED.search(heading)
        if found and int(found["year"]) <= year and not re.search("完成|落实|执行|情况|总结", heading):
            yield Hit(
                f"标题“{heading}”写的是{found['year']}年，而{year}年的报告所说的下一步是{year + 1}年的工作，"
                f"疑为往年报告遗留。请核实，如无特殊原因请改为“{year + 1}年”。",
                section=clause.section,
                start=clause.start,
                end=clause.end,
                found=f"{found['year']}年",
                expected=f"{year + 1}年",
                evidence=(heading,),
            )


RULES = (old_year, planned_year)
