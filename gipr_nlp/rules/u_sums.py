"""Family U, sums over units: a government's report against the reports of its units (rules.md 5.17).

Units that are missing are named first. Where some are missing the sum is only the least that the government's figure
can be, so that a figure above it decides nothing and a figure below it is wrong all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from gipr_nlp import form as statutory
from gipr_nlp.errors import NotApplicable
from gipr_nlp.model import Entry, Number, Report, Severity
from gipr_nlp.rollup import Key, Summed, add_up, value_of
from gipr_nlp.rules.base import PRACTICE, Case, Checks, Hit, Unsure, rule

Units = tuple[tuple[Entry, Report | None], ...]

#: What a government's report adds up: not the documents in force, which its office manages for all.
_ADDED_UP = {"licensing", "penalties", "compulsion", "fees"}
NAMED = 6


def _summed(case: Case) -> Summed:
    """The sums over the units of the government whose report this is."""
    report = case.report
    if report.agency.kind != "government":
        raise NotApplicable("不是政府的汇总报告")
    if not any(unit is not None for _, unit in _added(case, case.corpus.units)):
        raise NotApplicable("语料中没有下级单位的报告可以汇总")
    known = case.memo.get("summed")
    if known is None:
        known = case.memo["summed"] = _best(case)
    summed: Summed = known
    if not summed.own:
        raise NotApplicable("报告未使用规定格式的表格，不能与下级单位汇总比较")
    return summed


def _best(case: Case) -> Summed:
    """The sums as the profile adds them up; with the counties, where it does not demand them and the report fits better
    so: cities differ in that, and none of the two is wrong."""
    report = case.report
    readings = [_added(case, case.corpus.units)]
    if len(readings[0]) < len(case.corpus.units):
        readings.append(case.corpus.units)
    sums = [add_up(report.agency.name, case.year, units, report) for units in readings]
    return min(sums, key=lambda summed: sum(_wrong(summed, k) for _, _, keys in _rows(summed) for k in keys))


def _added(case: Case, units: Units) -> Units:
    """The units that are added up: whether a city's total includes its counties is the profile's (rules.md 5.0a)."""
    if case.profile.totals_include_counties:
        return units
    return tuple((entry, unit) for entry, unit in units if entry.kind != "government")


def _rows(summed: Summed) -> Iterator[tuple[str, str, list[Key]]]:
    """The rows that are compared, with their keys, the total first."""
    for table in statutory.TABLES:
        for row in statutory.rows(table, summed.form):
            if table != "disclosure" or row.key in _ADDED_UP:
                wanted = ("decisions", "amount") if table == "disclosure" else tuple(reversed(row.columns))
                yield table, row.key, [(table, row.key, c) for c in row.columns if c in wanted][::-1]


@rule(
    "U01",
    "汇总≠下级之和",
    "error",
    why="政府的年度报告反映全域情况，申请办理、复议诉讼、处理决定和收费等数据应当等于所属部门、乡镇（街道）和政府办公室报告之和。",
    basis=PRACTICE,
    bad="县政府报告“本年新收”总计为120件，所属38个单位报告合计为118件。",
    good="县政府报告“本年新收”总计为118件，所属38个单位报告合计为118件。",
    needs="C",
)
def not_the_sum(case: Case) -> Checks:
    summed = _summed(case)
    if not summed.certain_units:
        yield Unsure("单位名单由现有报告推定，不能确认下级单位是否齐全")
    elif summed.missing:
        names = "、".join(u.name for u in summed.missing[:NAMED])
        yield Unsure(f"有{len(summed.missing)}个下级单位的报告未能汇总（{names}等），只能核对下限")
    for table, row, keys in _rows(summed):
        wrong = [key for key in keys if _wrong(summed, key)]
        if wrong:
            yield _hit(case, summed, table, row, wrong)


def _wrong(summed: Summed, key: Key) -> bool:
    """Whether the government's figure cannot be right: another sum, or less than the units that are in."""
    own, total = summed.own.get(key), summed.cells[key]
    if own is None or own == total:
        return False
    complete = summed.certain_units and not summed.open_cells.get(key)
    return complete or own < total


