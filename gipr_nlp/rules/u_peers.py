"""Families D and U, among peers: figures far from those of bodies of the same kind (D13, U03, U05; rules.md 5.17).

Peers are of the same year, level and kind, departments of the same sector: a police bureau is no measure for an audit
office. Too few peers say nothing. All of these are hints: a body may well be unlike the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Cell, Spread
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.years import called, certain, shown

#: Cells that are compared with peers.
WATCHED = (
    "applications.new_received.total",
    "disclosure.normative_documents.in_force",
    "disclosure.normative_documents.issued",
    "disclosure.licensing.decisions",
    "disclosure.penalties.decisions",
    "disclosure.compulsion.decisions",
    "disclosure.fees.amount",
    "review.reconsideration.total",
)
#: Name of the share of reports whose applications table is all zero.
ALL_ZERO = "all_zero"
#: Differences smaller than this are no matter for a hint, however alike the peers are.
_SMALL = 20
#: From the median absolute deviation to the standard deviation of a normal distribution.
_NORMAL = 0.6745


def _peers(case: Case) -> Iterator[tuple[Cell, Spread]]:
    """The watched cells that are certain and have enough peers; NotApplicable where none has."""
    least = case.profile.thresholds.get("peers_min", 8)
    found = False
    for name in WATCHED:
        spread = case.corpus.peers.get(name)
        table, row, column = name.split(".")
        if spread is None or spread.count < least or certain(case.report, table, row, column) is None:
            continue
        found = True
        yield case.cell(table, row, column), spread
    if not found:
        raise NotApplicable("同类单位的报告太少，不能比较")


@rule(
    "D13",
    "极端值",
    "hint",
    why="数字是同类单位中位数的几十倍，可能是填错行、填错单位或把全系统的数字填成了本单位的。",
    basis=PRACTICE,
    bad="同级部门“行政处罚”中位数为12件，本单位填写1200件。",
    good="数字与同级同类单位相近，或者确有特殊情况。",
    needs="C",
)
def extreme(case: Case) -> Checks:
    times = float(case.profile.thresholds.get("D13", 20))
    least = float(case.profile.thresholds.get("D13_min", 100))
    for cell, peers in _peers(case):
        value = case.number(cell)
        if peers.median > 0 and value > times * peers.median and value > least:
            yield Hit(
                f"{called(case, cell)}为{cell.raw.strip()}，是本批同级同类{peers.count}个单位中位数（{shown(peers.median)}）的"
                f"{shown(round(value / peers.median, 1))}倍。请核实是否填错行、填错单位或统计口径有误。",
                cell=cell,
                found=cell.raw.strip(),
                expected=f"同类单位中位数{shown(peers.median)}",
                confidence=0.7,
                defect=_far(cell),
                leads=True,
            )


def _far(cell: Cell) -> str:
    return f"far:{cell.key}"


@rule(
    "U03",
    "全零集中",
    "hint",
    why="同级同类的单位大多收到过申请，只有个别单位整张表全为零，可能是漏报。",
    basis=PRACTICE,
    bad="同级20个同行业单位中18个收到过申请，本单位申请情况表全部为0。",
    good="如实填写收到的申请；确未收到的，在文字中写明。",
    needs="C",
)
def all_zero(case: Case) -> Checks:
    case.table("applications")
    cells = list(case.cells("applications"))
    if any(c.value for c in cells if not c.doubt):
        return
    if any(c.doubt or c.value is None for c in cells):
        yield Unsure("申请情况表有空白或读取存疑的单元格，不能确定是否全为零")
        return
    peers = case.corpus.peers.get(ALL_ZERO)
    if peers is None or peers.count < case.profile.thresholds.get("peers_min", 8):
        raise NotApplicable("同类单位的报告太少，不能比较")
    if peers.median <= float(case.profile.thresholds.get("U03_share", 0.1)):
        zero = round(peers.median * peers.count)
        yield Hit(
            f"第三部分申请情况表全部为0，而本批同级同类的{peers.count}个单位中只有{zero}个全部为0。"
            "请核实是否漏报；确未收到申请的，请在文字中写明。",
            section=3,
            table="applications",
            line=case.table("applications").line,
            found="全部为0",
            confidence=0.6,
            free=True,
        )


@rule(
    "U05",
    "同类机构离群",
    "hint",
    why="数字明显偏离同级同类的单位，可能是填报口径不同或有误，值得核实。",
    basis=PRACTICE,
    bad="同级卫生健康部门新收申请多在2至9件，本单位为214件。",
    good="数字在同类单位的范围之内，或者确有特殊情况。",
    needs="C",
)
def outlier(case: Case) -> Checks:
    most = float(case.profile.thresholds.get("U05", 5))
    for cell, peers in _peers(case):
        value = case.number(cell)
        if peers.deviation <= 0 or abs(value - peers.median) < _SMALL:
            continue
        score = _NORMAL * abs(value - peers.median) / peers.deviation
        if score > most:
            side = "高于" if value > peers.median else "低于"
            yield Hit(
                f"{called(case, cell)}为{cell.raw.strip()}，明显{side}本批同级同类的{peers.count}个单位（中位数{shown(peers.median)}）。"
                "请核实填报口径；属实的，可不作更改。",
                cell=cell,
                found=cell.raw.strip(),
                expected=f"同类单位中位数{shown(peers.median)}",
                confidence=0.6,
                defect=_far(cell),
                free=True,
            )


RULES = (extreme, all_zero, outlier)
