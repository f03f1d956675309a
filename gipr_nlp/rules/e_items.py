"""Family E, the form of 2019: publications, items and procurement of the disclosure table (E05-E11; rules.md 5.5)."""

from __future__ import annotations

from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Unsure, rule
from gipr_nlp.rules.disclosure_rows import STOCKS, TABLE, form_here, needs_form, row_here, row_hit
from gipr_nlp.rules.printed import VERIFY, column_name, digits, in_wan, number, undecided

POWERS = ("licensing", "other_services", "penalties", "compulsion")


@rule(
    "E05",
    "新公开大于总公开",
    "error",
    why="对外公开总数量包括本年新公开的数量，不可能比它小。",
    basis=FORMAT,
    bad="规范性文件：本年新公开6件，对外公开总数量4件。",
    good="规范性文件：本年新公开4件，对外公开总数量6件。",
)
def published_above_total(case: Case) -> Checks:
    needs_form(case, "2019")
    for row in STOCKS:
        yield from _above_total(case, row, "published", f"total:{row}", leads=True)


@rule(
    "E06",
    "新制作大于总公开",
    "warning",
    why="本年新制作的文件一般都要公开；新制作数量大于对外公开总数量，可能是总数量漏计，也可能有文件应公开而未公开。",
    basis=FORMAT,
    bad="规范性文件：本年新制作5件，对外公开总数量3件。",
    good="规范性文件：本年新制作5件，对外公开总数量12件。",
)
def made_above_total(case: Case) -> Checks:
    needs_form(case, "2019")
    for row in STOCKS:
        yield from _above_total(case, row, "made", f"total:{row}")


@rule(
    "E07",
    "项目数为负",
    "error",
    why="上一年项目数量加上本年增减，就是本年的项目数量，不可能小于0。",
    basis=FORMAT,
    bad="行政处罚：上一年项目数量3，本年增/减-5。",
    good="行政处罚：上一年项目数量5，本年增/减-3。",
)
def negative_items(case: Case) -> Checks:
    needs_form(case, "2019")
    for row in (*POWERS, "fees"):
        before, change = number(case, row, "last_year_items"), number(case, row, "change")
        if before is None or change is None:
            yield undecided(case, row, "last_year_items", "change")
        elif before + change < 0:
            yield row_hit(
                case,
                row,
                "change",
                f"{row_here(case, row)}上一年项目数量{before}、本年增/减{change}，本年项目数量成为{before + change}，"
                f"不可能小于0。{VERIFY}",
                f"不小于-{before}",
            )


@rule(
    "E08",
    "处理决定数量误填为项目数",
    "warning",
    why="“项目数量”是职权事项的项数，“处理决定数量”是全年办理的件数，两者不是一回事；处理决定数量恰好等于上一年项目数量加减本年增减，多半是把三格当成了上年、增减、今年。",
    basis=PRACTICE,
    bad="行政处罚：上一年项目数量101，本年增/减+2，处理决定数量103。",
    good="行政处罚：上一年项目数量101，本年增/减+2，处理决定数量268。",
)
def items_as_decisions(case: Case) -> Checks:
    needs_form(case, "2019")
    least = float(case.profile.thresholds.get("E08", 10))
    for row in POWERS:
        before, change, decided = (number(case, row, c) for c in ("last_year_items", "change", "decisions"))
        if before is None or change is None or decided is None:
            yield undecided(case, row, "last_year_items", "change", "decisions")
        elif decided > 0 and decided == before + change and (change != 0 or before >= least):
            sum_ = f"{before}{'+' if change > 0 else '-'}{abs(change)}={decided}" if change else f"{before}"
            yield row_hit(
                case,
                row,
                "decisions",
                f"{row_here(case, row)}“处理决定数量”{decided}，恰好等于“上一年项目数量”"
                f"{'加减“本年增/减”' if change else ''}（{sum_}），疑似误将项目数量填为处理决定数量，或误将上年、本年的"
                f"办件数量填为项目数量。“项目数量”是职权事项的项数，“处理决定数量”是全年作出决定的件数。{VERIFY}",
                "全年作出处理决定的件数",
                confidence=0.9 if decided >= least else 0.6,
            )


