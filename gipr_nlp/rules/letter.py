"""How a letter tells the agency that a sum of the applications table is wrong, and which cell is to blame."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from gipr_nlp import form as statutory
from gipr_nlp.form import Equation
from gipr_nlp.model import Number
from gipr_nlp.rules.balance import HEADS, TABLE, Balance, balance, column_of
from gipr_nlp.rules.base import Case, Hit, Unsure
from gipr_nlp.rules.defects import Defect, Repair, displaced, torn
from gipr_nlp.rules.repair import Checked, Key

NAME = "第三部分“收到和处理政府信息公开申请情况”表"
VERIFY = "请贵单位对照工作台账核实更正。"
MOST_TERMS = 8


def sums(case: Case, code: str) -> Iterator[Hit | Unsure]:
    """The broken equations of one code: a hit for each defect named by it, else one that follows."""
    found = balance(case)
    open_ = []
    for n, checked in enumerate(found.checked):
        if checked.equation.code != code:
            continue
        if checked.undecided:
            open_.append(where(found.form, checked))
        if checked.broken:
            leading = [d for d in found.defects if d.lead == n]
            for defect in leading or [next(d for d in found.defects if n in d.equations)]:
                yield _hit(case, found, checked, defect, bool(leading))
    if open_:
        yield Unsure(f"{some(open_)}有空白或读取存疑的单元格，无法核对")


def _hit(case: Case, found: Balance, checked: Checked, defect: Defect, leads: bool) -> Hit:
    equation = checked.equation
    text = f"{NAME}中，{statement(found, checked)}"
    if leads:
        text += f"。{_also(found, checked, defect)}{_blame(found, defect)}"
    else:
        text += f"（与{where(found.form, found.checked[defect.lead])}的差错同源，更正该处后请一并复核）。"
    text += _reason(found, checked, defect) + (VERIFY if leads else "")
    _, row, name = equation.right[0]
    place: Key | None = None if equation.code == "F03" else equation.right[0]
    value: Number | None = None
    if leads and len(defect.repairs) == 1:
        place, value = _suspect(defect.repairs[0], equation)
    cell = case.report.by_key.get(place or (TABLE, row, name))
    sides = ("总计", "各分列之和") if equation.code == "F01" else ("（七）总计", "各项办理结果之和")
    named = place is not None and cell is not None
    certain = value is not None and defect.certain
    return Hit(
        text,
        cell=cell if named else None,
        section=statutory.SECTION_OF[TABLE],
        table=TABLE,
        column=name,
        line=cell.line if cell else None,
        found=cell.raw
        if value is not None and cell
        else f"{checked.left}与{checked.right}"
        if equation.code == "F03"
        else f"{sides[0]}{checked.right}，{sides[1]}{checked.left}",
        expected=str(value) if certain else "两者相等",
        suggestion=(".".join(place), value) if certain and place else None,
        confidence=min(c.confidence for k in _cells(equation) if (c := case.report.by_key.get(k))),
        defect=found.name(defect),
        leads=leads,
    )


def _cells(equation: Equation) -> tuple[Key, ...]:
    return (*equation.left, *equation.right)


def _suspect(repair: Repair, equation: Equation) -> tuple[Key, Number]:
    """The changed cell to show: one that stands in the equation at hand, the first if there are several."""
    inside = _cells(equation)
    return next((step for step in repair if step[0] in inside), repair[0])


# --- names --------------------------------------------------------------------------------------------------


@cache
def label(form: str, row: str) -> str:
    """A row as quoted: “（三）不予公开—3.危及‘三安全一稳定’”, without the form's own remark in brackets."""
    name = statutory.label_of(TABLE, form, row)[1:-1].replace("“", "‘").replace("”", "’")
    return f"“{name.split('（区分')[0]}”"


@cache
def short(form: str, row: str) -> str:
    """A row within a sum: no numeral, no quotation marks."""
    if row in ("other_else", "other_handling"):
        return "其他处理"
    name = label(form, row).strip("“”").split("—")[-1]
    numeral = r"^(?:[一二三四五六七八九十]、|（[一二三四五六七八九十]）|\d\.)"
    return re.sub(rf"{numeral}|政府信息公开申请数量$|、行政机关不再处理.*", "", name)


def column(form: str, key: str) -> str:
    """A column's heading; that of 其他 with its group, because a result row is called so too."""
    return "法人或其他组织—其他" if key == "other_org" else statutory.column_labels(TABLE, form)[key]


def cell_name(form: str, key: Key) -> str:
    return f"{label(form, key[1])}行“{column(form, key[2])}”列"


