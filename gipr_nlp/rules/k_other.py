"""Family K, statements on the other tables, on the same thing twice, and rates (K09-K15; rules.md 5.10)."""

from __future__ import annotations

import re

from gipr_nlp.model import Claim
from gipr_nlp.quantities import value_of
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Unsure, rule
from gipr_nlp.rules.printed import title
from gipr_nlp.rules.quantity_names import APPLICATIONS, HANDLED, of
from gipr_nlp.rules.stated import (
    VERIFY,
    at,
    compared,
    spoken,
    total,
    where,
    why_not,
)
from gipr_nlp.rules.twice import said_twice
from gipr_nlp.text import level, squash

# --- other tables -----------------------------------------------------------------------------------------


def _review(claim: Claim) -> bool:
    return claim.quantity.startswith("review.")


@rule(
    "K09",
    "复议数/诉讼数",
    "error",
    why="文字写明的行政复议、行政诉讼件数及其结果应当等于第四部分表格；行政诉讼为直接起诉与复议后起诉两组之和；文字说没有的，表格应当为0。",
    basis=FORMAT,
    bad="文字：被申请行政复议2件。表格：行政复议总计1件。",
    good="文字：被申请行政复议1件。表格：行政复议总计1件。",
    needs="D+claims",
)
def reviews(case: Case) -> Checks:
    yield from compared(case, spoken(case, _review))


@rule(
    "K10",
    "规范性文件数",
    "error",
    why="文字写明的规章、行政规范性文件制发、废止和现行有效件数应当等于第二部分表格。",
    basis=FORMAT,
    bad="文字：制发行政规范性文件2件。表格：本年制发件数1件。",
    good="文字：制发行政规范性文件1件。表格：本年制发件数1件。",
    needs="D+claims",
)
def documents(case: Case) -> Checks:
    rows = ("disclosure.normative_documents.", "disclosure.regulations.")
    yield from compared(case, spoken(case, lambda claim: claim.quantity.startswith(rows)))


@rule(
    "K11",
    "许可处罚数",
    "warning",
    why="第二部分表格填写全部许可、处罚、强制决定数（无论是否公开）；文字中的件数与之不同的，有的只统计了对外公开的部分。",
    basis=FORMAT,
    bad="文字：全年作出行政处罚决定5件。表格：行政处罚处理决定8件。",
    good="文字：全年作出行政处罚决定8件。表格：行政处罚处理决定8件。",
    needs="D+claims",
)
def decisions(case: Case) -> Checks:
    rows = tuple(f"disclosure.{row}." for row in ("licensing", "penalties", "compulsion"))
    advice = (
        "表格应当填写全部处理决定数，无论是否对外公开；文字如只统计了公开部分，请加以说明。请贵单位核实更正。"
    )
    yield from compared(
        case, spoken(case, lambda claim: claim.quantity.startswith(rows)), advice=advice, confidence=0.9
    )


@rule(
    "K12",
    "收费金额",
    "warning",
    why="文字写明的行政事业性收费金额换算成万元后应当等于第二部分表格的“本年收费金额”。",
    basis=FORMAT,
    bad="文字：收取行政事业性收费4.52万元。表格：本年收费金额3.52万元。",
    good="文字：收取行政事业性收费35200元。表格：本年收费金额3.52万元。",
    needs="D+claims",
)
def charges(case: Case) -> Checks:
    claims = spoken(case, of("disclosure.fees.amount"))
    amount = value_of("disclosure.fees.amount", case.report.by_key)
    for claim in claims:
        case.table("disclosure")
        if claim.verdict == "contradicted":
            said = "没有" if claim.kind == "none" else f"{claim.value}{claim.unit or ''}"
            yield at(
                case,
                claim,
                f"{where(case, claim)}写明“{claim.text}”，而{title('disclosure')}中“行政事业性收费”行“本年收费金额”"
                f"为{amount}万元，文字与表格不一致。{VERIFY}",
                found=said,
                expected=f"{amount}万元",
                confidence=0.9,
            )
        elif claim.verdict == "unverifiable":
            yield Unsure(f"“{claim.text}”{why_not(case, claim)}")


# --- two statements ---------------------------------------------------------------------------------------


@rule(
    "K13",
    "总体情况与第三部分文字矛盾",
    "error",
    why="同一个数字在报告不同段落出现两次，应当一致。",
    basis=PRACTICE,
    bad="第一部分写“全年主动公开政府信息20条”，平台建设一段写“全年主动公开政府信息16条”。",
    good="两处都写“全年主动公开政府信息20条”。",
    needs="D+claims",
)
def two_numbers(case: Case) -> Checks:
    yield from said_twice(case, leads=True)


@rule(
    "K14",
    "第四部分表后文字",
    "error",
    why="第四部分表格前后的说明文字应当与表格中的数字一致。",
    basis=FORMAT,
    bad="第四部分表后写“全年行政复议2件”，表格中行政复议总计为1件。",
    good="第四部分表后写“全年行政复议1件”，表格中行政复议总计为1件。",
    needs="D+claims",
)
def beside_the_table(case: Case) -> Checks:
    yield from compared(case, spoken(case, lambda claim: _review(claim) and claim.section == 4), leads=False)


@rule(
    "K15",
    "答复及时率",
    "warning",
    why="文字写明的办结率、答复率应当与第三部分表格的件数相符。",
    basis=PRACTICE,
    bad="文字：申请办结率80%。表格：新收6件、上年结转1件，办理结果总计6件。",
    good="文字：申请办结率85.7%。表格：新收6件、上年结转1件，办理结果总计6件。",
    needs="D+claims",
)
def rates(case: Case) -> Checks:
    claims = spoken(case, of(HANDLED), kinds=("ratio",))
    new, before, done, left = (
        total(case, row) for row in ("new_received", "carried_in", "total_handled", "carried_out")
    )
    for claim in claims:
        value = claim.value or 0
        timely = re.search(r"按时|按期|及时|限时|时限|期限|如期|准时|工作日", level(claim.text))
        if claim.scope != "own" and case.report.agency.kind != "government":
            yield Unsure(f"“{claim.text}”{why_not(case, claim)}")
        elif value > 100:
            yield at(
                case,
                claim,
                f"{where(case, claim)}写明“{claim.text}”，比率不应超过100%。请贵单位核实更正。",
                found=f"{value}%",
                expected="不超过100%",
            )
        elif not timely and new + before:
            possible = [(done, new + before), (done, new), (new - left, new)]
            right = [part / whole * 100 for part, whole in possible if whole]
            if not any(abs(value - share) <= _half_unit(claim) for share in right):
                yield at(
                    case,
                    claim,
                    f"{where(case, claim)}写明“{claim.text}”，而按{APPLICATIONS}计算，新收{new}件、上年结转{before}件，"
                    f"办理结果总计{done}件，办结率应为{right[0]:.1f}%。请贵单位核实更正。",
                    found=f"{value}%",
                    expected=f"{right[0]:.1f}%",
                    confidence=0.9,
                    defect=f"rate:{value:g}%",
                )


def _half_unit(claim: Claim) -> float:
    """Half a unit of the last digit that a rate shows."""
    shown = re.search(r"\d+(?:\.(\d+))?%", squash(claim.text))
    decimals = len((shown and shown[1]) or "")
    return 0.5 / 10.0**decimals + 1e-9


RULES = (
    reviews,
    documents,
    decisions,
    charges,
    two_numbers,
    beside_the_table,
    rates,
)
