"""Family E: are the figures of the disclosure table (第二部分) plausible, each for itself and for this agency?

E02, E03, E05 and E07 are impossible in themselves; the others are probable misunderstandings, and say so.
"""

from __future__ import annotations

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Number, Severity
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.powers import may_make_rules, without_powers
from gipr_nlp.rules.printed import VERIFY, column_name, digits, in_wan, number, row_name, title, undecided

TABLE = "disclosure"
STOCKS = ("regulations", "normative_documents")
POWERS = ("licensing", "other_services", "penalties", "compulsion")


@rule(
    "E01",
    "规章制定权",
    "error",
    why="规章只能由国务院部门、省级人民政府和设区的市、自治州人民政府制定；其他机关这一行都应当是0，常见的错误是把规范性文件或者规章制度填在这里。",
    basis=FORMAT,
    bad="某县水务局“规章”行“现行有效件数”填写3。",
    good="同一格填写0，3件规范性文件填在“行政规范性文件”行。",
    needs="D/M",
)
def regulations(case: Case) -> Checks:
    columns = _columns(case, "regulations")
    values = {c: number(case, "regulations", c) for c in columns}
    stated = {c: v for c, v in values.items() if v is not None and v > 0}
    agency = case.report.agency
    if not stated or may_make_rules(agency):
        if not stated and None in values.values():
            yield undecided(case, "regulations", *columns)
        return
    if agency.level is None:
        yield Unsure("机关层级不明，不能判断有无规章制定权")
        return
    told = "、".join(f"“{column_name(TABLE, _form(case), 'regulations', c)}”{v}件" for c, v in stated.items())
    office = agency.kind == "office"
    advice = (
        "贵单位不是规章制定机关；如填写的是本级人民政府的规章，请在人民政府的年度报告中反映"
        if office
        else "贵单位没有规章制定权，请核实是否将规范性文件或者内部规章制度误填为规章"
    )
    first = next(iter(stated))
    yield _hit(
        case,
        "regulations",
        first,
        f"“规章”行填写了{told}。{advice}，没有的请填写0。",
        "0",
        severity="warning" if office else None,
        defect="stock:regulations",
        leads=True,
    )


@rule(
    "E02",
    "有效数小于净增",
    "error",
    why="年底现行有效的件数=上年底的件数+本年制发-本年废止，而上年底的件数不会小于0，所以现行有效件数不可能小于本年制发与废止之差。",
    basis=FORMAT,
    bad="行政规范性文件：本年制发5件，废止1件，现行有效3件。",
    good="行政规范性文件：本年制发5件，废止1件，现行有效12件。",
)
def stock(case: Case) -> Checks:
    _needs(case, "2021")
    for row in STOCKS:
        issued, repealed, valid = (number(case, row, c) for c in ("issued", "repealed", "in_force"))
        if issued is None or repealed is None or valid is None:
            yield undecided(case, row, "issued", "repealed", "in_force")
        elif valid < issued - repealed:
            yield _hit(
                case,
                row,
                "in_force",
                f"{_name(case, row)}“现行有效件数”{valid}件，小于本年制发{issued}件减去废止{repealed}件的差"
                f"{issued - repealed}件，不可能成立。现行有效件数应当包括以前年度制发、年底仍然有效的文件。{VERIFY}",
                f"不小于{issued - repealed}",
                defect=f"stock:{row}",
                leads=True,
            )


@rule(
    "E03",
    "本年制发大于现行有效",
    "error",
    why="本年没有废止文件，本年制发的文件就都还有效，现行有效件数至少等于本年制发件数。",
    basis=FORMAT,
    bad="行政规范性文件：本年制发4件，废止0件，现行有效0件。",
    good="行政规范性文件：本年制发4件，废止0件，现行有效9件。",
    follows_from=("E02",),
)
def issued_above_stock(case: Case) -> Checks:
    _needs(case, "2021")
    for row in STOCKS:
        issued, repealed, valid = (number(case, row, c) for c in ("issued", "repealed", "in_force"))
        if issued is None or repealed is None or valid is None:
            yield undecided(case, row, "issued", "repealed", "in_force")
        elif repealed == 0 and issued > valid:
            yield _hit(
                case,
                row,
                "in_force",
                f"{_name(case, row)}本年制发{issued}件、废止0件，现行有效却只有{valid}件；"
                f"本年制发的文件年底应当都计入现行有效。{VERIFY}",
                f"不小于{issued}",
                defect=f"stock:{row}",
            )


