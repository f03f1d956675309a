"""Family C: is it the form of the year, and is it whole? Labels, rows, columns, places of the three tables.

A label, a row or a note may also be lost when a file is converted: what conversion can cause is at most a hint that
says so. A table that is missing altogether is the business of family A.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.rules.base import FORMAT, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.breaks import cut_table
from gipr_nlp.rules.outline import (
    extra_rows,
    header_of,
    line_of,
    missing_columns,
    missing_groups,
    missing_rows,
)
from gipr_nlp.rules.printed import BY_ORDER, some, tables, title
from gipr_nlp.rules.wording import changed_columns, changed_rows
from gipr_nlp.text import squash

FOREIGN = {
    "other_services": "其他对外管理服务事项",
    "procurement": "政府集中采购",
    "other_not_corrected": "（六）其他处理—1.申请人无正当理由逾期不补正",
    "other_fee_unpaid": "（六）其他处理—2.申请人逾期未按收费通知要求缴纳费用",
}
HARD = frozenset({"title", "period", "cutoff", "signature"})


@rule(
    "C01",
    "使用旧格式",
    "error",
    why="2021年度起的年度报告应当使用国办公开办函〔2021〕30号印发的格式；旧格式缺少“现行有效件数”“本年收费金额”和“其他处理”的三个分项，数据无法汇总。",
    basis=f"{FORMAT}（国办公开办函〔2021〕30号）",
    bad="2022年度报告的表格仍有“本年新公开数量”“政府集中采购”。",
    good="2022年度报告使用“本年制发件数”“现行有效件数”的表格。",
)
def old_form(case: Case) -> Checks:
    yield from _wrong_year(
        case,
        "2019",
        2021,
        None,
        "仍使用2019年版（试行）格式的表格。请改用国办公开办函〔2021〕30号印发的格式重新填报",
    )


@rule(
    "C02",
    "提前/误用新格式",
    "warning",
    why="2019、2020年度的报告适用国办公开办函〔2019〕60号的格式，使用后来的格式就缺少“上一年项目数量”等数据。",
    basis="国办公开办函〔2019〕60号",
    bad="2020年度报告的表格使用“本年制发件数”“本年废止件数”。",
    good="2020年度报告的表格使用“本年新制作数量”“上一年项目数量”。",
)
def new_form_too_early(case: Case) -> Checks:
    yield from _wrong_year(
        case, "2021", 2019, 2020, "使用了2021年版格式的表格，该年度适用国办公开办函〔2019〕60号的格式"
    )


@rule(
    "C03",
    "新旧格式混用",
    "error",
    why="两个年度版本的行和列不能拼在一张报告里，否则既缺项又多项，无法汇总，也无法核对勾稽关系。",
    basis=FORMAT,
    bad="第二部分表格使用2021年版，第三部分“（六）其他处理”却只有一行。",
    good="三张表格使用同一版本。",
)
def mixed_forms(case: Case) -> Checks:
    found = tables(case)
    notes = [
        (t, n.removeprefix("foreign_row:")) for t in found for n in t.notes if n.startswith("foreign_row:")
    ]
    foreign = [(t, row) for t, row in notes if row != "other_else"]  # 其他 alone tells too little
    mixed = [t for t in found if "mixed" in t.notes]
    forms = {t.table: t.form for t in found if t.table != "review" and t.form}
    reasons = []
    if len(set(forms.values())) > 1:
        if _single_row_doubtful(case):
            yield Unsure("第三部分“（六）其他处理”没有完全读清，不能断定是哪一版格式")
        else:
            reasons += [f"{title(name)}为{form}年版格式" for name, form in forms.items()]
    reasons += [f"{title(t.table)}的表头兼有2019年版和2021年版的栏目" for t in mixed]
    for table, row in foreign:
        other = "2019" if table.form == "2021" else "2021"
        reasons.append(f"{title(table.table)}中有{other}年版格式的“{FOREIGN.get(row, row)}”一行")
    if not reasons:
        return
    first = mixed[0] if mixed else foreign[0][0] if foreign else found[0]
    yield Hit(
        f"报告的表格混用了新旧两种格式：{'；'.join(dict.fromkeys(reasons))}。请按本年度适用的格式统一填报。",
        section=first.section,
        table=first.table,
        line=first.line,
        found="混用2019年版和2021年版格式",
        expected="三张表格使用同一版本的格式",
    )


def _single_row_doubtful(case: Case) -> bool:
    """Whether 其他处理 was read as one row although words of its three rows are printed in the table."""
    table = case.report.table["applications"]
    flat = squash(case.report.text[table.start or 0 : table.end])
    return table.form == "2019" and re.search("不补正|未按收费通知|缴纳费用", flat) is not None


@rule(
    "C04",
    "表头文字被改",
    "warning",
    why="表格的栏目名称是法定口径，改动名称会改变填报范围；把“万元”改成“元”，金额会差一万倍。",
    basis=FORMAT,
    bad="2021年版表格的“行政规范性文件”写成“规范性文件”；“单位：万元”写成“单位：元”。",
    good="照格式原文书写；表头注明“单位：万元，保留4位小数”也可以。",
)
def altered_labels(case: Case) -> Checks:
    for table in tables(case):
        yield from changed_columns(case, table)
        yield from changed_rows(case, table)


@rule(
    "C05",
    "行/列缺失",
    "error",
    why="格式规定的每一行、每一列都要保留，没有发生的填0；删去行列，汇总时无法区分没有发生和没有统计。",
    basis=FORMAT,
    bad="第二部分表格没有“行政强制”一行。",
    good="保留“行政强制”一行，没有发生的填0。",
)
def missing_lines(case: Case) -> Checks:
    for table in tables(case):
        if table.table == cut_table(case):
            yield Unsure(f"报告到{title(table.table)}中间为止，不能判断表格是否缺少行、列")
        elif table.table == "review":
            yield from missing_groups(case, table)
        else:
            yield from missing_rows(case, table)
            yield from missing_columns(case, table)


@rule(
    "C06",
    "行/列增加",
    "warning",
    why="格式没有的行列不能自行增加，其中的数字不会进入汇总，还可能与规定的行列重复计算。",
    basis=FORMAT,
    bad="第三部分表格在“法人或其他组织”之后自行增加“小计”一列。",
    good="只保留格式规定的7列。",
)
def added_lines(case: Case) -> Checks:
    for table in tables(case):
        if table.table == "review":
            continue
        if "extra_column" in table.notes:
            found = re.search(r"(?:法人|组织|企业)?(?:小计|合计)", header_of(table))
            yield Hit(
                f"{title(table.table)}中，自行增加了“{found[0] if found else '小计'}”列。请删除该列，只保留格式规定的列。",
                section=statutory.SECTION_OF[table.table],
                table=table.table,
                column="extra",
                line=table.line,
                found=found[0] if found else "小计",
                expected="格式规定的7列",
            )
        extra = extra_rows(case, table)
        if extra and any(c.doubt == BY_ORDER for c in case.cells(table.table)):
            yield Unsure(f"{title(table.table)}的行名称没有完全读清，不能断定有没有增加的行")
            continue
        for label, numbers in extra:
            yield Hit(
                f"{title(table.table)}中，有格式没有的一行“{label}”（{'、'.join(numbers)}）。"
                "请删除该行；其中的数字如属规定事项，请填入相应的行。",
                section=statutory.SECTION_OF[table.table],
                table=table.table,
                row=label,
                line=line_of(case, table, label),
                found=label,
                expected="只填格式规定的行",
            )


@rule(
    "C07",
    "勾稽说明缺失",
    "hint",
    why="表格左上角应当印有“本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和”，填报人据此核对。",
    basis=FORMAT,
    bad="第三部分表格左上角空白。",
    good="第三部分表格左上角印有勾稽关系说明。",
)
def cross_foot_note(case: Case) -> Checks:
    table = case.table("applications")
    if "cross_foot_note" in table.notes:
        return
    if "申请人情况" not in header_of(table) and "法人或其他组织" not in header_of(table):
        yield Unsure("转换后的文本没有表头，不能判断原表有无勾稽关系说明")
        return
    yield Hit(
        f"{title('applications')}左上角没有读到勾稽关系说明“{statutory.cross_foot_note()}”。"
        "也可能是文件转换时丢失；如原表没有，请补上。",
        section=3,
        table="applications",
        line=table.line,
        expected=statutory.cross_foot_note(),
        free=True,
    )


@rule(
    "C08",
    "表序错误/表放错章节",
    "warning",
    why="三张表格分别属于第二、三、四部分，放错章节，读者和汇总程序都会取错数据。",
    basis=FORMAT,
    bad="“收到和处理政府信息公开申请情况”表放在第二部分。",
    good="“收到和处理政府信息公开申请情况”表放在第三部分。",
)
def misplaced_tables(case: Case) -> Checks:
    names = {number: heading for number, (_, heading) in statutory.section_headings().items()}
    placed = [t for t in tables(case) if case.report.section(statutory.SECTION_OF[t.table]) is not None]
    if not placed:
        raise NotApplicable("没有找到第二、三、四部分的标题")
    strayed = [t for t in placed if t.section != statutory.SECTION_OF[t.table]]
    if strayed and "spreadsheet" in case.report.source.media_type:
        yield Unsure("工作簿中各工作表的先后不一定是报告的顺序，不能断定表格放错了章节")
        return
    for table in strayed:  # two tables that changed places are one defect
        own = statutory.SECTION_OF[table.table]
        where = f"“{names[table.section]}”部分" if table.section in names else "六个部分之外"
        yield Hit(
            f"{title(table.table)}放在了{where}，应当放在“{names[own]}”部分。请调整表格的位置。",
            section=table.section,
            table=table.table,
            line=table.line,
            found=where,
            expected=f"“{names[own]}”部分",
            defect="tables out of place",
            leads=table is strayed[0],
        )


@rule(
    "C09",
    "非规定表格",
    "error",
    why="2019年度起取消了原来的政府信息公开情况统计表，改用格式规定的三张表格；用原统计表代替，法定的数据就没有公开。",
    basis=FORMAT,
    bad="2021年度报告附“政府信息公开情况统计表”，填报“当面申请数”“网络申请数”等指标。",
    good="2021年度报告只使用格式规定的三张表格。",
)
def statistical_table(case: Case) -> Checks:
    if case.report.year is not None and case.report.year < 2019:
        raise NotApplicable("2018年度及以前没有统一格式，可以使用统计表")
    flat = squash(case.report.text)
    items = [item for item in _old_items() if item in flat]
    named = "信息公开情况统计表" in flat or "统计指标" in flat
    if len(items) < (3 if named else 5):
        return
    if case.report.year is None:
        yield Unsure("报告没有写明统计年度，不能断定是否应当使用规定的三张表格")
        return
    whole = all(case.report.table[t].kind in ("grid", "lines") for t in statutory.TABLES)
    text = "除规定的三张表格外，还附有" if whole else "没有使用规定的表格，而是使用了"
    advice = "请删去，避免口径不一" if whole else "请改用格式规定的三张表格重新填报"
    yield Hit(
        f"报告{text}2018年及以前的政府信息公开情况统计表（{some([f'“{i}”' for i in items], 3, '项指标')}）。{advice}。",
        line=next(
            (n for n, line in enumerate(case.report.document.lines, 1) if items[0] in squash(line)), None
        ),
        found="政府信息公开情况统计表",
        expected="格式规定的三张表格",
        severity="hint" if whole else None,
    )


@cache
def _old_items() -> tuple[str, ...]:
    """What the statistical table of the years before 2019 asks for."""
    return tuple(files("gipr_nlp").joinpath("data/statistical_table.txt").read_text(encoding="utf-8").split())


# --- the year ---------------------------------------------------------------------------------------------


def _wrong_year(case: Case, form: str, first: int, last: int | None, text: str) -> Checks:
    """A form that is not the one of the reporting year, if the year is beyond doubt."""
    if case.report.form not in ("2019", "2021"):
        raise NotApplicable("没有可以辨认格式的表格，或者新旧格式混用")
    year = case.year
    if year < first or (last is not None and year > last):
        raise NotApplicable(f"{year}年度的报告不适用本项")
    if case.report.form != form:
        return
    votes: Mapping[int, tuple[str, ...]] = case.report.witnesses.get("year_votes", {})
    own = len(HARD.intersection(votes.get(year, ())))
    others = [y for y in votes if not (y >= first and (last is None or y <= last)) and y >= 2019]
    if votes and (not own and set(votes.get(year, ())) == {"file"}):
        yield Unsure("统计年度只见于文件名，不能断定适用哪一版格式")
        return
    if any(len(HARD.intersection(votes[y])) >= max(own, 1) for y in others):
        yield Unsure(
            f"报告各处的年度不一致（{'、'.join(str(y) for y in sorted(votes))}），不能断定适用哪一版格式"
        )
        return
    table = next(t for t in case.report.tables if t.table != "review" and t.form == form)
    if table.table == "applications" and _single_row_doubtful(case):
        yield Unsure("第三部分“（六）其他处理”没有完全读清，不能断定是哪一版格式")
        return
    yield Hit(
        f"{year}年度的报告{text}。",
        section=table.section,
        table=table.table,
        line=table.line,
        found=f"{form}年版格式",
        expected=f"{'2021' if form == '2019' else '2019'}年版格式",
    )


RULES = (
    old_form,
    new_form_too_early,
    mixed_forms,
    altered_labels,
    missing_lines,
    added_lines,
    cross_foot_note,
    misplaced_tables,
    statistical_table,
)