def where(form: str, checked: Checked) -> str:
    """The row or column whose sum it is."""
    _, row, name = checked.equation.right[0]
    return f"{label(form, row)}行" if checked.equation.code == "F01" else f"“{column(form, name)}”列"


def some(names: Sequence[str], most: int = 3) -> str:
    return "、".join(names[:most]) + (f"等{len(names)}处" if len(names) > most else "")


# --- equations ----------------------------------------------------------------------------------------------


def statement(found: Balance, checked: Checked) -> str:
    """The broken equation in words: both sides with their numbers, and the difference."""
    form, equation, place = found.form, checked.equation, where(found.form, checked)
    if equation.code == "F03":
        more = f"前者比后者{'多' if checked.difference > 0 else '少'}{abs(checked.difference)}"
        return (
            f"{place}“第一项加第二项之和，等于第三项加第四项之和”不成立："
            f"{_heads(found, equation.left)}={checked.left}，"
            f"{_heads(found, equation.right)}={checked.right}，{more}"
        )
    across = equation.code == "F01"
    parts, total = ("各分列", "“总计”列") if across else ("各项办理结果", "“（七）总计”行")
    terms = _terms(
        found, equation.left, (lambda k: column(form, k[2])) if across else (lambda k: short(form, k[1]))
    )
    return (
        f"{place}{parts}之和与{total}不符：{'已填' if checked.unknown else ''}{parts}之和为{terms}，"
        f"{total}为{checked.right}，相差{abs(checked.difference)}"
    )


def _heads(found: Balance, keys: tuple[Key, ...]) -> str:
    """本年新收12+上年结转2."""
    named = {"total_handled": "办理结果总计"}
    numbers = [(key[1], v) for key in keys if (v := found.values.get(key)) is not None]
    return "+".join(f"{named.get(row) or short(found.form, row)}{v}" for row, v in numbers)


def _terms(found: Balance, keys: tuple[Key, ...], name: Callable[[Key], str]) -> str:
    """12（自然人）+3（商业企业）=15; terms of zero are left out."""
    shown = [f"{v}（{name(key)}）" for key in keys if (v := found.values.get(key))]
    total = sum(v for key in keys if (v := found.values.get(key)))
    if len(shown) < 2:
        return shown[0] if shown else "0"
    more = f"+……（共{len(shown)}项）" if len(shown) > MOST_TERMS else ""
    return f"{'+'.join(shown[:MOST_TERMS])}{more}={total}"


def _also(found: Balance, checked: Checked, defect: Defect) -> str:
    """The other equations that the same defect breaks."""
    said = []
    for code, what in (("F01", "合计"), ("F02", "办理结果总计"), ("F03", "勾稽关系")):
        others = [
            c for n in defect.equations if n != defect.lead and (c := found.checked[n]).equation.code == code
        ]
        if others:
            amounts = "、".join(dict.fromkeys(str(abs(c.difference)) for c in others))
            said.append(f"{some([where(found.form, c) for c in others])}的{what}（相差{amounts}）")
    return f"同时，{'、'.join(said)}也不成立。" if said else ""


# --- who is to blame ----------------------------------------------------------------------------------------


def _blame(found: Balance, defect: Defect) -> str:
    """Which cell is wrong, as far as the numbers tell."""
    if not defect.repairs:
        return "差错不止一格，仅凭表内数字不能确定是哪几格。"
    if len(defect.repairs) == 1:
        return _only(found, defect)
    ranked = sorted(defect.repairs, key=lambda r: not exchanged(found, r))
    basis = _basis(found, defect)
    examples = f"，例如：{'；或'.join(_changes(found, r) for r in ranked[:2])}" if len(ranked[0]) < 4 else ""
    if len(ranked) > 3:
        text = f"{basis}，有{len(ranked)}种改法均能使等式成立{_shape(found, ranked)}{examples}。"
    else:
        ways = "；或".join(_changes(found, r) for r in ranked)
        text = f"{basis}，下列{len(ranked)}种改法均能使等式成立：{ways}。"
    if all(key[1] in HEADS for repair in ranked for key, _ in repair):
        text += "也可能是某项办理结果连同“（七）总计”一并多计或少计。"
    return text


def _only(found: Balance, defect: Defect) -> str:
    (repair,) = defect.repairs
    names = "、".join(cell_name(found.form, key) for key, _ in repair)
    if not defect.certain:
        half = all(found.checked[n].unknown for n in defect.equations)
        why = "因另有单元格未填或存疑" if half else "因表内差错较多"
        return f"最可能有误的是{names}；{why}，应填数值不能由表内推出。"
    if len(repair) > 3 and len({key[2] for key, _ in repair}) == 1:
        values = "、".join(f"{short(found.form, key[1])}{value}" for key, value in repair)
        return f"差错集中在“{column(found.form, repair[0][0][2])}”列，共{len(repair)}格，应为：{values}。"
    shared = any(set(d.equations) & set(defect.equations) for d in found.defects if d is not defect)
    only = "最可能有误的是" if shared else f"只需更正{len(repair)}格即可使等式成立："
    other = "；相关等式另有差错，须一并更正" if shared else ""
    return f"{_basis(found, defect)}，{only}{_changes(found, repair)}{_slip(found, repair)}{other}。"