@rule(
    "E04",
    "规范性文件数疑含一般文件",
    "hint",
    why="行政规范性文件是涉及公民、法人和其他组织权利义务、具有普遍约束力的文件；一年几十件，多半把通知、会议材料等一般文件也算进去了。",
    basis=PRACTICE,
    bad="某镇人民政府本年制发行政规范性文件36件。",
    good="某镇人民政府本年制发行政规范性文件2件，与规范性文件清理结果一致。",
    needs="D/M",
)
def many_documents(case: Case) -> Checks:
    column = "issued" if case.form(TABLE) == "2021" else "made"
    kind = case.report.agency.kind
    limits = {"department": 50.0, "town": 10.0, "subdistrict": 10.0}
    if kind not in limits:
        raise NotApplicable("仅适用于政府部门、乡镇和街道")
    most = float(
        case.profile.thresholds.get("E04_department" if kind == "department" else "E04_town", limits[kind])
    )
    issued = number(case, "normative_documents", column)
    if issued is None:
        yield undecided(case, "normative_documents", column)
    elif issued > most:
        yield _hit(
            case,
            "normative_documents",
            column,
            f"{_name(case, 'normative_documents')}“{column_name(TABLE, _form(case), 'normative_documents', column)}”"
            f"{issued}件，数量偏多，疑似把一般通知、会议纪要等也计算在内。请与规范性文件清单、清理结果核对。",
            f"一般不超过{most:g}件",
        )


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
    _needs(case, "2019")
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
    _needs(case, "2019")
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
    _needs(case, "2019")
    for row in (*POWERS, "fees"):
        before, change = number(case, row, "last_year_items"), number(case, row, "change")
        if before is None or change is None:
            yield undecided(case, row, "last_year_items", "change")
        elif before + change < 0:
            yield _hit(
                case,
                row,
                "change",
                f"{_name(case, row)}上一年项目数量{before}、本年增/减{change}，本年项目数量成为{before + change}，"
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
    _needs(case, "2019")
    least = float(case.profile.thresholds.get("E08", 10))
    for row in POWERS:
        before, change, decided = (number(case, row, c) for c in ("last_year_items", "change", "decisions"))
        if before is None or change is None or decided is None:
            yield undecided(case, row, "last_year_items", "change", "decisions")
        elif decided > 0 and decided == before + change and (change != 0 or before >= least):
            sum_ = f"{before}{'+' if change > 0 else '-'}{abs(change)}={decided}" if change else f"{before}"
            yield _hit(
                case,
                row,
                "decisions",
                f"{_name(case, row)}“处理决定数量”{decided}，恰好等于“上一年项目数量”"
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
    _needs(case, "2019")
    for row in POWERS:
        before, change, decided = (number(case, row, c) for c in ("last_year_items", "change", "decisions"))
        if before is None or change is None or decided is None:
            yield undecided(case, row, "last_year_items", "change", "decisions")
        elif before + change == 0 and decided > 0:
            yield _hit(
                case,
                row,
                "decisions",
                f"{_name(case, row)}上一年项目数量与本年增/减相加为0，却有处理决定{decided}件。"
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
    _needs(case, "2019")
    items, amount = number(case, "procurement", "items"), number(case, "procurement", "amount")
    if items is None or amount is None:
        yield undecided(case, "procurement", "items", "amount")
    elif (items == 0) != (amount == 0):
        empty = "items" if items == 0 else "amount"
        yield _hit(
            case,
            "procurement",
            empty,
            f"“政府集中采购”采购项目数量{items}、采购总金额{digits(float(amount))}，"
            f"{'有金额而没有项目' if empty == 'items' else '有项目而没有金额'}。{VERIFY}",
            "项目数量和金额同为0或者同不为0",
        )
    cell = case.cell(TABLE, "procurement", "amount")
    if amount and in_wan(amount, cell.unit) is None:
        yield _hit(
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
    _needs(case, "2019")
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
        yield _hit(
            case,
            "procurement",
            "amount",
            f"“政府集中采购”项目{items}个、总金额“{cell.raw}”，平均每个项目{digits(wan / items)}万元，明显异常。"
            f"请核对金额单位和小数点。",
            f"平均每个项目一般在{digits(least)}万元至{digits(most)}万元之间",
        )


@rule(
    "E12",
    "无处罚权机关填处罚",
    "hint",
    why="信访、机关事务、政务公开等机构通常没有行政许可、行政处罚、行政强制职权；出现时，多半是填错了行或者误解了口径。",
    basis=PRACTICE,
    bad="某县信访局“行政处罚”本年处理决定数量12。",
    good="某县信访局“行政处罚”本年处理决定数量0。",
    needs="M",
)
def powerless(case: Case) -> Checks:
    case.table(TABLE)
    if not without_powers(case):
        raise NotApplicable("仅适用于通常没有行政许可、行政处罚、行政强制职权的机关")
    for row in ("licensing", "penalties", "compulsion"):
        decided = number(case, row, "decisions")
        if decided is None:
            yield undecided(case, row, "decisions")
        elif decided > 0:
            yield _hit(
                case,
                row,
                "decisions",
                f"{_name(case, row)}处理决定数量{decided}，而贵单位通常没有这一职权。请核实是否填错行，或者口径有误。",
                "0",
            )


@rule(
    "E13",
    "收费机关异常",
    "hint",
    why="乡镇、街道通常不是行政事业性收费的执收单位；出现金额时，请核实是否把罚没收入或者代收款项算了进去。",
    basis=PRACTICE,
    bad="某镇人民政府“行政事业性收费”本年收费金额1.2万元。",
    good="某镇人民政府“行政事业性收费”本年收费金额0。",
    needs="M",
)
def fees_of_towns(case: Case) -> Checks:
    _needs(case, "2021")
    if case.report.agency.kind not in ("town", "subdistrict"):
        raise NotApplicable("仅适用于乡镇和街道")
    amount = number(case, "fees", "amount")
    if amount is None:
        yield undecided(case, "fees", "amount")
    elif amount > 0:
        cell = case.cell(TABLE, "fees", "amount")
        yield _hit(
            case,
            "fees",
            "amount",
            f"“行政事业性收费”的本年收费金额为“{cell.raw}”。乡镇、街道通常不是收费主体，"
            "请核实是否将罚没收入、代收款项等计算在内。",
            "0",
        )


# --- helpers ----------------------------------------------------------------------------------------------


def _form(case: Case) -> str:
    return case.form(TABLE)


def _needs(case: Case, form: str) -> None:
    if case.form(TABLE) != form:
        raise NotApplicable(f"仅适用于{form}年版格式的表格")


def _columns(case: Case, row: str) -> tuple[str, ...]:
    """The columns of a row in the form of the table."""
    return next(r.columns for r in statutory.rows(TABLE, _form(case)) if r.key == row)


def _name(case: Case, row: str) -> str:
    return f"{row_name(TABLE, _form(case), row)}行"


def _above_total(case: Case, row: str, column: str, defect: str, leads: bool = False) -> Checks:
    part, total = number(case, row, column), number(case, row, "total")
    if part is None or total is None:
        yield undecided(case, row, column, "total")
    elif part > total:
        yield _hit(
            case,
            row,
            "total",
            f"{_name(case, row)}“{column_name(TABLE, _form(case), row, column)}”{part}，大于“对外公开总数量”{total}。"
            f"“对外公开总数量”包括以前年度和本年公开的全部数量。{VERIFY}",
            f"不小于{part}",
            defect=defect,
            leads=leads,
        )


def _hit(
    case: Case,
    row: str,
    column: str,
    text: str,
    expected: str,
    *,
    severity: Severity | None = None,
    confidence: Number = 1.0,
    defect: str | None = None,
    leads: bool = False,
) -> Hit:
    cell = case.cell(TABLE, row, column)
    return Hit(
        f"{title(TABLE)}中，{text}",
        cell=cell,
        section=statutory.SECTION_OF[TABLE],
        found=cell.raw,
        expected=expected,
        severity=severity,
        confidence=min(confidence, cell.confidence),
        defect=defect,
        leads=leads,
    )


RULES = (
    regulations,
    stock,
    issued_above_stock,
    many_documents,
    published_above_total,
    made_above_total,
    negative_items,
    items_as_decisions,
    decisions_without_items,
    procurement,
    unit_price,
    powerless,
    fees_of_towns,
)