@rule(
    "E09",
    "无事项却有决定",
    "warning",
    why="上一年项目数量加上本年增减为0，就是没有这类事项，也就不会有处理决定。",
    basis=FORMAT,
    bad="行政许可：上一年项目数量0，本年增/减0，处理决定数量12。",
    good="行政许可：上一年项目数量6，本年增/减0，处理决定数量12。",
)
def decisions_without_items(case: Case) -> Checks:
    needs_form(case, "2019")
    for row in POWERS:
        before, change, decided = (number(case, row, c) for c in ("last_year_items", "change", "decisions"))
        if before is None or change is None or decided is None:
            yield undecided(case, row, "last_year_items", "change", "decisions")
        elif before + change == 0 and decided > 0:
            yield row_hit(
                case,
                row,
                "decisions",
                f"{row_here(case, row)}上一年项目数量与本年增/减相加为0，却有处理决定{decided}件。"
                f"请核实项目数量是否漏填，或者处理决定数量是否填错行。",
                "有处理决定的，项目数量应当大于0",
                defect=f"items:{row}",
                leads=True,
            )


@rule(
    "E10",
    "采购数额不配",
    "warning",
    why="有采购项目就有金额，有金额就有项目；2019年版格式的表头没有写明金额单位，不写单位就不知道是元还是万元。",
    basis=FORMAT,
    bad="政府集中采购：采购项目数量6，采购总金额0。",
    good="政府集中采购：采购项目数量6，采购总金额128.5万元。",
)
def procurement(case: Case) -> Checks:
    needs_form(case, "2019")
    items, amount = number(case, "procurement", "items"), number(case, "procurement", "amount")
    if items is None or amount is None:
        yield undecided(case, "procurement", "items", "amount")
    elif (items == 0) != (amount == 0):
        empty = "items" if items == 0 else "amount"
        yield row_hit(
            case,
            "procurement",
            empty,
            f"“政府集中采购”采购项目数量{items}、采购总金额{digits(float(amount))}，"
            f"{'有金额而没有项目' if empty == 'items' else '有项目而没有金额'}。{VERIFY}",
            "项目数量和金额同为0或者同不为0",
        )
    cell = case.cell(TABLE, "procurement", "amount")
    if amount and in_wan(amount, cell.unit) is None:
        yield row_hit(
            case,
            "procurement",
            "amount",
            f"“政府集中采购”的“采购总金额”为“{cell.raw}”，没有写明单位是元还是万元，请补充单位。",
            f"{cell.raw}万元（或者元）",
            severity="hint",
        )


@rule(
    "E11",
    "单价异常",
    "hint",
    why="平均每个采购项目不到100元或者超过5亿元，多半是金额单位或者小数点弄错了。",
    basis=PRACTICE,
    bad="政府集中采购：采购项目数量6，采购总金额1285000万元。",
    good="政府集中采购：采购项目数量6，采购总金额128.5万元。",
)
def unit_price(case: Case) -> Checks:
    needs_form(case, "2019")
    items, amount = number(case, "procurement", "items"), number(case, "procurement", "amount")
    if items is None or amount is None:
        yield undecided(case, "procurement", "items", "amount")
        return
    if items <= 0 or amount <= 0:
        return
    cell = case.cell(TABLE, "procurement", "amount")
    wan = in_wan(amount, cell.unit)
    if wan is None:
        yield Unsure("采购总金额没有写明单位，不能计算单价")
        return
    least, most = (
        float(case.profile.thresholds.get(f"E11_{n}", d)) for n, d in (("min", 0.01), ("max", 50_000))
    )
    if not least <= wan / items <= most:
        yield row_hit(
            case,
            "procurement",
            "amount",
            f"“政府集中采购”项目{items}个、总金额“{cell.raw}”，平均每个项目{digits(wan / items)}万元，明显异常。"
            f"请核对金额单位和小数点。",
            f"平均每个项目一般在{digits(least)}万元至{digits(most)}万元之间",
        )


def _above_total(case: Case, row: str, column: str, defect: str, leads: bool = False) -> Checks:
    part, total = number(case, row, column), number(case, row, "total")
    if part is None or total is None:
        yield undecided(case, row, column, "total")
    elif part > total:
        yield row_hit(
            case,
            row,
            "total",
            f"{row_here(case, row)}“{column_name(TABLE, form_here(case), row, column)}”{part}，大于“对外公开总数量”{total}。"
            f"“对外公开总数量”包括以前年度和本年公开的全部数量。{VERIFY}",
            f"不小于{part}",
            defect=defect,
            leads=leads,
        )


RULES = (
    published_above_total,
    made_above_total,
    negative_items,
    items_as_decisions,
    decisions_without_items,
    procurement,
    unit_price,
)
