"""Family D: are the cells of the tables filled, and are they numbers as the form wants them?

What is printed decides; cells that were not read for certain are never blamed on the agency. One habit of writing
(a stroke for nought, thousands separators) is one finding a table, however many cells show it. D13 needs the corpus.
"""

from __future__ import annotations

import re
from dataclasses import replace

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Cell, Table
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.blanks import blank_hits, possible
from gipr_nlp.rules.breaks import cut_table
from gipr_nlp.rules.powers import usually_has_powers
from gipr_nlp.rules.printed import (
    VERIFY,
    cell_name,
    counted,
    decimals,
    digits,
    form_of,
    found_in,
    in_grid,
    in_wan,
    own_unit,
    printed,
    row_name,
    some,
    tables,
    title,
    unusual,
    value_of,
)
from gipr_nlp.text import level, squash

LETTERS = re.compile(r"(?=.*[OoIlZ])[\dOoIlZ]+")
APPROXIMATE = re.compile(r"\d[十百千万亿]*[余多来]")
WIDE = re.compile(r"[０-９．，]")
THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")
GROUPS = {
    "results": "三、本年度办理结果",
    "refused": "（三）不予公开",
    "unable": "（四）无法提供",
    "declined": "（五）不予处理",
    "other_handling": "（六）其他处理",
}
FIRST_OF = {
    "results": "granted",
    "refused": "refused_state_secret",
    "unable": "unable_not_held",
    "declined": "declined_petition",
    "other_handling": "other_not_corrected",
}


@rule(
    "D01",
    "空单元格",
    "error",
    why="空格不等于零：读者和汇总单位无从判断是没有发生还是漏填。没有发生的应当填写0。",
    basis=FORMAT,
    bad="“（一）予以公开”行“自然人”列空着，同行其他各列有数字。",
    good="没有发生的格子填写0。",
)
def blanks(case: Case) -> Checks:
    for table in tables(case):
        form = form_of(case, table.table)
        cells = list(case.cells(table.table))
        if table.table == cut_table(case):
            yield Unsure(f"报告到{title(table.table)}中间为止，不能判断是否有空格")
            continue
        yield from blank_hits(table.table, form, cells)
        rows = [f"{row_name(table.table, form, c.row)}行" for c in cells if possible(c)]
        if rows:
            yield Unsure(f"{title(table.table)}{some(rows)}数字不全，转换后的文本看不出哪一格是空格")


@rule(
    "D02",
    "非数字占位",
    "warning",
    why="“/”“—”“无”等符号不是数字，汇总时无法相加，也不能说明是零还是不适用。没有相应职能或没有发生的，都填写0。",
    basis=FORMAT,
    bad="“行政强制”行“本年处理决定数量”列填写“/”。",
    good="同一格填写“0”。",
)
def placeholders(case: Case) -> Checks:
    yield from found_in(
        case,
        unusual(case),
        lambda cell: (
            (cell.state in ("not_applicable", "text") or APPROXIMATE.search(squash(cell.raw)) is not None)
            and not LETTERS.fullmatch(squash(cell.raw))
            and not _worded_change(cell)
        ),
        lambda names, raws: (
            f"{names}填写的是{raws}，不是确定的数字。没有发生或者没有相应职能的，请填写“0”。{VERIFY}"
        ),
        expected="数字；没有发生的填写0",
    )


