"""Family G: arithmetic of the review table (第四部分 行政复议、行政诉讼).

One equation holds five cells, so the numbers cannot tell which cell is wrong: the finding names the group."""

from __future__ import annotations

from gipr_nlp import form as statutory
from gipr_nlp.rules.balance import known
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.letter import VERIFY, slip
from gipr_nlp.rules.repair import Checked, check

TABLE = "review"
NAME = "第四部分“政府信息公开行政复议、行政诉讼情况”表"
SECTION = statutory.SECTION_OF[TABLE]
GROUPS = {"G01": "行政复议", "G02": "未经复议直接起诉", "G03": "复议后起诉"}


@rule(
    "G01",
    "行政复议合计错误",
    "error",
    why="行政复议案件按结果只计入一格，维持、纠正、其他结果、尚未审结四项之和必须等于总计。",
    basis=FORMAT,
    bad="行政复议：结果维持2、尚未审结1，其余为0，总计填2。",
    good="行政复议总计填3。",
)
def reconsideration(case: Case) -> Checks:
    yield from _group(case, "G01")


@rule(
    "G02",
    "未经复议直接起诉合计错误",
    "error",
    why="直接起诉的案件按结果只计入一格，维持、纠正、其他结果、尚未审结四项之和必须等于总计。",
    basis=FORMAT,
    bad="未经复议直接起诉：结果维持1，其余为0，总计填2。",
    good="未经复议直接起诉总计填1。",
)
def litigation_direct(case: Case) -> Checks:
    yield from _group(case, "G02")


@rule(
    "G03",
    "复议后起诉合计错误",
    "error",
    why="复议后起诉的案件按结果只计入一格，维持、纠正、其他结果、尚未审结四项之和必须等于总计。",
    basis=FORMAT,
    bad="复议后起诉：结果维持1，其余为0，总计填0。",
    good="复议后起诉总计填1。",
)
def litigation_after_review(case: Case) -> Checks:
    yield from _group(case, "G03")


@rule(
    "G04",
    "总计为零而分项非零",
    "error",
    why="总计为零而分项有数（或者相反），说明总计或分项漏填。",
    basis=FORMAT,
    bad="行政复议：结果维持2，总计填0。",
    good="行政复议：结果维持2，总计填2。",
    follows_from=("G01", "G02", "G03"),
)
def empty_total(case: Case) -> Checks:
    for code, group in _groups(case).items():
        total = None if group.equation.right[0] in group.unknown else group.right
        parts_known = not any(key in group.unknown for key in group.equation.left)
        without_total, without_parts = (
            total == 0 and group.left > 0,
            bool(total) and group.left == 0 and parts_known,
        )
        if without_total or without_parts:
            fault = (
                f"总计为0，而各分项之和为{group.left}"
                if without_total
                else f"总计为{group.right}，而各分项均为0"
            )
            yield Hit(
                f"{NAME}中，“{GROUPS[code]}”{fault}，疑似漏填。{VERIFY}",
                section=SECTION,
                table=TABLE,
                row=group.equation.right[0][1],
                column="total",
                line=_line(case, group),
                found=str(group.right),
                expected=str(group.left),
                defect=code,
            )
        elif group.undecided:
            yield Unsure(f"“{GROUPS[code]}”有空白或读取存疑的单元格，无法比较")


@rule(
    "G05",
    "列错位",
    "warning",
    why="只有一组合计不符，差额又恰好等于相邻一组第一格的数，常见原因是数字错位填到了相邻一组。",
    basis=PRACTICE,
    bad="行政复议：各分项为0，总计填2；相邻的“未经复议直接起诉”结果维持2、总计2。",
    good="各组数字填在本组之下，合计相符。",
)
def shifted(case: Case) -> Checks:
    groups = _groups(case)
    if any(group.kind != 0 for group in groups.values()):
        yield Unsure("有空白或读取存疑的单元格，无法比较")
        return
    broken = [code for code, group in groups.items() if group.broken]
    if len(broken) != 1:
        return
    codes = list(groups)
    at = codes.index(broken[0])
    group = groups[broken[0]]
    first = {code: known(case, TABLE)[groups[code].equation.left[0]] for code in codes}
    for code in (c for i, c in enumerate(codes) if abs(i - at) == 1):
        if first[code] and abs(group.difference) == first[code]:
            yield Hit(
                f"{NAME}中，“{GROUPS[broken[0]]}”一组相差{abs(group.difference)}，"
                f"恰好等于相邻的“{GROUPS[code]}”一组第一格“结果维持”的数字，疑似数字错位。{VERIFY}",
                section=SECTION,
                table=TABLE,
                row=group.equation.right[0][1],
                line=_line(case, group),
                defect=broken[0],
            )
            return


# --- helpers -----------------------------------------------------------------------------------------------


def _groups(case: Case) -> dict[str, Checked]:
    """The three sums of the table by code."""
    case.table(TABLE)
    if "review" not in case.memo:
        checked = check(known(case, TABLE), statutory.equations(TABLE, "2021"))  # alike in both forms
        case.memo["review"] = {c.equation.code: c for c in checked}
    groups: dict[str, Checked] = case.memo["review"]
    return groups


def _line(case: Case, group: Checked) -> int | None:
    cell = case.report.by_key.get(group.equation.right[0])
    return cell.line if cell else None


def _group(case: Case, code: str) -> Checks:
    group = _groups(case)[code]
    if group.undecided:
        yield Unsure(f"“{GROUPS[code]}”有空白或读取存疑的单元格，无法核对合计")
    if not group.broken:
        return
    cells = [case.report.by_key[key] for key in (*group.equation.left, *group.equation.right)]
    labels = statutory.column_labels(TABLE, "2021")
    parts = "+".join(
        f"{labels[c.column]}{c.value}" for c in cells[:-1] if c.value is not None and not c.doubt
    )
    difference = abs(group.difference)
    advice = (
        f"如各分项无误，总计应为{group.left}{slip(group.right, group.left)}；"
        f"如总计无误，则有分项{'多' if group.difference > 0 else '少'}计{difference}。"
        if group.kind == 0
        else "已填分项之和已经大于总计。"
    )
    yield Hit(
        f"{NAME}中，“{GROUPS[code]}”各分项之和与总计不符：{parts}={group.left}，总计为{group.right}，"
        f"相差{difference}。{advice}{VERIFY}",
        section=SECTION,
        table=TABLE,
        row=cells[0].row,
        line=cells[-1].line,
        found=f"各分项之和{group.left}，总计{group.right}",
        expected=f"如各分项无误，总计应为{group.left}"
        if group.kind == 0
        else f"各分项之和不大于{group.right}",
        confidence=min(c.confidence for c in cells),
        defect=code,
        leads=True,
    )


RULES = (reconsideration, litigation_direct, litigation_after_review, empty_total, shifted)
