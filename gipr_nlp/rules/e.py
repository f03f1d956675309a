"""Family E: are the figures of the disclosure table (第二部分) plausible, each for itself and for this agency?

E02, E03, E05 and E07 are impossible in themselves; the others are probable misunderstandings, and say so.
"""

from __future__ import annotations

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.rules import e_items
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Unsure, rule
from gipr_nlp.rules.disclosure_rows import STOCKS, TABLE, form_here, needs_form, row_here, row_hit
from gipr_nlp.rules.powers import may_make_rules, without_powers
from gipr_nlp.rules.printed import VERIFY, column_name, number, undecided


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
    told = "、".join(
        f"“{column_name(TABLE, form_here(case), 'regulations', c)}”{v}件" for c, v in stated.items()
    )
    office = agency.kind == "office"
    advice = (
        "贵单位不是规章制定机关；如填写的是本级人民政府的规章，请在人民政府的年度报告中反映"
        if office
        else "贵单位没有规章制定权，请核实是否将规范性文件或者内部规章制度误填为规章"
    )
    first = next(iter(stated))
    yield row_hit(
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
    needs_form(case, "2021")
    for row in STOCKS:
        issued, repealed, valid = (number(case, row, c) for c in ("issued", "repealed", "in_force"))
        if issued is None or repealed is None or valid is None:
            yield undecided(case, row, "issued", "repealed", "in_force")
        elif valid < issued - repealed:
            yield row_hit(
                case,
                row,
                "in_force",
                f"{row_here(case, row)}“现行有效件数”{valid}件，小于本年制发{issued}件减去废止{repealed}件的差"
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
    needs_form(case, "2021")
    for row in STOCKS:
        issued, repealed, valid = (number(case, row, c) for c in ("issued", "repealed", "in_force"))
        if issued is None or repealed is None or valid is None:
            yield undecided(case, row, "issued", "repealed", "in_force")
        elif repealed == 0 and issued > valid:
            yield row_hit(
                case,
                row,
                "in_force",
                f"{row_here(case, row)}本年制发{issued}件、废止0件，现行有效却只有{valid}件；"
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
        yield row_hit(
            case,
            "normative_documents",
            column,
            f"{row_here(case, 'normative_documents')}“{column_name(TABLE, form_here(case), 'normative_documents', column)}”"
            f"{issued}件，数量偏多，疑似把一般通知、会议纪要等也计算在内。请与规范性文件清单、清理结果核对。",
            f"一般不超过{most:g}件",
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
            yield row_hit(
                case,
                row,
                "decisions",
                f"{row_here(case, row)}处理决定数量{decided}，而贵单位通常没有这一职权。请核实是否填错行，或者口径有误。",
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
    needs_form(case, "2021")
    if case.report.agency.kind not in ("town", "subdistrict"):
        raise NotApplicable("仅适用于乡镇和街道")
    amount = number(case, "fees", "amount")
    if amount is None:
        yield undecided(case, "fees", "amount")
    elif amount > 0:
        cell = case.cell(TABLE, "fees", "amount")
        yield row_hit(
            case,
            "fees",
            "amount",
            f"“行政事业性收费”的本年收费金额为“{cell.raw}”。乡镇、街道通常不是收费主体，"
            "请核实是否将罚没收入、代收款项等计算在内。",
            "0",
        )


def _columns(case: Case, row: str) -> tuple[str, ...]:
    """The columns of a row in the form of the table."""
    return next(r.columns for r in statutory.rows(TABLE, form_here(case)) if r.key == row)


RULES = tuple(
    sorted(
        (regulations, stock, issued_above_stock, many_documents, powerless, fees_of_towns, *e_items.RULES),
        key=lambda r: r.code,
    )
)