@rule(
    "D03",
    "非整数件数",
    "error",
    why="申请、案件、文件和事项都以件（项）为单位，只能是整数。",
    basis=FORMAT,
    bad="“行政处罚”行“本年处理决定数量”列填写“8.5”。",
    good="同一格填写“8”。",
)
def fractions(case: Case) -> Checks:
    whole: dict[str, list[Cell]] = {}
    for cell in unusual(case):
        number = value_of(cell)
        if number is None or decimals(cell.raw) is None or _money(case, cell):
            continue
        if float(number).is_integer():
            whole.setdefault(cell.table, []).append(cell)
        elif cell.doubt:
            yield Unsure(
                f"{row_name(cell.table, form_of(case, cell.table), cell.row)}行各列数字未能确定，其中有小数"
            )
        else:
            name = cell_name(cell, form_of(case, cell.table))
            yield _wrong(cell, f"{name}为“{cell.raw}”，件（项）数应当是整数。{VERIFY}", "整数")
    for table, cells in whole.items():  # 3.00 is a whole number in the wrong dress: a remark, not an error
        names = some([cell_name(c, form_of(case, table)) for c in cells if c.doubt is None], measure="格")
        if names:
            text = f"{names}写成了小数形式（如“{cells[0].raw}”）。件（项）数请写成整数。"
            yield replace(_wrong(cells[0], text, "整数"), severity="hint")


@rule(
    "D04",
    "负数",
    "error",
    why="除2019年版格式的“本年增/减”外，各格都是件数、项数或金额，不可能小于0。",
    basis=FORMAT,
    bad="“结转下年度继续办理”行“自然人”列填写“-1”。",
    good="同一格填写“1”或者“0”。",
)
def negatives(case: Case) -> Checks:
    for cell in printed(case):
        number = value_of(cell)
        if number is None or number >= 0 or cell.column == "change":
            continue
        name = row_name(cell.table, form_of(case, cell.table), cell.row)
        if cell.doubt is None:
            text = f"{cell_name(cell, form_of(case, cell.table))}为“{cell.raw}”，不应小于0。{VERIFY}"
            yield _wrong(cell, text, "不小于0的数")
        elif "change" not in statutory.column_labels(cell.table, form_of(case, cell.table), cell.row):
            yield Unsure(f"{name}行各列数字未能确定，其中有负数")


@rule(
    "D05",
    "带单位",
    "hint",
    why="2021年版格式的表头已经写明“件数”“数量”“单位：万元”，格内再写单位，汇总时要逐格清理；单位与表头不同还会差出一万倍。",
    basis=FORMAT,
    bad="“行政许可”行“本年处理决定数量”列填写“126件”。",
    good="同一格填写“126”。",
)
def units(case: Case) -> Checks:
    if not any(form_of(case, t.table) == "2021" for t in tables(case)):
        raise NotApplicable("2019年版格式的表头没有写明单位")

    def say(names: str, raws: str) -> str:
        fees = [c for c in case.cells("disclosure", "fees") if own_unit(c) not in (None, "万元")]
        amounts = [(c.raw, in_wan(value_of(c) or 0, own_unit(c))) for c in fees]
        told = "".join(f"其中“{raw}”折合{digits(a)}万元。" for raw, a in amounts if a is not None)
        return f"{names}带有计量单位（{raws}）。表头已经写明单位，格内请只填数字。{told}"

    yield from found_in(
        case,
        unusual(case),
        lambda cell: form_of(case, cell.table) == "2021" and own_unit(cell) is not None,
        say,
        expected="不带单位的数字",
    )


@rule(
    "D06",
    "小数位超过4位",
    "warning",
    why="收费金额以万元为单位，最多保留4位小数（即精确到元）；超过4位，多半是把单位或者小数点弄错了。",
    basis=FORMAT,
    bad="“行政事业性收费”的“本年收费金额（单位：万元）”填写“3.52001”。",
    good="同一格填写“3.5200”或者“3.52”。",
)
def many_decimals(case: Case) -> Checks:
    cell = _fee(case)
    if cell.doubt:
        yield Unsure("“行政事业性收费”行没有读到确定的数字")
        return
    shown = decimals(cell.raw)
    if shown is not None and shown > 4:
        text = f"{cell_name(cell, '2021')}为“{cell.raw}”，有{shown}位小数。金额以万元为单位，最多保留4位小数，请核对单位和小数点。"
        yield _wrong(cell, text, "最多4位小数")


