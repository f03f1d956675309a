"""Family F: arithmetic and plausibility of the applications table (第三部分).

F01-F03 are the 37 (form 2019) or 39 (form 2021) equations of the table; :mod:`gipr_nlp.rules.repair` finds
the cell to blame. F06, F07 and F08 of the catalogue are no checks of their own: what they advise stands in
the message of F03.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Number
from gipr_nlp.rules.balance import TABLE, balance, column_of
from gipr_nlp.rules.base import FORMAT, PRACTICE, Case, Checks, Hit, Unsure, rule
from gipr_nlp.rules.letter import NAME, VERIFY, column, label, some, sums
from gipr_nlp.rules.repair import Key

SECTION = statutory.SECTION_OF[TABLE]
RARE = ("refused_state_secret", "refused_security_stability", "declined_massive")


@rule(
    "F01",
    "行合计错误",
    "error",
    why="每件申请只计入一类申请人，因此每一行自然人与法人或其他组织各列之和必须等于该行总计。",
    basis=FORMAT,
    bad="“本年新收政府信息公开申请数量”行：自然人3、商业企业1，其余为0，总计填5。",
    good="同一行总计填4。",
)
def row_sums(case: Case) -> Checks:
    yield from sums(case, "F01")


@rule(
    "F02",
    "办理结果总计错误",
    "error",
    why="每件办结的申请只计入一种办理结果，因此每一列各项办理结果之和必须等于“（七）总计”。",
    basis=FORMAT,
    bad="“自然人”列：予以公开2、部分公开1，其余为0，“（七）总计”填2。",
    good="同一列“（七）总计”填3。",
)
def result_sums(case: Case) -> Checks:
    yield from sums(case, "F02")


@rule(
    "F03",
    "第一项+第二项≠第三项+第四项",
    "error",
    why="表头注明的勾稽关系：新收与上年结转的申请，要么在本年度办结，要么结转下年度，每一列都应当相等。",
    basis=FORMAT,
    bad="“总计”列：新收5、上年结转1，办理结果总计4、结转下年度1（6≠5）。",
    good="同一列结转下年度填2（5+1=4+2）。",
)
def cross_foot(case: Case) -> Checks:
    yield from sums(case, "F03")


@rule(
    "F04",
    "仅总计列平衡",
    "error",
    why="总计列各式成立而分列不成立，说明件数没有错，数字却填进了别的申请人列，或有分列漏填、多填。",
    basis=FORMAT,
    bad="新收1件填在“自然人”列，其办理结果1件填在“商业企业”列，总计列平衡。",
    good="新收和办理结果填在同一列。",
    follows_from=("F01", "F02", "F03"),
)
def only_totals_balance(case: Case) -> Checks:
    found = balance(case)
    columns = [c for c in found.checked if c.equation.code in ("F02", "F03")]
    totals = [c for c in columns if column_of(c) == "total"]
    if any(c.broken for c in totals):
        return
    broken = [c for c in columns if c.broken]
    if any(c.undecided for c in (totals if broken else columns)):
        yield Unsure("“总计”列或分列有空白或读取存疑的单元格，无法比较")
    elif broken:
        names = list(dict.fromkeys(column_of(c) for c in broken))
        listed = "、".join(f"“{column(found.form, name)}”" for name in names)
        moved = len(names) > 1 and not sum(c.difference for c in broken)
        yield Hit(
            f"{NAME}中，“总计”列平衡，而{listed}列不平衡，"
            f"{'差额正负相抵，疑似填错申请人列' if moved else '分列数字可能填错列、漏填或多填'}。{VERIFY}",
            section=SECTION,
            table=TABLE,
            column=names[0],
            line=case.table(TABLE).line,
            found=f"{'、'.join(column(found.form, name) for name in names)}不平衡",
            expected="各列均平衡",
            defect=found.defect_of(broken[0].equation.code, names[0]),
        )


@rule(
    "F05",
    "总计列为零而分列非零",
    "error",
    why="总计列全为零而分列有数（或者相反），说明整列漏填，各行合计必然不等。",
    basis=FORMAT,
    bad="“自然人”列有新收3件、予以公开3件，“总计”列全部填0。",
    good="“总计”列逐行填写合计数3。",
    follows_from=("F01", "F02", "F03"),
)
def empty_totals(case: Case) -> Checks:
    found = balance(case)
    totals = [v for key, v in found.values.items() if key[2] == "total"]
    parts = [v for key, v in found.values.items() if key[2] != "total"]
    no_totals, no_parts = not any(totals) and any(parts), not any(parts) and any(totals)
    if not (no_totals or no_parts):
        return
    if None in (totals if no_totals else parts):
        yield Unsure("有空白或读取存疑的单元格，不能确定整列为零")
        return
    empty, filled = ("“总计”列", "分列") if no_totals else ("各分列", "“总计”列")
    yield Hit(
        f"{NAME}中，{empty}全部为0，而{filled}有非零数字，疑似整列漏填。{VERIFY}",
        section=SECTION,
        table=TABLE,
        column="total",
        line=case.table(TABLE).line,
        found=f"{empty}全部为0",
        expected="总计等于各分列之和",
        defect=found.defect_of("F01"),
    )


@rule(
    "F09",
    "结转数偏大",
    "warning",
    why="申请应当在法定期限内答复，年底尚未办结的通常只是最后一两个月收到的申请；结转数超过全年新收数的一半，多半是填错或超期未办。",
    basis=PRACTICE,
    bad="全年新收10件，结转下年度6件。",
    good="全年新收10件，结转下年度2件。",
)
def large_carry_over(case: Case) -> Checks:
    least, share = _threshold(case, "F09_min", 5), _threshold(case, "F09_share", 0.5)
    received, left = _total(case, "new_received"), _total(case, "carried_out")

    def too_many(values: Mapping[Key, Number | None]) -> bool:
        new, out = _of(values, "new_received"), _of(values, "carried_out")
        return new is not None and out is not None and out > max(least, share * new)

    yield from _remark(
        case,
        too_many,
        ("carried_out", "total"),
        f"结转下年度继续办理{left}件，而全年新收仅{received}件，结转数偏大。请核实是否填写有误；确有超期未办结的，请说明情况",
        expected=f"一般不超过{max(least, share * received):g}件",
    )


@rule(
    "F10",
    "结转>新收",
    "error",
    why="结转下年度的申请只能来自本年新收和上年结转，不可能多于两者之和。",
    basis=FORMAT,
    bad="“自然人”列：新收2、上年结转0，结转下年度3。",
    good="同一列结转下年度填1，办理结果总计填1。",
    follows_from=("F03",),
)
def carried_more_than_received(case: Case) -> Checks:
    found, open_ = balance(case), []
    for name in statutory.column_labels(TABLE, found.form):
        new, before, left = (found.number(r, name) for r in ("new_received", "carried_in", "carried_out"))
        if left is None or new is None or before is None:
            open_.append(f"“{column(found.form, name)}”列")
        elif left > new + before:
            broken = found.defect_of("F03", name)
            yield Hit(
                f"{NAME}中，“{column(found.form, name)}”列结转下年度继续办理{left}件，"
                f"多于新收{new}件与上年结转{before}件之和（多{left - new - before}件）。{VERIFY}",
                cell=case.cell(TABLE, "carried_out", name),
                section=SECTION,
                found=str(left),
                expected=f"不大于{new + before}",
                defect=broken or f"F10:{name}",
                leads=broken is None,
            )
    if open_:
        yield Unsure(f"{some(open_)}有空白或读取存疑的单元格，无法比较")


@rule(
    "F11",
    "科研/公益/法律服务列异常",
    "hint",
    why="科研机构、社会公益组织的申请通常很少；远多于商业企业时，常见原因是数字填错了列。",
    basis=PRACTICE,
    bad="新收：商业企业0、科研机构12。",
    good="新收：商业企业12、科研机构0。",
)
def unusual_applicants(case: Case) -> Checks:
    factor, least = _threshold(case, "F11_factor", 10), _threshold(case, "F11_min", 10)
    business = case.value(TABLE, "new_received", "commercial")
    for name in ("research", "public_welfare"):
        number = case.value(TABLE, "new_received", name)

        def unusual(values: Mapping[Key, Number | None], name: str = name) -> bool:
            many, few = _of(values, "new_received", name), _of(values, "new_received", "commercial")
            return many is not None and few is not None and many > max(least, factor * few)

        yield from _remark(
            case,
            unusual,
            ("new_received", name),
            f"新收申请中“{column(case.form(TABLE), name)}”{number}件，"
            f"远多于“商业企业”{business}件，请核实是否填错申请人列",
        )


@rule(
    "F12",
    "“其他处理-其他”占比过高",
    "warning",
    why="能够归入具体办理结果的申请不应笼统计入“其他”；占比过高，说明办理结果可能没有认真归类。",
    basis=PRACTICE,
    bad="办理结果总计10件，其中“（六）其他处理—3.其他”4件。",
    good="办理结果总计10件，其中“（六）其他处理—3.其他”3件。",
)
def many_others(case: Case) -> Checks:
    if case.form(TABLE) != "2021":
        raise NotApplicable("2019年版格式的“其他处理”不分项")
    yield from _share(case, "other_else", _threshold(case, "F12_share", 0.3), _threshold(case, "F12_min", 10))


@rule(
    "F13",
    "“不掌握”占比过高",
    "hint",
    why="多数申请以“本机关不掌握”答复，可能是检索不充分、指引不到位，也可能是归类有误。",
    basis=PRACTICE,
    bad="办理结果总计20件，其中“本机关不掌握相关政府信息”15件。",
    good="办理结果总计20件，其中“本机关不掌握相关政府信息”14件。",
)
def many_not_held(case: Case) -> Checks:
    yield from _share(
        case, "unable_not_held", _threshold(case, "F13_share", 0.7), _threshold(case, "F13_min", 20)
    )


@rule(
    "F14",
    "罕见理由",
    "hint",
    why="县级及以下机关很少以国家秘密、危及“三安全一稳定”为由不予公开，也很少认定无正当理由大量反复申请；出现时建议复核是否填错行。",
    basis=PRACTICE,
    bad="某县水务局“属于国家秘密”1件。",
    good="某县水务局“属于国家秘密”0件。",
)
def rare_reasons(case: Case) -> Checks:
    agency = case.report.agency
    local = agency.level in ("county", "town") or agency.kind in ("town", "subdistrict")
    if agency.level is not None and not local:
        raise NotApplicable("仅适用于县级及以下机关")
    found = balance(case)
    for row in RARE:
        number = found.number(row, "total")

        def used(values: Mapping[Key, Number | None], row: str = row) -> bool:
            return (_of(values, row) or 0) > 0

        if number is None:
            yield Unsure(f"{label(found.form, row)}行的总计未填写或读取存疑")
        elif number > 0 and not local:
            yield Unsure("机关层级不明，不能判断是否为县级及以下机关")
        else:
            text = f"{label(found.form, row)}{number}件，县级及以下机关较少使用这一理由，请复核是否准确"
            yield from _remark(case, used, (row, "total"), text)


# --- helpers -----------------------------------------------------------------------------------------------


def _threshold(case: Case, name: str, default: float) -> float:
    return float(case.profile.thresholds.get(name, default))


def _total(case: Case, row: str) -> Number:
    return case.value(TABLE, row, "total")


def _of(values: Mapping[Key, Number | None], row: str, name: str = "total") -> Number | None:
    return values.get((TABLE, row, name))


def _share(case: Case, row: str, share: float, least: float) -> Iterator[Hit]:
    """A result row that makes up more than a share of all results, where there are enough of them."""
    part, whole = _total(case, row), _total(case, "total_handled")

    def large(values: Mapping[Key, Number | None]) -> bool:
        one, all_ = _of(values, row), _of(values, "total_handled")
        return one is not None and all_ is not None and all_ >= least and bool(all_) and one / all_ > share

    yield from _remark(
        case,
        large,
        (row, "total"),
        f"{label(case.form(TABLE), row)}{part}件，"
        f"占办理结果总计{whole}件的{part / whole if whole else 0:.1%}，"
        "占比偏高，请核实归类是否准确",
        expected=f"一般不超过{share:.0%}",
    )


def _remark(
    case: Case,
    unusual: Callable[[Mapping[Key, Number | None]], bool],
    place: tuple[str, str],
    text: str,
    expected: str | None = None,
) -> Iterator[Hit]:
    """A remark on plausibility; an echo of a wrong cell hangs on that defect."""
    found = balance(case)
    if not unusual(found.values):
        return
    cell = case.cell(TABLE, *place)
    yield Hit(
        f"{NAME}中，{text}。",
        cell=cell,
        section=SECTION,
        found=cell.raw,
        expected=expected,
        defect=found.echo(unusual),
    )


RULES = (
    row_sums,
    result_sums,
    cross_foot,
    only_totals_balance,
    empty_totals,
    large_carry_over,
    carried_more_than_received,
    unusual_applicants,
    many_others,
    many_not_held,
    rare_reasons,
)
