"""Family B, policies whose time is over, and tasks of another year (B12, rules.md 5.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipr_nlp.errors import NotApplicable
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, rule
from gipr_nlp.rules.narrative import Narrative, narrative
from gipr_nlp.rules.scope import is_old, require_report

_NEW_RULES = re.compile(
    r"新修[订改](?:后)?的?[,]?(?:《中华人民共和国政府信息公开条例》|《政府信息公开条例》|《条例》)|新修[订改](?:后)?的?政府信息公开条例|新《条例》|新条例(?!件)"
)
_CONGRESS = re.compile("党的十九大|党的十九届|中共十九大")
_LATER_CONGRESS = re.compile("二十大|二十届|2[0-9]大精神")
_TASKS = re.compile(
    r"(?P<year>20[0-4]\d)年度?(?:全?[\u4e00-\u9fff]{0,8}?)?(?:政务公开|政府信息公开)(?:重点)?(?:工作)?(?:要点|实施方案|工作方案|重点任务|任务分工|工作安排|重点工作)"
)
_EPIDEMIC = re.compile(
    "(?:聚焦|围绕|突出|统筹|重点|常态化(?:开展|做好)?|全力|紧扣|做好|抓好|落实)[^,。;]{0,10}?(?:新冠)?疫情(?:常态化)?防控|(?:新冠)?疫情防控(?:工作)?(?:为重点|为中心|中心任务|阻击战|这一中心|第一|首要|信息公开|为主)"
)
_OTHER_EPIDEMIC = re.compile(
    "动物|猪瘟|禽流感|疫病|登革热|流感|传染病疫情|松材|转段|平稳|优化调整|总结|以前|期间|2020|2021|2022|以来"
)


@rule(
    "B12",
    "过时政策残留",
    "warning",
    why="有时效的提法沿用到后来的年度，说明这一段文字未随形势更新；引用其他年度的工作要点作为本年任务，还会使所述工作无从核对。",
    basis=PRACTICE,
    bad="2023年的报告写“按照2022年政务公开工作要点，扎实推进各项工作”。",
    good="2023年的报告写“按照2023年政务公开工作要点，扎实推进各项工作”。",
)
def dated_policies(case: Case) -> Checks:
    require_report(case)
    if is_old(case.report):
        raise NotApplicable("所列提法均在2019年以后")
    year, said = case.year, narrative(case)
    yield from _dated_tasks(said, year)
    for pattern, text, since in (
        (
            _NEW_RULES,
            "《中华人民共和国政府信息公开条例》于2019年修订，至{year}年已施行多年，不宜再称“新”",
            2022,
        ),
        (_CONGRESS, "全文只提党的十九大，没有提到党的二十大", 2023),
        (_EPIDEMIC, "疫情防控已不是{year}年的主要工作", 2023),
    ):
        if year < since:
            continue
        found = pattern.search(said.flat)
        if found is None:
            continue
        if pattern is _CONGRESS and _LATER_CONGRESS.search(said.flat):
            continue
        if pattern is _EPIDEMIC and _OTHER_EPIDEMIC.search(said.text(found.start())):
            continue
        if pattern is _NEW_RULES and re.search("2019年", said.text(found.start())):
            continue
        shown = said.shown(found.start(), found.end())
        yield Hit(
            f"“{shown}”的提法可能已过时：{text.format(year=year)}。请核对是否为往年报告的文字，并按现时情况修改。",
            severity="hint",
            found=found[0],
            evidence=(shown,),
            quote=found[0],
            confidence=0.9,
            **said.place(*found.span()),
        )


def _dated_tasks(said: Narrative, year: int) -> Iterator[Hit]:
    """The task list of another year cited as that of this one; not where this year's is cited, too."""
    cited = list(_TASKS.finditer(said.flat))
    if any(int(found["year"]) == year for found in cited):
        return
    for found in cited:
        other, clause, text = int(found["year"]), said.clause(found.start()), said.text(found.start())
        if other > year or clause.label in ("rectification", "problem") or clause.section == 0:
            continue
        if re.search("整改|问题|不足|未完成|反馈|上年|去年|以来|较|比|连续|历年|总结", text):
            continue
        shown = said.shown(*found.span())
        yield Hit(
            f"“{shown}”引用的是{other}年的文件，而本报告的统计年度是{year}年，通篇没有提到{year}年的相应文件。"
            "请核实所落实的是哪一年度的要求，疑为往年报告遗留。",
            found=f"{other}年",
            expected=f"{year}年",
            evidence=(shown,),
            quote=found[0],
            **said.place(*found.span()),
        )
        return


RULES = (dated_policies,)