@rule(
    "D07",
    "金额单位疑误",
    "warning",
    why="收费金额的单位是万元。县级以下机关一年收费上亿元、或者与上年相差约一万倍，多半是按元填写的。",
    basis=PRACTICE,
    bad="某县水务局“本年收费金额（单位：万元）”填写“35200”，上年为3.4。",
    good="同一格填写“3.52”。",
    needs="D/P",
    again=True,
)
def unit_of_money(case: Case) -> Checks:
    cell = _fee(case)
    if cell.value is None or cell.doubt:
        yield Unsure("“行政事业性收费”行没有读到确定的数字")
        return
    if own_unit(cell) is None and cell.unit not in (None, "万元"):
        raise NotApplicable("表头的单位不是万元，见C04")
    amount = in_wan(cell.value, cell.unit or "万元") or 0.0
    agency = case.report.agency
    local = agency.level in ("county", "town") or agency.kind in ("town", "subdistrict")
    large = amount >= float(case.profile.thresholds.get("D07", 10_000))
    before = _fee_before(case)
    name, reasons = f"{cell_name(cell, '2021')}为“{cell.raw}”", []
    if large and local:
        reasons.append(f"即{digits(amount / 10_000)}亿元，对县级及以下机关来说偏大")
    if before and amount and _ten_thousandfold(amount / before):
        reasons.append(f"上年为{digits(before)}万元，相差约一万倍")
    if reasons:
        text = f"{name}，{'；'.join(reasons)}，疑似把元当作万元（或者相反）。{VERIFY}"
        hit = _wrong(
            cell,
            text,
            f"如实际为{digits(amount)}元，应填{digits(amount / 10_000)}" if large else "以万元为单位的金额",
        )
        aggregated = (
            agency.kind == "government" and not before and amount < 100_000
        )  # a county may well collect that
        yield replace(hit, severity="hint" if aggregated else None, confidence=0.7 if aggregated else 0.9)
    elif large and agency.level is None:
        yield Unsure("机关层级不明，不能判断收费金额是否偏大")


def _ten_thousandfold(ratio: float) -> bool:
    return 5_000 <= ratio <= 20_000 or 5_000 <= 1 / ratio <= 20_000


def _fee_before(case: Case) -> float | None:
    """What last year's report states, in 万元."""
    if case.last_year is None:
        return None
    cell = case.last_year.by_key.get(("disclosure", "fees", "amount"))
    if cell is None or cell.value is None or cell.doubt:
        return None
    return in_wan(cell.value, cell.unit or "万元")


def _fee(case: Case) -> Cell:
    """The amount of fees; NotApplicable in the 2019 form, which counts fee items."""
    if case.form("disclosure") != "2021":
        raise NotApplicable("2019年版格式填写的是收费项目数，不是金额")
    cell = case.cell("disclosure", "fees", "amount")
    if cell.doubt == "missing":
        raise NotApplicable("没有“行政事业性收费”一行")
    return cell


@rule(
    "D08",
    "千分位/全角/异形数字",
    "hint",
    why="千分位逗号、全角数字、汉字数字和字母O、l都不便于汇总；字母尤其容易被当成数字而漏加。",
    basis=PRACTICE,
    bad="“行政许可”行填写“1,234”；“行政强制”行填写字母“O”。",
    good="分别填写“1234”“0”。",
)
def odd_digits(case: Case) -> Checks:
    yield from found_in(
        case,
        unusual(case),
        lambda cell: LETTERS.fullmatch(squash(cell.raw)) is not None,
        lambda names, raws: (
            f"{names}中有形似数字的字母（{raws}，如以字母O代替0、以字母l代替1）。请改为阿拉伯数字。"
        ),
        expected="阿拉伯数字",
        severity="warning",
    )
    yield from found_in(
        case,
        unusual(case),
        lambda cell: _is_number(cell) and THOUSANDS.search(level(cell.raw)) is not None,
        lambda names, raws: f"{names}使用了千分位逗号（{raws}）。请去掉逗号，只填数字。",
        expected="不带逗号的数字",
    )
    yield from found_in(
        case,
        unusual(case),
        lambda cell: _is_number(cell) and re.search(r"\d", level(cell.raw)) is None,
        lambda names, raws: f"{names}使用了汉字数字（{raws}）。请改为阿拉伯数字。",
        expected="阿拉伯数字",
    )
    yield from found_in(
        case,
        unusual(case),
        lambda cell: (
            _is_number(cell) and bool(WIDE.search(cell.raw)) and not THOUSANDS.search(level(cell.raw))
        ),
        lambda names, raws: f"{names}使用了全角数字（也可能由文件转换造成）。如原文如此，请改为半角数字。",
        expected="半角数字",
        free=True,
    )


