"""Family J: what a report carries over from the year before."""

from __future__ import annotations

from gipr_nlp.errors import NotStated
from gipr_nlp.rules.base import FORMAT, Case, Checks, Hit, Unsure, rule


@rule(
    "J01",
    "上年结转≠上年度“结转下年度”",
    "error",
    why="上年结转的申请就是上一年度报告中结转下年度继续办理的申请，两数应当相等。",
    basis=FORMAT,
    bad="2023年报告“上年结转”总计3件，2022年报告“结转下年度继续办理”总计5件。",
    good="2023年报告“上年结转”总计5件，2022年报告“结转下年度继续办理”总计5件。",
    needs="P",
)
def carried_over(case: Case) -> Checks:
    before = Case(case.previous, case.profile)
    cell = case.cell("applications", "carried_in", "total")
    try:
        now, then = case.number(cell), before.value("applications", "carried_out", "total")
    except NotStated as why:
        yield Unsure(str(why))
        return
    if now != then:
        yield Hit(
            f"{case.year}年报告中“上年结转政府信息公开申请数量”总计为{now}件，{before.year}年报告中“结转下年度继续办理”总计为{then}件，"
            f"相差{abs(now - then)}件。两数应当相等，请核实后更正。",
            cell=cell,
            section=3,
            found=str(now),
            expected=str(then),
            partner=case.previous.report_id,
        )


RULES = (carried_over,)