def _hit(case: Case, summed: Summed, table: str, row: str, wrong: list[Key]) -> Hit:
    key = wrong[0]
    own, total = summed.own[key], summed.cells[key]
    assert own is not None
    open_units = summed.open_cells.get(key, 0)
    complete = summed.certain_units and not open_units
    added = len(summed.units) - len(summed.missing)
    name = statutory.label_of(*key[:1], summed.form, *key[1:])
    gap = _said(abs(_less(own, total)))
    said = (
        f"{name}为{_said(own)}，所属{added}个单位的报告合计为{_said(total)}，相差{gap}"
        if complete
        else f"{name}为{_said(own)}，小于已汇总的{added}个单位报告之和{_said(total)}（尚有单位未计入，合计只会更大）"
    )
    if len(wrong) > 1:
        others = "、".join(
            statutory.column_labels(table, summed.form, row).get(k[2], k[2]) for k in wrong[1:]
        )
        said += f"；同一行的“{others}”也不一致"
    if blame := _explained_by(summed, key, own, total):
        said += f"；相差数恰等于{blame}报告中的该项数字，可先核对是否漏计或重复计入"
    severity: Severity = "error" if complete else "warning"
    return Hit(
        f"{case.report.agency.name}的汇总报告与下级单位的报告不符：{said}。请核对汇总口径和各单位上报数据。",
        cell=case.report.by_key[key],
        found=_said(own),
        expected=_said(total) if complete else f"不小于{_said(total)}",
        severity=severity,
        confidence=1.0 if complete else 0.9,
        defect=f"U01:{table}",
        leads=_leads(summed, table, row),
    )


def _leads(summed: Summed, table: str, row: str) -> bool:
    """The first wrong row of a table is the defect; the others of the table follow from it."""
    first = next(r for t, r, keys in _rows(summed) if t == table and any(_wrong(summed, k) for k in keys))
    return first == row


def _explained_by(summed: Summed, key: Key, own: Number, total: Number) -> str:
    """The one unit whose figure is the difference, if there is exactly one."""
    gap = abs(_less(own, total))
    alike = [u.name for u in summed.units if u.cells.get(key) == gap]
    return alike[0] if len(alike) == 1 else ""


def _less(one: Number, other: Number) -> Number:
    return round(one - other, 4)


def _said(value: Number) -> str:
    return str(int(value)) if float(value).is_integer() else repr(round(float(value), 4))


@rule(
    "U04",
    "汇总结转链",
    "warning",
    why="全部下级单位上年度的“结转下年度继续办理”之和，应当等于本年度的“上年结转”之和；差在哪一个单位，逐个单位核对即可知道。",
    basis=PRACTICE,
    bad="38个单位上年度“结转下年度继续办理”合计6件，本年度“上年结转”合计4件。",
    good="38个单位上年度“结转下年度继续办理”合计6件，本年度“上年结转”合计6件。",
    needs="C/P",
    follows_from=("U01",),
)
def broken_chain(case: Case) -> Checks:
    if case.report.agency.kind != "government":
        raise NotApplicable("不是政府的汇总报告")
    before = {e.agency_id: r for e, r in _added(case, case.corpus.units_before) if r is not None}
    both = [
        (entry, before[entry.agency_id], report)
        for entry, report in _added(case, case.corpus.units)
        if report is not None and entry.agency_id in before
    ]
    if not both:
        raise NotApplicable("没有两个年度都有报告的下级单位")
    out, came = ("applications", "carried_out", "total"), ("applications", "carried_in", "total")
    pairs = [(e.name, value_of(old.by_key.get(out)), value_of(new.by_key.get(came))) for e, old, new in both]
    open_units = [name for name, old, new in pairs if old is None or new is None]
    if open_units:
        yield Unsure(f"{'、'.join(open_units[:NAMED])}的结转数未能确认")
    known = [(name, old, new) for name, old, new in pairs if old is not None and new is not None]
    left, taken = sum(old for _, old, _ in known), sum(new for _, _, new in known)
    if left == taken:
        return
    apart = [
        f"{name}（上年度结转下年{_said(old)}件，本年度上年结转{_said(new)}件）"
        for name, old, new in known
        if old != new
    ]
    yield Hit(
        f"{case.report.agency.name}所属{len(known)}个单位上年度“结转下年度继续办理”合计{_said(left)}件，本年度“上年结转”合计"
        f"{_said(taken)}件，相差{_said(abs(_less(left, taken)))}件。不一致的单位有：{'；'.join(apart[:NAMED])}"
        f"{'等' if len(apart) > NAMED else ''}。请逐一核对。",
        table="applications",
        row="carried_in",
        column="total",
        found=_said(taken),
        expected=_said(left),
        confidence=0.9,
    )


RULES = (not_the_sum, broken_chain)