def _is_number(cell: Cell) -> bool:
    return cell.state in ("number", "zero")


@rule(
    "D09",
    "增减无符号",
    "hint",
    why="2019年版格式的“本年增/减”有正有负，不写符号时分不清是增加还是减少。",
    basis=FORMAT,
    bad="“行政许可”行“本年增/减”列填写“2”。",
    good="同一格填写“+2”或者“增2”。",
)
def unsigned_changes(case: Case) -> Checks:
    if case.form("disclosure") != "2019":
        raise NotApplicable("2021年版格式没有“本年增/减”")
    yield from found_in(
        case,
        printed(case),
        lambda cell: _unsigned_change(cell) or _worded_change(cell),
        lambda names, raws: f"{names}为{raws}，没有写明是增加还是减少。请以“+”“-”（或者“增”“减”）标明。",
        expected="带符号的数字",
    )


def _unsigned_change(cell: Cell) -> bool:
    return cell.column == "change" and (value_of(cell) or 0) > 0 and squash(cell.raw)[:1].isdigit()


def _worded_change(cell: Cell) -> bool:
    """新增2, 取消3: readable, but not as the form wants it."""
    return cell.column == "change" and cell.state == "text" and re.search(r"\d", squash(cell.raw)) is not None


@rule(
    "D10",
    "全表为零",
    "hint",
    why="卫生健康、市场监管、公安、交通、城管等部门通常有许可、处罚、收费等事项；整张表全部为0，多半是没有认真统计。",
    basis=PRACTICE,
    bad="某县卫生健康局第二部分表格各格全部填0。",
    good="某县卫生健康局如实填写全年的许可和处罚决定数量。",
    needs="D/M",
)
def nothing_done(case: Case) -> Checks:
    cells = list(case.cells("disclosure"))
    if not usually_has_powers(case):
        raise NotApplicable("仅适用于通常有行政许可、行政处罚等职权的部门")
    if any(value_of(c) for c in cells):
        return
    if any(c.value is None for c in case.report.cells if c.table == "disclosure"):
        yield Unsure("有空白、缺失或读取存疑的单元格，不能确定全表为零")
        return
    yield Hit(
        f"{title('disclosure')}中，各格全部为0。贵单位通常承担行政许可、行政处罚等职责，请核实全年有关数据是否漏报。",
        section=2,
        table="disclosure",
        line=case.table("disclosure").line,
        found="全部为0",
        expected="如实填写全年数据；确无发生的，请说明",
    )


@rule(
    "D11",
    "数字错位",
    "warning",
    why="第三部分表格每行7个数字，第四部分表格一行15个数字；多了或者少了，其余数字就会对错列。",
    basis=FORMAT,
    bad="“（七）总计”行只有6个数字。",
    good="“（七）总计”行7个数字，没有发生的填0。",
)
def shifted(case: Case) -> Checks:
    wide = [t for t in tables(case) if t.table != "disclosure"]
    if not wide:
        raise NotApplicable("报告中没有可读的第三、第四部分表格")
    drawn = case.report.source.media_type.startswith(("image/", "application/pdf"))
    for table in wide:
        rows: dict[tuple[bool, str], Cell] = {}
        for cell in case.cells(table.table):
            if counted(cell):
                shown = in_grid(cell) and not drawn  # the cells of a page are found by its lines
                rows.setdefault((shown, "" if table.table == "review" else cell.row), cell)
        for shown in (True, False):
            mine = {row: cell for (of_grid, row), cell in rows.items() if of_grid is shown}
            kept = list(mine.items()) if len(mine) <= 3 else list(mine.items())[:1]
            for row, cell in kept:
                count = len(mine) if len(kept) < len(mine) else 1
                yield _shift(table, form_of(case, table.table), row, cell, count, shown)