def _basis(found: Balance, defect: Defect) -> str:
    return f"综合各行各列{'并对照上年报告的结转数' if defect in found.by_last_year else ''}"


def _changes(found: Balance, repair: Repair) -> str:
    return "，".join(
        f"{cell_name(found.form, key)}现为{found.values[key]}、应为{value}" for key, value in repair
    )


def _shape(found: Balance, repairs: list[Repair]) -> str:
    """What many possible repairs have in common."""
    columns = {tuple(key[2] for key, _ in r) for r in repairs}
    rows = {tuple(key[1] for key, _ in r) for r in repairs}
    single = all(len(r) == 1 for r in repairs)
    if len(columns) == 1 and all(len(set(way)) == 1 for way in rows):
        names = [f"“{column(found.form, c)}”" for c in columns.pop()]
        return f"，有误的应是{names[0]}列中的一格" if single else f"，有误的应是同一行的{some(names)}"
    if len(rows) == 1 and all(len(set(way)) == 1 for way in columns):
        names = [f"{label(found.form, r)}行" for r in rows.pop()]
        return f"，有误的应是{names[0]}中的一格" if single else f"，有误的应是{some(names)}在同一列的数字"
    return ""


def exchanged(found: Balance, repair: Repair) -> bool:
    """Whether a repair only puts printed numbers into other cells."""
    return len(repair) > 1 and Counter(v for _, v in repair) == Counter(
        found.values[key] for key, _ in repair
    )


def _slip(found: Balance, repair: Repair) -> str:
    """How the mistake may have come about."""
    printed = [v for key, _ in repair if (v := found.values[key]) is not None]
    meant = [value for _, value in repair]
    if len(repair) == 1:
        return slip(printed[0], meant[0])
    one_row, one_column = (len({key[i] for key, _ in repair}) == 1 for i in (1, 2))
    if not (one_row or one_column):
        return ""
    line = "列" if one_row else "行"
    if exchanged(found, repair):
        return f"（疑似数字互换或填错{line}）"
    if len(repair) > 2:
        return "（疑似整行数字错位）" if one_row else ""
    gains = [m - p for p, m in zip(printed, meant, strict=True)]
    if one_row and "total" in (key[2] for key, _ in repair):
        return (
            f"（该行分列与总计同时{'少' if gains[0] > 0 else '多'}计{abs(gains[0])}）"
            if gains[0] == gains[1]
            else ""
        )
    if one_row and torn((printed[0], printed[1]), (meant[0], meant[1])):
        return "（疑似一个数被拆成两格，或两个数连在一起）"
    if displaced((printed[0], printed[1]), (meant[0], meant[1])) or gains[0] == -gains[1]:
        return f"（疑似{max(gains)}件填错{line}）"
    return ""


def slip(printed: Number, meant: Number) -> str:
    """The usual slips of the pen in one number."""
    one, other = str(printed), str(meant)
    if one != other and (meant - printed) % 9 == 0 and sorted(one) == sorted(other):
        return "（差额是9的倍数，疑似数字前后颠倒）"
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if len(longer) - len(shorter) == 1 and any(
        longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))
    ):
        return f"（疑似{'多' if longer == one else '漏'}写一位数字）"
    return ""


def _reason(found: Balance, checked: Checked, defect: Defect) -> str:
    """F06, F07, F08: what an auditor asks first where the cross-foot is off and no single repair is named."""
    if checked.equation.code != "F03" or checked.unknown or len(defect.repairs) == 1:
        return ""
    name, difference = column_of(checked), checked.difference
    split, carried_in, carried_out = (
        found.number(r, name) for r in ("partly_granted", "carried_in", "carried_out")
    )
    asked = []
    if difference < 0 and split is not None and -difference <= split:
        asked.append(f"“部分公开”的申请是否在其他办理结果中重复计数（该列部分公开{split}件）")
    if difference > 0 and carried_out == 0:
        asked.append(f"是否有{difference}件尚未办结的申请漏记结转下年度")
    if carried_in and difference == carried_in:
        asked.append(f"上年结转的{carried_in}件是否未计入办理结果或结转下年度")
    return f"建议重点核对：{'；'.join(asked)}。" if asked else ""
