"""Family K: what the narrative says of the tables' quantities, against the tables.

A contradiction needs words: a number, a "none" or an "all" that the report itself makes. What is said of another body,
another year or only roughly is not judged (rules.md 5.0a, 5.10); what is never said is at most a hint (``k_silence``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gipr_nlp.model import Claim, Number
from gipr_nlp.rules import k_other
from gipr_nlp.rules.balance import balance
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Unsure, rule
from gipr_nlp.rules.printed import number
from gipr_nlp.rules.quantity_names import APPLICATIONS, HANDLED, NEW, RECEIVED, of
from gipr_nlp.rules.repair import Key
from gipr_nlp.rules.stated import (
    VERIFY,
    at,
    compared,
    contradiction,
    defect_of,
    spoken,
    total,
    where,
    why_not,
)
from gipr_nlp.text import level

CARRIED = ("applications.carried_in.total", "applications.carried_out.total")
RESULTS = ("granted", "partly_granted", "disclosed", "refused", "unable", "declined", "other")
TOTALS = ("new_received", "total_handled")
_RECEIVED = re.compile(r"收到|新收|接收|接到|收悉|受理")


# --- received and handled ---------------------------------------------------------------------------------


@rule(
    "K01",
    "新收数",
    "error",
    why="文字写明的收到申请数应当等于第三部分表格的“本年新收”总计；写明“含上年结转”的，应当等于新收与上年结转之和。",
    basis=FORMAT,
    bad="文字：全年收到政府信息公开申请5件。表格：本年新收总计6件。",
    good="文字：全年收到政府信息公开申请6件。表格：本年新收总计6件。",
    needs="D+claims",
)
def received(case: Case) -> Checks:
    claims = spoken(case, of(NEW, RECEIVED), kinds=("count",))
    yield from compared(case, claims)
    new, before = (number(case, row, "total", "applications") for row in ("new_received", "carried_in"))
    if new is None or not before:
        return
    mentioned = any(c.quantity == CARRIED[0] for c in case.report.claims)
    for claim in claims:
        plain = claim.quantity == NEW and claim.verdict == "supported" and _RECEIVED.search(level(claim.text))
        if plain and claim.value == new + before and not mentioned:
            yield at(
                case,
                claim,
                f"{where(case, claim)}写明“{claim.text}”，等于{APPLICATIONS}中本年新收{new}件与上年结转{before}件之和，"
                f"而文字没有说明含上年结转。建议写明“新收{new}件，上年结转{before}件”，与表格口径一致。",
                found=f"{claim.value}件",
                expected=f"新收{new}件，上年结转{before}件",
                severity="hint",
            )


@rule(
    "K02",
    "未收到申请",
    "error",
    why="文字说没有收到申请，表格的“本年新收”总计就应当为0；文字写明收到若干件，表格就不应为0。",
    basis=FORMAT,
    bad="文字：本年度未收到政府信息公开申请。表格：本年新收总计2件。",
    good="文字：本年度未收到政府信息公开申请。表格：本年新收总计0件。",
    needs="D+claims",
)
def none_received(case: Case) -> Checks:
    claims = spoken(case, of(NEW))
    new = number(case, "new_received", "total", "applications")
    seen: set[str] = set()
    for claim in claims:
        case.table("applications")
        if claim.verdict == "unverifiable":
            yield Unsure(f"“{claim.text}”{why_not(case, claim)}")
        elif claim.verdict == "contradicted" and (claim.kind == "none" or not claim.value or new == 0):
            defect, echo = defect_of(case, claim)
            leads = claim.kind == "none" and not echo and defect not in seen
            seen.add(defect)
            yield contradiction(case, claim, defect, leads)


@rule(
    "K03",
    "办结数",
    "error",
    why="文字写明的办结、答复件数应当等于第三部分表格“（七）总计”；其中包含上年结转后在本年办结的申请。",
    basis=FORMAT,
    bad="文字：全年办结政府信息公开申请5件。表格：“（七）总计”6件。",
    good="文字：全年办结政府信息公开申请6件。表格：“（七）总计”6件。",
    needs="D+claims",
)
def handled(case: Case) -> Checks:
    yield from compared(case, spoken(case, of(HANDLED)))


@rule(
    "K04",
    "全部办结",
    "error",
    why="文字说申请已经全部办结（或者办结率100%），表格的“结转下年度继续办理”总计就应当为0。",
    basis=FORMAT,
    bad="文字：收到的申请已全部办结。表格：结转下年度继续办理总计1件。",
    good="文字：收到的申请已全部办结。表格：结转下年度继续办理总计0件。",
    needs="D+claims",
)
def everything_handled(case: Case) -> Checks:
    claims = spoken(case, of(CARRIED[1]), kinds=("all",))
    left = number(case, "carried_out", "total", "applications")
    acknowledged = any(c.quantity == CARRIED[1] and c.kind == "count" and c.value for c in case.report.claims)
    seen: set[str] = set()
    for claim in claims:
        case.table("applications")
        if acknowledged:  # the narrative itself says what is carried over
            continue
        if claim.verdict == "unverifiable":
            yield Unsure(f"“{claim.text}”{why_not(case, claim)}")
        elif claim.verdict == "contradicted":
            defect, echo = defect_of(case, claim)
            yield at(
                case,
                claim,
                f"{where(case, claim)}写明“{claim.text}”，而{APPLICATIONS}中“四、结转下年度继续办理”总计为{left}件，"
                f"说明年底仍有申请没有办结，文字与表格不一致。{VERIFY}",
                found=claim.text,
                expected=f"结转下年度{left}件",
                defect=defect,
                leads=not echo and defect not in seen,
            )
            seen.add(defect)


@rule(
    "K05",
    "零件却称全部办结",
    "warning",
    why="表格中新收和上年结转都是0，就没有申请可以办理；文字再说“全部办结”“办结率100%”，多半是沿用了模板。",
    basis=PRACTICE,
    bad="文字：依申请公开办结率100%。表格：新收和上年结转均为0。",
    good="文字：全年未收到政府信息公开申请。表格：新收和上年结转均为0。",
    needs="D+claims",
)
def nothing_to_handle(case: Case) -> Checks:
    def wanted(claim: Claim) -> bool:
        about = claim.quantity in (HANDLED, CARRIED[1])
        return about and (claim.kind in ("all", "ratio") or (claim.quantity == HANDLED and bool(claim.value)))

    claims = spoken(case, wanted, kinds=("all", "ratio", "count"))
    if total(case, *("new_received", "carried_in")) != 0:
        return
    for claim in claims:
        if claim.scope != "own" and case.report.agency.kind != "government":
            yield Unsure(f"“{claim.text}”{why_not(case, claim)}")
            continue
        same = f"said:{claim.quantity}:{claim.value}" if claim.kind == "count" else None
        same = balance(case).echo(_nothing_received) or same
        yield at(
            case,
            claim,
            f"{where(case, claim)}写明“{claim.text}”，而{APPLICATIONS}中本年新收和上年结转均为0，没有可以办理的申请。"
            "请贵单位核实；如确未收到申请，建议直接写明未收到。",
            found=claim.text,
            expected="写明未收到申请",
            defect=same,
        )


def _nothing_received(values: Mapping[Key, Number | None]) -> bool:
    return not any(values.get(("applications", row, "total")) for row in ("new_received", "carried_in"))


@rule(
    "K06",
    "结转数",
    "error",
    why="文字写明的上年结转、结转下年度件数应当分别等于第三部分表格相应两行的总计。",
    basis=FORMAT,
    bad="文字：结转下年度2件。表格：“四、结转下年度继续办理”总计1件。",
    good="文字：结转下年度1件。表格：“四、结转下年度继续办理”总计1件。",
    needs="D+claims",
)
def carried_over(case: Case) -> Checks:
    yield from compared(case, spoken(case, of(*CARRIED)))


@rule(
    "K07",
    "结果分类数",
    "error",
    why="文字写明的予以公开、部分公开、不予公开、无法提供、不予处理、其他处理件数应当等于第三部分表格相应各行总计。",
    basis=FORMAT,
    bad="文字：不予公开2件。表格：“（三）不予公开”各项总计之和为1件。",
    good="文字：不予公开1件。表格：“（三）不予公开”各项总计之和为1件。",
    needs="D+claims",
)
def results(case: Case) -> Checks:
    def wanted(claim: Claim) -> bool:
        table, row, column = (*claim.quantity.split("."), "", "")[:3]
        single = row.startswith(("refused_", "unable_", "declined_", "other_")) and row != "other_org"
        return table == "applications" and column == "total" and (row in RESULTS or single)

    yield from compared(case, spoken(case, wanted))


@rule(
    "K08",
    "申请人类别数",
    "error",
    why="文字写明的自然人、法人或其他组织申请件数应当等于第三部分表格“本年新收”一行相应各列。",
    basis=FORMAT,
    bad="文字：新收申请中自然人3件。表格：“本年新收”行“自然人”列4件。",
    good="文字：新收申请中自然人4件。表格：“本年新收”行“自然人”列4件。",
    needs="D+claims",
)
def applicants(case: Case) -> Checks:
    def wanted(claim: Claim) -> bool:
        table, row, column = (*claim.quantity.split("."), "", "")[:3]
        return table == "applications" and row in TOTALS and column != "total"

    yield from compared(case, spoken(case, wanted))


RULES = tuple(
    sorted(
        (
            received,
            none_received,
            handled,
            everything_handled,
            nothing_to_handle,
            carried_over,
            results,
            applicants,
            *k_other.RULES,
        ),
        key=lambda r: r.code,
    )
)