def _shift(table: Table, form: str, row: str, cell: Cell, rows: int, shown: bool) -> Hit:
    """A row with too many or too few numbers; ``rows``: of how many rows it is the first; ``shown``: the format
    itself delimits the cells, so that no conversion can be to blame."""
    values, columns = counted(cell) or (0, 0)
    where = f"{row_name(table.table, form, row)}行" if row else "数据行"
    more = f"等{rows}行{'数据格' if shown else '数字'}个数不对，首行" if rows > 1 else ""
    measure = "个数据格" if shown else "个数字"
    advice = (
        "请核对是否漏填、多填或者错列"
        if shown
        else "也可能由文件转换造成（如空格丢失、数字断开、混入页码），请对照原件核对"
    )
    return Hit(
        f"{title(table.table)}中，{where}{more}{'有' if shown else '读到'}{values}{measure}，应为{columns}个"
        f"（{cell.raw}）。{advice}。",
        section=statutory.SECTION_OF[table.table],
        table=table.table,
        row=row or None,
        line=cell.line,
        found=f"{values}{measure}",
        expected=f"{columns}{measure}",
        severity=None if shown else "hint",
        free=not shown,
    )


@rule(
    "D12",
    "标题行填数",
    "warning",
    why="“（三）不予公开”等是一组结果的标题，没有自己的数字；在标题行填数，会使同一件申请重复计算。",
    basis=FORMAT,
    bad="“（三）不予公开”行填写2，其下“4.保护第三方合法权益”行又填写2。",
    good="只在“4.保护第三方合法权益”行填写2，标题行不填。",
)
def filled_titles(case: Case) -> Checks:
    table = case.table("applications")
    for note in table.notes:
        group = note.removeprefix("group_row:")
        if group == note or group not in GROUPS:
            continue
        key = group if group == "other_handling" else f"group:{group}"
        raws = next((e[1:] for e in table.extra if e[0] == key), ())
        numbers = [raw.strip() for raw in raws if raw.strip()]
        if not numbers:
            continue
        first = case.report.by_key.get(("applications", FIRST_OF[group], "total"))
        if first is None or first.doubt:
            yield Unsure(f"“{GROUPS[group]}”之后有一行数字，不能确定是标题行还是其下第一行的")
            continue
        yield Hit(
            f"{title('applications')}中，标题行“{GROUPS[group]}”填写了数字（{'、'.join(numbers)}）。"
            "该行只是一组办理结果的标题，数字应当填在其下各行，请删除标题行的数字，并复核合计。",
            section=3,
            table="applications",
            row=key,
            line=table.line,
            found="、".join(numbers),
            expected="标题行不填数字",
        )


# --- helpers ----------------------------------------------------------------------------------------------


def _money(case: Case, cell: Cell) -> bool:
    """Whether a printed cell may be one of money, which has decimals by right."""
    columns = statutory.column_labels(cell.table, form_of(case, cell.table), cell.row)
    return cell.column == "amount" or (not cell.column and "amount" in columns)


def _wrong(cell: Cell, text: str, expected: str) -> Hit:
    return Hit(
        f"{title(cell.table)}中，{text}",
        cell=cell,
        section=statutory.SECTION_OF[cell.table],
        found=cell.raw,
        expected=expected,
        confidence=cell.confidence,
    )


RULES = (
    blanks,
    placeholders,
    fractions,
    negatives,
    units,
    many_decimals,
    unit_of_money,
    odd_digits,
    unsigned_changes,
    nothing_done,
    shifted,
    filled_titles,
)
